package dev.grantlake.ops.compaction;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.IdentityKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.IndexMigration;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.records.row.Row;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.util.NavigableMap;
import java.util.TreeMap;

/** The keys and values of one sync with something in every bucket, made for tests: rows, and all that they call for. */
final class SyncEntries {

    private final KeyLayout layout;
    private final Ksuid sync;
    private final SyncKeys keys;
    private final NavigableMap<Bytes, Bytes> entries = new TreeMap<>();

    private SyncEntries(KeyLayout layout, Ksuid sync) {
        this.layout = layout;
        this.sync = sync;
        this.keys = keys(layout, sync);
    }

    static SyncKeys keys(KeyLayout layout, Ksuid sync) {
        return switch (layout) {
            case IDENTITIES -> IdentityKeys.INSTANCE;
            case EXTERNAL_IDS -> ExternalIdKeys.ofOneSync();
            case EXTERNAL_IDS_BY_SYNC -> ExternalIdKeys.ofSync(sync);
        };
    }

    /** What a store says of itself. */
    static NavigableMap<Bytes, Bytes> stamps(KeyLayout layout) {
        NavigableMap<Bytes, Bytes> stamps = new TreeMap<>();
        if (layout == KeyLayout.EXTERNAL_IDS_BY_SYNC) {
            for (IndexMigration migration : IndexMigration.values()) {
                stamps.put(migration.key(), Bytes.ofHex("00000001"));
            }
        } else {
            stamps.put(MetaKey.KEYSPACE_VERSION.key(), Bytes.ofHex("00000002"));
            if (layout == KeyLayout.IDENTITIES) {
                stamps.put(MetaKey.ID_FORMAT.key(), Bytes.ofHex("00000002"));
            }
        }
        return stamps;
    }

    /**
     * A sync in which so many users have one entitlement.
     *
     * @param generation tells the values of one from those of another
     */
    static NavigableMap<Bytes, Bytes> of(KeyLayout layout, Ksuid sync, int grants, String generation) {
        SyncEntries made = new SyncEntries(layout, sync);
        made.fill(grants, generation);
        return made.entries;
    }

    private void fill(int grants, String generation) {
        put(
                KeyFamily.SYNC_RUN,
                SyncRunRecord.newBuilder().setSyncId(sync.toString()).setSyncToken(generation));
        put(KeyFamily.RESOURCE_TYPE, ResourceTypeRecord.newBuilder().setExternalId("group" + generation));
        ResourceRef parent = ResourceRef.newBuilder()
                .setResourceTypeId("org")
                .setResourceId(generation)
                .build();
        ResourceRef group =
                parent.toBuilder().setResourceTypeId("group").setResourceId("g").build();
        put(
                KeyFamily.RESOURCE,
                ResourceRecord.newBuilder()
                        .setResourceTypeId("group")
                        .setResourceId("g")
                        .setParent(parent));
        put(
                KeyFamily.ENTITLEMENT,
                EntitlementRecord.newBuilder()
                        .setExternalId("member")
                        .setResource(group)
                        .setDescription(generation));
        for (int i = 0; i < grants; i++) {
            put(
                    KeyFamily.GRANT,
                    GrantRecord.newBuilder()
                            .setExternalId("grant" + generation + i)
                            .setEntitlement(EntitlementRef.newBuilder()
                                    .setResourceTypeId("group")
                                    .setResourceId("g")
                                    .setEntitlementId("member"))
                            .setPrincipal(PrincipalRef.newBuilder()
                                    .setResourceTypeId("user")
                                    .setResourceId("u" + generation + i))
                            .setNeedsExpansion(i % 3 == 0));
        }
        Bytes value = Bytes.utf8(generation);
        put(KeyFamily.ASSET, AssetRecord.newBuilder().setSyncId(sync.toString()).setExternalId("icon" + generation));
        entries.put(keys.statistics(), value);
        if (layout != KeyLayout.EXTERNAL_IDS_BY_SYNC) {
            put(
                    KeyFamily.SESSION,
                    SessionRecord.newBuilder().setSyncId(sync.toString()).setKey("page" + generation));
            entries.put(MetaKey.ENTITLEMENT_GRAPH.key(), value);
        }
        if (layout == KeyLayout.IDENTITIES) {
            entries.put(DigestKey.whole(), value);
            entries.put(DigestKey.root(Bytes.utf8("group\0g\0000\0member" + generation)), value);
        }
    }

    private void put(KeyFamily family, Message.Builder record) {
        if (layout == KeyLayout.EXTERNAL_IDS_BY_SYNC
                && record.getDescriptorForType().findFieldByNumber(1) == null) {
            UnknownFieldSet.Field id = UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8(sync.toString()))
                    .build();
            record.setUnknownFields(UnknownFieldSet.newBuilder().addField(1, id).build());
        }
        Bytes value = Bytes.wrap(record.build().toByteArray());
        Row row = new Row("test", keys.rowKey(family, new Row("test", Bytes.EMPTY, value)), value);
        entries.put(row.key(), value);
        keys.entries(family, row, keys.indexes(), (index, key, content) -> entries.put(key, content));
    }

    /** How many of these keys are entries of an index. */
    static long count(NavigableMap<Bytes, Bytes> entries, IndexFamily index) {
        return entries.keySet().stream()
                .filter(key -> IndexFamily.of(key) == index)
                .count();
    }
}

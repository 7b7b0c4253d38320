package dev.grantlake.ops.verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.IndexMigration;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import dev.grantlake.wire.storage.v3.SyncType;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A store of an older layout, made for tests: each row is put with its index entries, and counted. */
final class ExternalIdStore {

    static final Ksuid FIRST = Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").orElseThrow();
    static final Ksuid SECOND = Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOz").orElseThrow();

    private static final long SEED = 7;
    private static final long MANY = 1000;

    private final KeyLayout layout;
    private final NavigableMap<Bytes, Bytes> entries = new TreeMap<>();

    private ExternalIdStore(KeyLayout layout) {
        this.layout = layout;
        if (layout == KeyLayout.EXTERNAL_IDS) {
            entries.put(MetaKey.KEYSPACE_VERSION.key(), Bytes.ofHex("00000002"));
        } else {
            for (IndexMigration migration : IndexMigration.values()) {
                entries.put(migration.key(), Bytes.ofHex("00000001"));
            }
        }
    }

    static ExternalIdStore empty(KeyLayout layout) {
        return new ExternalIdStore(layout);
    }

    /** One small sync, or two where the layout allows them. */
    static ExternalIdStore small(KeyLayout layout) {
        ExternalIdStore store = empty(layout);
        store.sync(FIRST).fill();
        if (layout == KeyLayout.EXTERNAL_IDS_BY_SYNC) {
            store.sync(SECOND).fill();
        }
        return store;
    }

    NavigableMap<Bytes, Bytes> entries() {
        return entries;
    }

    ExternalIdKeys keys(Ksuid sync) {
        return layout == KeyLayout.EXTERNAL_IDS ? ExternalIdKeys.ofOneSync() : ExternalIdKeys.ofSync(sync);
    }

    Sync sync(Ksuid id) {
        return new Sync(id);
    }

    /** What a check finds. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Journal journal = new Journal(findings::add, MANY);
        RecordScope scope = new RecordScope(
                new MemoryKeyValueStore().putAll(entries),
                "test",
                ExternalIdKeys.ofOneSync(),
                LostKeys.of(List.of()),
                journal,
                SEED);
        int threads = new VerificationOptions(OpenOptions.defaults(), 2, MANY, SEED, layer -> {}).threads();
        try (Workers workers = new Workers(threads)) {
            new ExternalIdCheck(scope, layout, Optional.empty(), List.copyOf(samples())).run(workers);
        }
        return findings;
    }

    /** Each third key, so that walks are cut. */
    private List<Bytes> samples() {
        List<Bytes> samples = new ArrayList<>();
        int at = 0;
        for (Bytes key : entries.keySet()) {
            if (at++ % 3 == 0) {
                samples.add(key);
            }
        }
        return samples;
    }

    /** Puts rows of one sync. */
    final class Sync {

        private final Ksuid id;
        private final ExternalIdKeys keys;
        private final SyncStatsRecord.Builder counts;
        private final Set<IndexFamily> indexes;

        private Sync(Ksuid id) {
            this.id = id;
            this.keys = keys(id);
            this.counts = SyncStatsRecord.newBuilder().setSyncId(id.toString());
            this.indexes = EnumSet.copyOf(keys.indexes());
            if (layout == KeyLayout.EXTERNAL_IDS_BY_SYNC) {
                indexes.remove(IndexFamily.GRANT_BY_RESOURCE);
            }
        }

        private void fill() {
            run(SyncType.SYNC_TYPE_FULL, true)
                    .resourceType("group")
                    .resourceType("user")
                    .resource("group", "g1", Optional.empty())
                    .resource("group", "g2", Optional.of("g1"))
                    .resource("user", "alice", Optional.empty())
                    .resource("user", "bo\0b", Optional.empty())
                    .entitlement("member", "g1")
                    .entitlement("owner", "g2")
                    .grant("m1", "member", "g1", "alice", false)
                    .grant("m2", "member", "g1", "bo\0b", false)
                    .grant("o1", "owner", "g2", "alice", true)
                    .grant("o2", "owner", "g2", "alice", false)
                    .put(
                            KeyFamily.ASSET,
                            AssetRecord.newBuilder().setSyncId(id.toString()).setExternalId("icon"))
                    .statistics();
        }

        Sync run(SyncType type, boolean ended) {
            SyncRunRecord.Builder run =
                    SyncRunRecord.newBuilder().setSyncId(id.toString()).setType(type);
            if (ended) {
                run.setEndedAt(Timestamp.newBuilder().setSeconds(1));
            }
            return put(KeyFamily.SYNC_RUN, run);
        }

        Sync resourceType(String type) {
            counts.setResourceTypes(counts.getResourceTypes() + 1);
            return put(KeyFamily.RESOURCE_TYPE, ResourceTypeRecord.newBuilder().setExternalId(type));
        }

        Sync resource(String type, String resource, Optional<String> parentGroup) {
            ResourceRecord.Builder record =
                    ResourceRecord.newBuilder().setResourceTypeId(type).setResourceId(resource);
            parentGroup.ifPresent(group -> record.setParent(group(group)));
            counts.setResources(counts.getResources() + 1)
                    .putResourcesByResourceType(type, counts.getResourcesByResourceTypeOrDefault(type, 0) + 1);
            return put(KeyFamily.RESOURCE, record);
        }

        Sync entitlement(String entitlement, String group) {
            counts.setEntitlements(counts.getEntitlements() + 1)
                    .putEntitlementsByResourceType(
                            "group", counts.getEntitlementsByResourceTypeOrDefault("group", 0) + 1);
            return put(
                    KeyFamily.ENTITLEMENT,
                    EntitlementRecord.newBuilder().setExternalId(entitlement).setResource(group(group)));
        }

        Sync grant(String grant, String entitlement, String group, String user, boolean expand) {
            GrantRecord.Builder record = GrantRecord.newBuilder()
                    .setExternalId(grant)
                    .setEntitlement(EntitlementRef.newBuilder()
                            .setResourceTypeId("group")
                            .setResourceId(group)
                            .setEntitlementId(entitlement))
                    .setPrincipal(
                            PrincipalRef.newBuilder().setResourceTypeId("user").setResourceId(user));
            if (expand) {
                record.setNeedsExpansion(true).setExpansion(GrantExpandableRecord.getDefaultInstance());
            }
            counts.setGrants(counts.getGrants() + 1)
                    .putGrantsByEntitlementResourceType(
                            "group", counts.getGrantsByEntitlementResourceTypeOrDefault("group", 0) + 1);
            return put(KeyFamily.GRANT, record);
        }

        /** A record with the id of the sync, and its index entries. */
        Sync put(KeyFamily family, Message.Builder record) {
            if (family == KeyFamily.ASSET) {
                counts.setAssets(counts.getAssets() + 1);
            }
            if (layout == KeyLayout.EXTERNAL_IDS_BY_SYNC
                    && record.getDescriptorForType().findFieldByNumber(1) == null) {
                UnknownFieldSet.Field text = UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFromUtf8(id.toString()))
                        .build();
                record.setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(1, text).build());
            }
            Bytes value = Bytes.wrap(record.build().toByteArray());
            Bytes key = keys.rowKey(family, new Row("test", Bytes.EMPTY, value));
            entries.put(key, value);
            keys.entries(
                    family,
                    new Row("test", key, value),
                    indexes,
                    (index, entry, content) -> entries.put(entry, content));
            return this;
        }

        /** What was put so far. */
        Sync statistics() {
            entries.put(keys.statistics(), Bytes.wrap(counts.build().toByteArray()));
            return this;
        }

        private static ResourceRef group(String id) {
            return ResourceRef.newBuilder()
                    .setResourceTypeId("group")
                    .setResourceId(id)
                    .build();
        }
    }
}

package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.util.Set;

/** Makes small stores for tests: rows with their index entries, stamps and a sync run. */
final class Rows {

    private final SortedEntries entries = new SortedEntries();
    private final KeyspaceV2 keyspace = new KeyspaceV2("test.c1z", "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy", true);

    Rows() {
        entries.put(MetaKey.KEYSPACE_VERSION.key(), Bytes.ofHex("00000002"));
        entries.put(MetaKey.ID_FORMAT.key(), Bytes.ofHex("00000002"));
        entries.put(
                Bytes.ofHex("0306"),
                Bytes.wrap(SyncRunRecord.newBuilder()
                        .setSyncId("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy")
                        .build()
                        .toByteArray()));
    }

    Rows entitlement(String type, String resource, String id) {
        EntitlementRecord record = EntitlementRecord.newBuilder()
                .setExternalId(id)
                .setResource(ResourceRef.newBuilder().setResourceTypeId(type).setResourceId(resource))
                .build();
        EntitlementKey key = new EntitlementKey(ResourceId.of(type, resource), id);
        entries.put(keyspace.entitlement(key).key(), Bytes.wrap(record.toByteArray()));
        return this;
    }

    /** A grant with this id of its own, or without one if it is empty. */
    Rows grant(String id, String type, String resource, String entitlement, String principalType, String principal) {
        GrantRecord record = GrantRecord.newBuilder()
                .setExternalId(id)
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(type)
                        .setResourceId(resource)
                        .setEntitlementId(entitlement))
                .setPrincipal(PrincipalRef.newBuilder()
                        .setResourceTypeId(principalType)
                        .setResourceId(principal))
                .build();
        GrantKey key = new GrantKey(
                new EntitlementKey(ResourceId.of(type, resource), entitlement),
                ResourceId.of(principalType, principal));
        Row row = new Row("test.c1z", keyspace.grant(key).key(), Bytes.wrap(record.toByteArray()));
        entries.put(row.key(), row.value());
        DerivedKeys.ofGrant(
                row, Set.of(IndexFamily.GRANT_BY_PRINCIPAL), (index, entry, value) -> entries.put(entry, value));
        return this;
    }

    SortedEntries entries() {
        return entries;
    }

    /** The index of ids with room for {@code maxKeptBytes}. */
    EntitlementIds entitlementIds(long maxKeptBytes) {
        return new EntitlementIds(keyspace, new PathWalker(entries, "test.c1z"), maxKeptBytes);
    }

    RecordSync sync() {
        return KeyValueFixtures.sync(entries);
    }
}

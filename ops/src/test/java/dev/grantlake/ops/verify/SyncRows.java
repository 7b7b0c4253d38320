package dev.grantlake.ops.verify;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.IdentityKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.key.RowKeys;
import dev.grantlake.records.row.Row;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Makes the rows of one sync, with their index entries, and checks them. */
final class SyncRows {

    private static final Bytes TWO = Bytes.ofHex("00000002");
    private static final String FILE = "rows";

    private final MemoryKeyValueStore store = new MemoryKeyValueStore();

    SyncRows(SyncRunRecord.Builder sync) {
        store.put(MetaKey.KEYSPACE_VERSION.key(), TWO);
        store.put(MetaKey.ID_FORMAT.key(), TWO);
        put(KeyFamily.SYNC_RUN, sync.setSyncId("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").build());
        put(
                KeyFamily.RESOURCE_TYPE,
                ResourceTypeRecord.newBuilder().setExternalId("user").build());
        put(
                KeyFamily.RESOURCE_TYPE,
                ResourceTypeRecord.newBuilder().setExternalId("group").build());
    }

    /** A sync of type full that has ended. */
    static SyncRunRecord.Builder ended() {
        return SyncRunRecord.newBuilder()
                .setTypeValue(1)
                .setStartedAt(Timestamp.newBuilder().setSeconds(1))
                .setEndedAt(Timestamp.newBuilder().setSeconds(2));
    }

    /** The same, with a verdict on these invariants. */
    static SyncRunRecord.Builder verified(String mode, String... coverage) {
        return ended().setIngestInvariantGeneration("1")
                .setIngestInvariantMode(mode)
                .addAllIngestInvariantCoverage(Arrays.asList(coverage));
    }

    SyncRows resource(String type, String id) {
        put(
                KeyFamily.RESOURCE,
                ResourceRecord.newBuilder()
                        .setResourceTypeId(type)
                        .setResourceId(id)
                        .build());
        return this;
    }

    SyncRows entitlement(String type, String resource, String id, Message... annotations) {
        EntitlementRecord.Builder record = EntitlementRecord.newBuilder()
                .setExternalId(id)
                .setResource(ResourceRef.newBuilder().setResourceTypeId(type).setResourceId(resource));
        for (Message annotation : annotations) {
            record.addAnnotations(annotation instanceof Any any ? any : Any.pack(annotation));
        }
        put(KeyFamily.ENTITLEMENT, record.build());
        return this;
    }

    SyncRows grant(String type, String resource, String entitlement, String user, Message... annotations) {
        GrantRecord.Builder record = GrantRecord.newBuilder()
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(type)
                        .setResourceId(resource)
                        .setEntitlementId(entitlement))
                .setPrincipal(
                        PrincipalRef.newBuilder().setResourceTypeId("user").setResourceId(user));
        for (Message annotation : annotations) {
            record.addAnnotations(Any.pack(annotation));
        }
        Row row = put(KeyFamily.GRANT, record.build());
        DerivedKeys.ofGrant(
                row, EnumSet.of(IndexFamily.GRANT_BY_PRINCIPAL), (index, key, value) -> store.put(key, value));
        return this;
    }

    private Row put(KeyFamily family, Message record) {
        Bytes value = Bytes.wrap(record.toByteArray());
        Bytes key = RowKeys.of(family, new Row(FILE, Bytes.EMPTY, value));
        store.put(key, value);
        return new Row(FILE, key, value);
    }

    /** What is found, each as its code, its message and whose access it touches. */
    List<String> findings() {
        List<String> found = new ArrayList<>();
        Journal journal = new Journal(
                finding -> found.add(finding.code().text() + ": " + finding.message() + ": " + finding.access()), 1000);
        try (Workers workers = new Workers(1)) {
            RecordScope scope = new RecordScope(store, FILE, IdentityKeys.INSTANCE, LostKeys.of(List.of()), journal, 1);
            new KeyspaceV2Check(scope, Optional.empty(), List.of()).run(workers);
        }
        return found;
    }
}

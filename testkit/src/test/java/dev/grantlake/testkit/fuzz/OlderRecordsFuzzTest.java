package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.records.Migration;
import dev.grantlake.records.RecordStore;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any rows on top of an empty sync of one of the older interiors are read or refused, as {@link RecordsFuzzTest} says;
 * and those of {@code pebble2} are migrated or refused, and then read or refused.
 *
 * <pre>
 * offset | size | field
 *      0 |    1 | even: interior pebble, odd: interior pebble2
 *      1 |      | rows, as in RecordsFuzzTest
 * </pre>
 */
final class OlderRecordsFuzzTest {

    private static final String SYNC = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";
    private static final Bytes SYNC_BYTES = Bytes.ofHex("1207c8d6edef674e8568fa3b802ae1f9825dcb58");
    private static final Bytes KEYSPACE_STAMP = Bytes.ofHex("03ff6b657973706163655f76657273696f6e");
    private static final StoreMetadata PEBBLE = metadata("pebble");
    private static final StoreMetadata PEBBLE2 = metadata("pebble2");

    @FuzzTest
    void readsMigratesOrRefusesWhateverTheRows(byte[] input) {
        if (input.length == 0) {
            return;
        }
        boolean pebble2 = (input[0] & 1) == 1;
        MemoryKeyValueStore entries = new MemoryKeyValueStore()
                .put(key(pebble2, 0x06), encoded(SyncRunRecord.newBuilder().setSyncId(SYNC)))
                .putAll(RecordsFuzzTest.parse(input, 1));
        if (pebble2) {
            entries.put(KEYSPACE_STAMP, Bytes.ofHex("00000002"));
        }
        StoreMetadata metadata = pebble2 ? PEBBLE2 : PEBBLE;
        HostileRead.of(input.length, () -> read(entries.snapshot(), metadata));
        HostileRead.of(input.length, () -> {
            KeyValueReader stored = entries.snapshot();
            if (pebble2 && Migration.isDue(stored, metadata)) {
                Path folder = Path.of(System.getProperty("java.io.tmpdir"));
                try (Migration migration = Migration.of(stored, metadata, folder)) {
                    read(migration, PEBBLE2);
                }
            }
            return stored;
        });
    }

    private static KeyValueReader read(KeyValueReader entries, StoreMetadata metadata) {
        try (RecordStore store = RecordStore.open(entries, metadata)) {
            for (SyncRun run : store.syncRuns()) {
                assertThat(run.toString()).isNotEmpty();
                RecordsFuzzTest.readEach(store.sync(run));
            }
        }
        return entries;
    }

    /** A store of each interior with a row of each kind and their index entries. */
    static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        seeds.put("pebble", seed(false));
        seeds.put("pebble2", seed(true));
        return seeds;
    }

    private static byte[] seed(boolean pebble2) {
        ByteSink rows = new ByteSink().writeByte(pebble2 ? 1 : 0);
        ResourceRef group = ResourceRef.newBuilder()
                .setResourceTypeId("g")
                .setResourceId("1")
                .build();
        add(
                rows,
                key(pebble2, 0x01, "g"),
                encoded(ResourceTypeRecord.newBuilder().setExternalId("g")));
        add(
                rows,
                key(pebble2, 0x02, "u", "a"),
                encoded(ResourceRecord.newBuilder()
                        .setResourceTypeId("u")
                        .setResourceId("a")
                        .setParent(group)));
        add(rows, index(pebble2, 0x01, "g", "1", "u", "a"), Bytes.EMPTY);
        add(
                rows,
                key(pebble2, 0x03, "e"),
                encoded(EntitlementRecord.newBuilder().setExternalId("e").setResource(group)));
        add(rows, index(pebble2, 0x02, "g", "1", "e"), Bytes.EMPTY);
        for (String id : new String[] {"x", "y"}) {
            add(rows, key(pebble2, 0x04, id), encoded(grant(id)));
            add(rows, index(pebble2, 0x03, "e", "u", "a", id), Bytes.EMPTY);
            add(rows, index(pebble2, 0x04, "u", "a", id), Bytes.EMPTY);
            add(rows, index(pebble2, 0x05, id), Bytes.EMPTY);
            add(rows, index(pebble2, 0x06, "u", id), Bytes.EMPTY);
            add(rows, index(pebble2, 0x07, "g", "1", id), Bytes.EMPTY);
        }
        add(rows, key(pebble2, 0x05, "i"), encoded(AssetRecord.newBuilder().setExternalId("i")));
        return rows.toArray();
    }

    private static GrantRecord.Builder grant(String id) {
        return GrantRecord.newBuilder()
                .setExternalId(id)
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId("g")
                        .setResourceId("1")
                        .setEntitlementId("e"))
                .setPrincipal(PrincipalRef.newBuilder().setResourceTypeId("u").setResourceId("a"))
                .setNeedsExpansion(true)
                .setExpansion(GrantExpandableRecord.newBuilder().addEntitlementIds(id))
                .putSources(
                        "s", GrantSourceRecord.newBuilder().setIsDirect(true).build());
    }

    private static void add(ByteSink rows, Bytes key, Bytes value) {
        rows.writeBytes(RecordsFuzzTest.row(key, value));
    }

    private static Bytes index(boolean pebble2, int index, String... components) {
        return key(new ByteSink().writeByte(0x03).writeByte(0x07).writeByte(index), pebble2, components);
    }

    private static Bytes key(boolean pebble2, int family, String... components) {
        return key(new ByteSink().writeByte(0x03).writeByte(family), pebble2, components);
    }

    private static Bytes key(ByteSink header, boolean pebble2, String... components) {
        if (!pebble2) {
            header.writeBytes(SYNC_BYTES);
        }
        for (String component : components) {
            header.writeByte(0).writeBytes(component.getBytes(StandardCharsets.UTF_8));
        }
        return header.toBytes();
    }

    private static Bytes encoded(com.google.protobuf.MessageLite.Builder message) {
        return Bytes.wrap(message.build().toByteArray());
    }

    private static StoreMetadata metadata(String interior) {
        return new StoreMetadata("fuzz.c1z", "pebble", "v3", "indexed_zstd", interior, 0);
    }
}

package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.records.RecordStore;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Listing;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.testbase.Fixtures;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any rows on top of those of a sound, empty sync: each listing and each point read gives records or is refused, each
 * record can be turned into its message or is refused, and what is found by a key has this key. (Not everything that is
 * listed is found: a key may be spelled as no writer spells it.)
 *
 * <pre>
 * row := 1 byte of key length ‖ key ‖ 2 bytes of value length, little-endian ‖ value
 * </pre>
 */
final class RecordsFuzzTest {

    private static final StoreMetadata METADATA =
            new StoreMetadata("fuzz.c1z", "pebble", "v3", "indexed_zstd", "pebble3", 0);

    @FuzzTest
    void readsOrRefusesWhateverTheRows(byte[] input) {
        Map<Bytes, Bytes> rows = parse(input);
        HostileRead.of(input.length, () -> {
            MemoryKeyValueStore entries =
                    new MemoryKeyValueStore().putAll(Empty.ROWS).putAll(rows);
            try (RecordStore store = RecordStore.open(entries, METADATA)) {
                for (SyncRun run : store.syncRuns()) {
                    assertThat(run.toString()).isNotEmpty();
                    SyncBackend sync = store.sync(run);
                    readEach(sync);
                }
                return store;
            }
        });
    }

    /** Every kind of read by itself, since the first that is refused would hide the others. */
    static void readEach(SyncBackend sync) {
        refusable(() -> new Listing<>(sync::resourceTypes).forEach(type -> check(sync, type)));
        refusable(() -> new Listing<Resource>(after -> sync.resources(ResourceFilter.ALL, after))
                .forEach(resource -> check(sync, resource)));
        refusable(() -> new Listing<Entitlement>(after -> sync.entitlements(EntitlementFilter.ALL, after))
                .forEach(entitlement -> check(sync, entitlement)));
        refusable(() ->
                new Listing<Grant>(after -> sync.grants(GrantFilter.ALL, after)).forEach(grant -> check(sync, grant)));
        refusable(() -> new Listing<Grant>(after -> sync.grants(GrantFilter.ALL.withPendingExpansion(), after))
                .forEach(grant -> check(sync, grant)));
        refusable(() -> new Listing<>(sync::assets)
                .forEach(asset -> assertThat(sync.asset(asset.id()).map(Asset::id))
                        .isIn(Optional.empty(), Optional.of(asset.id()))));
        refusable(() -> new Listing<>((Bytes after) -> sync.sessions("", after))
                .forEach(entry -> assertThat(sync.session(entry.key())).contains(entry.value())));
        refusable(() -> assertThat(sync.statistics().toString()).isNotEmpty());
        refusable(() -> assertThat(sync.count().toString()).isNotEmpty());
        refusable(() -> assertThat(sync.grantDigest().toString()).isNotEmpty());
    }

    private static void refusable(Runnable read) {
        HostileRead.of(0, () -> {
            read.run();
            return read;
        });
    }

    private static void check(SyncBackend sync, ResourceType type) {
        sync.resourceType(type.id()).ifPresent(found -> assertThat(found.id()).isEqualTo(type.id()));
        refusable(type::toMessage);
        refusable(() -> assertThat(type.traits()).isNotNull());
    }

    private static void check(SyncBackend sync, Resource resource) {
        sync.resource(resource.id()).ifPresent(found -> assertThat(found.id()).isEqualTo(resource.id()));
        refusable(resource::toMessage);
        refusable(() -> new Listing<Resource>(
                        after -> sync.resources(ResourceFilter.ALL.withParent(resource.id()), after))
                .forEach(child -> assertThat(child.parent()).contains(resource.id())));
    }

    private static void check(SyncBackend sync, Entitlement entitlement) {
        sync.entitlement(entitlement.key())
                .ifPresent(found -> assertThat(found.key()).isEqualTo(entitlement.key()));
        refusable(() -> sync.entitlementsById(entitlement.id())
                .forEach(found -> assertThat(found.id()).isEqualTo(entitlement.id())));
        refusable(entitlement::toMessage);
        refusable(() -> assertThat(sync.grantDigest(entitlement.key())).isNotNull());
    }

    private static void check(SyncBackend sync, Grant grant) {
        sync.grant(grant.key()).ifPresent(found -> assertThat(found.key()).isEqualTo(grant.key()));
        refusable(grant::toMessage);
        refusable(grant::toRecord);
        refusable(() -> assertThat(grant.sources()).isNotNull());
        refusable(() -> assertThat(grant.expansion()).isNotNull());
        refusable(() -> sync.grantById(grant.id()));
        refusable(() -> new Listing<Grant>(
                        after -> sync.grants(GrantFilter.ALL.withPrincipal(grant.principal()), after))
                .forEach(other -> assertThat(other.principal()).isEqualTo(grant.principal())));
    }

    private static Map<Bytes, Bytes> parse(byte[] input) {
        return parse(input, 0);
    }

    /** The rows that an input holds from {@code from} on. */
    static Map<Bytes, Bytes> parse(byte[] input, int from) {
        Map<Bytes, Bytes> rows = new LinkedHashMap<>();
        int at = from;
        while (at < input.length) {
            int keyLength = Math.min(input[at] & 0xff, input.length - at - 1);
            Bytes key = Bytes.wrap(input, at + 1, keyLength);
            at += 1 + keyLength;
            int valueLength = at + 1 < input.length ? (input[at] & 0xff) | (input[at + 1] & 0xff) << Byte.SIZE : 0;
            int start = Math.min(input.length, at + 2);
            valueLength = Math.min(valueLength, input.length - start);
            rows.put(key, Bytes.wrap(input, start, valueLength));
            at = start + valueLength;
        }
        return rows;
    }

    /** The input that stands for one row. */
    static byte[] row(Bytes key, Bytes value) {
        return new ByteSink()
                .writeByte(key.length())
                .writeBytes(key)
                .writeShortLe(value.length())
                .writeBytes(value)
                .toArray();
    }

    /** All rows of a sample. */
    static Map<Bytes, Bytes> rowsOf(String sample) {
        Path file = Fixtures.projectRoot().resolve("samples").resolve(sample);
        Map<Bytes, Bytes> rows = new LinkedHashMap<>();
        try (PebbleFile opened = PebbleFile.open(file, OpenOptions.defaults());
                Cursor cursor = opened.entries().cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                rows.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return rows;
    }

    private static final class Empty {

        static final Map<Bytes, Bytes> ROWS = rowsOf("empty.c1z");
    }
}

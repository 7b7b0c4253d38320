package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.SyncType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Optional;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordStoreTest {

    @Test
    void aStoreWithoutKeysIsEmpty() {
        RecordStore store = RecordStore.open(new SortedEntries(), KeyValueFixtures.metadata());
        assertThat(store.syncRuns()).isEmpty();
    }

    @Test
    void closesItsReader() {
        SortedEntries entries = new SortedEntries();
        RecordStore.open(entries, KeyValueFixtures.metadata()).close();
        assertThat(entries.closed()).isTrue();
    }

    @Test
    void readsTheSyncRun() {
        RecordStore store = RecordStore.open(KeyValueFixtures.load("tiny.v3.kv.txt.zst"), KeyValueFixtures.metadata());
        SyncRun run = store.syncRuns().get(0);
        assertThat(run.id()).hasSize(27);
        assertThat(run.type()).isEqualTo(SyncType.FULL);
        assertThat(run.startedAt()).isPresent();
        assertThat(run.finished()).isTrue();
        assertThat(run.token()).isEqualTo("{\"step\":\"done\",\"n\":1}");
        assertThat(run.supportsDiff()).isTrue();
        assertThat(run.verification()).isPresent();
        assertThat(run.verification().orElseThrow().mode()).isEqualTo("connector");
        assertThat(run.verification().orElseThrow().coverage()).containsExactly("I1", "I2");
    }

    @Test
    void aSyncIdThatIsNoKsuidIsJustAText() {
        SortedEntries entries = KeyValueFixtures.load("empty.v3.kv.txt");
        Bytes run = requireNonNull(entries.get(Bytes.ofHex("0306")));
        entries.put(Bytes.ofHex("0306"), run.plus(Bytes.ofHex("0a036e6f74")));
        RecordSync sync = KeyValueFixtures.sync(entries);
        assertThat(sync.run().id()).isEqualTo("not");
        assertThat(sync.session("k")).isEmpty();
    }

    @Test
    void aVerificationOfAnUnknownModeDoesNotCount() {
        SortedEntries entries = KeyValueFixtures.load("empty.v3.kv.txt");
        Bytes run = requireNonNull(entries.get(Bytes.ofHex("0306")));
        Bytes unknown = Bytes.ofHex("5201315a02493162086e6f74206b6e6f77");
        entries.put(Bytes.ofHex("0306"), run.plus(unknown));
        assertThat(KeyValueFixtures.sync(entries).run().verification()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "KEYSPACE_VERSION,00000001,UNSUPPORTED,keyspace version 1",
        "KEYSPACE_VERSION,00000009,UNSUPPORTED,keyspace version 9",
        "KEYSPACE_VERSION,ffffffff,UNSUPPORTED,keyspace version 4294967295",
        "KEYSPACE_VERSION,'',CORRUPT,stamp of 4 bytes",
        "KEYSPACE_VERSION,0000000002,CORRUPT,stamp of 4 bytes",
        "ID_FORMAT,00000001,UNSUPPORTED,never released",
        "ID_FORMAT,00000003,UNSUPPORTED,id format 3",
        "ID_FORMAT,02,CORRUPT,stamp of 4 bytes"
    })
    void refusesOtherLayoutsByName(MetaKey key, String stamp, StorageException.Kind kind, String message) {
        SortedEntries entries = KeyValueFixtures.load("empty.v3.kv.txt").put(key.key(), Bytes.ofHex(stamp));
        refuses(entries, kind, message);
    }

    @Test
    void onlyTheFirstInteriorHasNoKeyspaceStamp() {
        SortedEntries entries = KeyValueFixtures.load("empty.v3.kv.txt").remove(MetaKey.KEYSPACE_VERSION.key());
        refuses(entries, StorageException.Kind.UNSUPPORTED, "keys without a keyspace stamp under the interior pebble3");
    }

    @Test
    void stampsAreNeededOnlyForData() {
        SortedEntries entries =
                new SortedEntries().put(Bytes.ofHex("0101"), Bytes.EMPTY).put(Bytes.ofHex("0400"), Bytes.EMPTY);
        assertThat(RecordStore.open(entries, KeyValueFixtures.metadata()).syncRuns())
                .isEmpty();
        entries.put(MetaKey.KEYSPACE_VERSION.key(), Bytes.ofHex("00000002"));
        assertThat(RecordStore.open(entries, KeyValueFixtures.metadata()).syncRuns())
                .isEmpty();
    }

    private static void refuses(SortedEntries entries, StorageException.Kind kind, String message) {
        assertThatThrownBy(() -> RecordStore.open(entries, KeyValueFixtures.metadata()))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message)
                .hasMessageContaining("test.c1z");
        assertThat(entries.openCursors()).isZero();
        assertThat(entries.closed()).isFalse();
    }

    @Test
    void aDamagedSyncRunIsAnError() {
        SortedEntries entries = KeyValueFixtures.load("empty.v3.kv.txt").put(Bytes.ofHex("0306"), Bytes.ofHex("0aff"));
        refuses(entries, StorageException.Kind.CORRUPT, "0306");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty.v3.kv.txt",
                "tiny.v3.kv.txt.zst",
                "small.v3.kv.txt.zst",
                "nasty.v3.kv.txt.zst",
                "post-expansion-graph.v3.kv.txt.zst"
            })
    void storedStatisticsAreWhatACountGives(String fixture) {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load(fixture));
        SyncStatistics.Report stored = sync.statistics().orElseThrow();
        assertThat(stored.source()).isEqualTo(SyncStatistics.Source.SIDECAR);
        assertThat(stored.statistics().writtenAt()).isPresent();
        assertThat(rows(sync.count())).isEqualTo(rows(stored.statistics()));
    }

    private static SyncStatistics rows(SyncStatistics all) {
        return new SyncStatistics(
                all.syncId(),
                all.resourceTypes(),
                all.resources(),
                all.entitlements(),
                all.grants(),
                all.assets(),
                all.resourcesByType(),
                all.entitlementsByResourceType(),
                all.grantsByResourceType(),
                java.util.Collections.emptySortedMap(),
                java.util.Collections.emptySortedMap(),
                java.util.Collections.emptySortedMap(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void staleStatisticsStayWhatTheyAre() {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load("small.v3.mutated-end_false.kv.txt.zst"));
        assertThat(sync.statistics().orElseThrow().statistics().grants()).isEqualTo(1000);
        assertThat(sync.count().grants()).isEqualTo(991);
    }

    @Test
    void statisticsOfAnotherSyncAreNone() {
        SortedEntries entries = KeyValueFixtures.load("small.v3.kv.txt.zst");
        Bytes stats = requireNonNull(entries.get(MetaKey.STATISTICS.key()));
        entries.put(MetaKey.STATISTICS.key(), stats.plus(Bytes.ofHex("0a0178")));
        assertThat(KeyValueFixtures.sync(entries).statistics()).isEmpty();
        assertThat(KeyValueFixtures.sync(KeyValueFixtures.load("unfinished-expanding.v3.kv.txt"))
                        .statistics())
                .isEmpty();
    }

    @Test
    void damagedStatisticsAreAnError() {
        SortedEntries entries =
                KeyValueFixtures.load("small.v3.kv.txt.zst").put(MetaKey.STATISTICS.key(), Bytes.ofHex("ff"));
        RecordSync sync = KeyValueFixtures.sync(entries);
        assertThatThrownBy(sync::statistics).isInstanceOf(StorageException.class);
    }

    @Test
    void readsDigests() {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load("small.v3.kv.txt.zst"));
        assertThat(sync.grantDigest()).contains(new GrantDigest(0x3c614d999c29b886L, 1000));
        assertThat(sync.grantDigest(new EntitlementKey(ResourceId.of("group", "g0000"), "group:g0000:member")))
                .contains(new GrantDigest(0x10f59bcb0ad1be21L, 100));
        assertThat(sync.grantDigest(new EntitlementKey(ResourceId.of("app", "a00"), "app:a00:access")))
                .contains(new GrantDigest(0, 0));
        assertThat(sync.grantDigest(new EntitlementKey(ResourceId.of("app", "a00"), "none")))
                .isEmpty();
    }

    @Test
    void doesNotTrustDigestsOfABuildThatWasInterrupted() {
        SortedEntries entries =
                KeyValueFixtures.load("small.v3.kv.txt.zst").put(MetaKey.DIGEST_PENDING.key(), Bytes.EMPTY);
        RecordSync sync = KeyValueFixtures.sync(entries);
        assertThat(sync.grantDigest()).isEmpty();
        assertThat(sync.grantDigest(new EntitlementKey(ResourceId.of("group", "g0000"), "group:g0000:member")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "000000000000000000", "ffffffffffffffff0000000000000000"})
    void aMalformedDigestIsAnError(String value) {
        SortedEntries entries =
                KeyValueFixtures.load("small.v3.kv.txt.zst").put(Bytes.ofHex("030a08000002"), Bytes.ofHex(value));
        RecordSync sync = KeyValueFixtures.sync(entries);
        assertThatThrownBy(sync::grantDigest)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining("030a08000002");
    }

    @Test
    void findsAssetsAndSessions() {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load("tiny.v3.kv.txt.zst"));
        assertThat(sync.asset("asset-big").orElseThrow().data().length()).isEqualTo(100_000);
        assertThat(sync.asset("asset-big").orElseThrow().contentType()).isEqualTo("application/octet-stream");
        assertThat(sync.asset("none")).isEmpty();
        assertThat(sync.session("a:b:c")).contains(Bytes.utf8("3"));
        assertThat(sync.session("empty")).contains(Bytes.EMPTY);
        assertThat(sync.session("none")).isEmpty();
    }

    @Test
    void discoveredAtIsTheStoresOwnTime() {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load("tiny.v3.kv.txt.zst"));
        Instant started = sync.run().startedAt().orElseThrow();
        assertThat(sync.resourceType("app").orElseThrow().discoveredAt().orElseThrow())
                .isAfterOrEqualTo(started);
    }
}

package dev.grantlake.pebble;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.spi.EngineRegistry;
import dev.grantlake.store.spi.StoreEngine;
import dev.grantlake.testbase.Fixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PebbleEngineTest {

    @Test
    void isFoundByTheRegistry() {
        assertThat(EngineRegistry.engines()).extracting(StoreEngine::name).contains("pebble");
    }

    @ParameterizedTest
    @CsvSource({
        "small.v3.c1z,indexed_zstd,pebble3",
        "small.v3.tar.c1z,tar,pebble3",
        "small.v3.tarzstd.c1z,tar_zstd,pebble3",
        "seed-era/seed-small.v3.c1z,tar_zstd,pebble",
        "seed-era/seed-small.v3.tar.c1z,tar,pebble",
        "seed-era/seed-two-syncs.v3.c1z,tar_zstd,pebble",
        "legacy-external-id/mid-small.v3.c1z,indexed_zstd,pebble2",
        "legacy-external-id/mid-small.v3.tar.c1z,tar,pebble2"
    })
    void saysWhatAFileIs(String fixture, String encoding, String interior) throws IOException {
        Path file = Fixtures.path("c1z/" + fixture);
        StoreMetadata expected =
                new StoreMetadata(file.toString(), "pebble", "v3", encoding, interior, Files.size(file));
        try (Store store = Grantlake.open(file)) {
            assertThat(store.metadata()).isEqualTo(expected);
        }
        assertThat(Grantlake.summary(file, OpenOptions.defaults()).metadata()).isEqualTo(expected);
    }

    static List<Path> files() {
        return FixtureDumpTest.todaysFiles();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theSummaryIsWhatTheRecordsSay(Path file) {
        StoreSummary summary = Grantlake.summary(file, OpenOptions.defaults());
        try (Store store = Grantlake.open(file)) {
            assertThat(summary.syncs()).hasSameSizeAs(store.syncs());
            for (StoreSummary.SyncSummary said : summary.syncs()) {
                Sync sync = store.sync(said.run().id());
                SyncRun run = sync.run();
                assertThat(said.run().type()).isEqualTo(run.type());
                assertThat(said.run().startedAt()).isEqualTo(run.startedAt());
                assertThat(said.run().endedAt()).isEqualTo(run.endedAt());
                assertThat(said.run().parentId()).isEqualTo(run.parentId());
                said.statistics()
                        .ifPresent(statistics -> assertThat(statistics)
                                .isEqualTo(sync.statistics().statistics()));
                assertThat(summary.grantDigest()).isEqualTo(sync.grantDigests().whole());
            }
        }
    }

    /** All but wal-tail.v3, whose digests nobody wrote down. */
    static List<Path> filesWithDigests() {
        List<Path> files = files().stream()
                .filter(file -> Dump.beside(file, ".digests.jsonl") != null)
                .toList();
        assertThat(files).hasSize(files().size() - 1);
        return files;
    }

    @ParameterizedTest
    @MethodSource("filesWithDigests")
    void digestsAreWhatGoReads(Path file) {
        Dump expected = requireNonNull(Dump.beside(file, ".digests.jsonl"));
        try (Store store = Grantlake.open(file)) {
            Sync sync = store.sync(store.syncs().get(0));
            expected.lines("grant_digest")
                    .forEach(line -> assertThat(sync.grantDigests().whole()).isEqualTo(digest(line)));
            expected.lines("entitlement_digest").forEach(line -> {
                Map<?, ?> resource = (Map<?, ?>) line.getOrDefault("resource", Map.of());
                EntitlementKey key = new EntitlementKey(
                        ResourceId.of(text(resource.get("resource_type")), text(resource.get("resource"))),
                        text(line.get("id")));
                // Go's reader refuses to be asked for an empty id.
                if (!key.id().isEmpty()) {
                    assertThat(sync.grantDigests().of(key)).as("%s", key).isEqualTo(digest(line));
                }
            });
        }
    }

    private static Optional<GrantDigest> digest(Map<String, Object> line) {
        return Boolean.TRUE.equals(line.get("found"))
                ? Optional.of(new GrantDigest(
                        Long.parseUnsignedLong(text(line.get("hash")), 16), Long.parseLong(text(line.get("count")))))
                : Optional.empty();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "corrupt/zero-length.c1z,UNSUPPORTED,an empty file",
        "corrupt/magic-short.c1z,UNSUPPORTED,shorter than",
        "corrupt/bad-magic.c1z,UNSUPPORTED,not a .c1z file",
        "corrupt/v1-magic-only.c1z,UNSUPPORTED,format v1",
        "small.v1.c1z,UNSUPPORTED,engine sqlite",
        "corrupt/magic-only.v3.c1z,CORRUPT,",
        "corrupt/manifest-length-cut.c1z,CORRUPT,",
        "corrupt/manifest-cut.c1z,CORRUPT,",
        "corrupt/manifest-length-huge.c1z,CORRUPT,",
        "corrupt/manifest-length-zero.c1z,CORRUPT,",
        "corrupt/manifest-garbage.c1z,CORRUPT,",
        "corrupt/manifest-bitflip.c1z,CORRUPT,",
        "corrupt/engine-unknown.c1z,UNSUPPORTED,pebble9",
        "corrupt/payload-missing.c1z,CORRUPT,",
        "corrupt/payload-cut-half.c1z,CORRUPT,",
        "corrupt/trailer-cut-1.c1z,CORRUPT,",
        "corrupt/trailing-garbage.c1z,CORRUPT,",
        "corrupt/trailer-bitflip.c1z,CORRUPT,",
        "corrupt/tar-cut.c1z,CORRUPT,",
        "corrupt/tarzstd-cut.c1z,CORRUPT,",
        "corrupt/tar-empty-payload.c1z,CORRUPT,end-of-archive",
        "inconsistent/keyspace-version-9.c1z,UNSUPPORTED,keyspace version 9",
        "inconsistent/interim-id-format.c1z,UNSUPPORTED,never released"
    })
    void refusesWhatItCannotReadAndSaysWhy(
            String fixture, StorageException.Kind kind, String message, @TempDir Path temporary) throws IOException {
        Path file = Fixtures.path("c1z/" + fixture);
        OpenOptions options = OpenOptions.defaults().withTemporaryFolder(temporary);
        assertThatThrownBy(() -> Grantlake.open(file, options).close())
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).as("%s", e).isEqualTo(kind))
                .hasMessageContaining(message == null ? "" : message)
                .hasMessageContaining(file.getFileName().toString());
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void headsOfOlderInteriorsSayWhatTheySay() {
        Path pebble2 = Fixtures.path("c1z/legacy-external-id/mid-small.v3.c1z");
        StoreSummary.SyncSummary said =
                Grantlake.summary(pebble2, OpenOptions.defaults()).syncs().get(0);
        try (Store store = Grantlake.open(pebble2)) {
            Sync sync = store.latestSync().orElseThrow();
            assertThat(said.run().id()).isEqualTo(sync.run().id());
            assertThat(said.statistics()).contains(sync.statistics().statistics());
            assertThat(store.migration()).isEmpty();
        }
        Path pebble = Fixtures.path("c1z/seed-era/seed-two-syncs.v3.c1z");
        assertThat(Grantlake.summary(pebble, OpenOptions.defaults()).syncs()).isEmpty();
        try (Store store = Grantlake.open(pebble)) {
            assertThat(store.syncs()).hasSize(2);
            assertThat(store.latestSync().orElseThrow().run())
                    .isEqualTo(store.syncs().get(1));
        }
    }

    @Test
    void aMigratedFileSaysSoAndLeavesNothingBehind(@TempDir Path temporary) throws IOException {
        OpenOptions options =
                OpenOptions.defaults().withTemporaryFolder(temporary).withMigrated(true);
        Path file = Fixtures.path("c1z/legacy-external-id/mid-small.v3.c1z");
        try (Store store = Grantlake.open(file, options)) {
            assertThat(store.metadata().interior()).isEqualTo("pebble3");
            assertThat(store.migration()).contains(new MigrationReport(1, 0, 0));
        }
        Path todays = Fixtures.path("c1z/tiny.v3.c1z");
        try (Store store = Grantlake.open(todays, options)) {
            assertThat(store.migration()).isEmpty();
        }
        Path pebble = Fixtures.path("c1z/seed-era/seed-small.v3.c1z");
        assertThatThrownBy(() -> Grantlake.open(pebble, options))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED))
                .hasMessageContaining("has no migration");
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFileThatIsNotThereIsNotFound(@TempDir Path folder) {
        for (Path path : List.of(folder.resolve("none.c1z"), folder.resolve("none/none.c1z"), Path.of("none.c1z"))) {
            assertThatThrownBy(() -> Grantlake.open(path))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NOT_FOUND));
        }
    }

    @Test
    void aPayloadWithoutFilesIsAnEmptyStore(@TempDir Path folder) throws IOException {
        byte[] head = Files.readAllBytes(Fixtures.path("c1z/corrupt/tar-empty-payload.c1z"));
        byte[] endOfArchive = new byte[1024];
        Path file = Files.write(folder.resolve("empty.c1z"), head);
        Files.write(file, endOfArchive, StandardOpenOption.APPEND);
        try (Store store = Grantlake.open(file)) {
            assertThat(store.syncs()).isEmpty();
            assertThat(store.latestSync()).isEmpty();
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        Store store = Grantlake.open(Fixtures.path("c1z/tiny.v3.c1z"));
        Sync sync = store.latestSync().orElseThrow();
        store.close();
        store.close();
        assertThatThrownBy(() -> sync.grants().all().count())
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        assertThatThrownBy(() -> sync.assets().find("asset-big"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    @Test
    void inconsistentFilesReadAsGoReadsThem() {
        for (Path file : Fixtures.list("c1z/inconsistent", ".c1z")) {
            String name = file.getFileName().toString();
            if (name.startsWith("keyspace") || name.startsWith("interim")) {
                continue;
            }
            try (Store store = Grantlake.open(file)) {
                Sync sync = store.latestSync().orElseThrow();
                long grants = sync.grants().all().count();
                assertThat(grants).as(name).isEqualTo(name.startsWith("missing-grant") ? 1199 : 1200);
                if (name.startsWith("garbage-grant-value")) {
                    assertThatThrownBy(() -> sync.grants().all().forEach(grant -> grant.toMessage()))
                            .isInstanceOfSatisfying(
                                    StorageException.class,
                                    e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                            .hasMessageContaining("key 0304");
                } else {
                    sync.grants().all().forEach(grant -> grant.toMessage());
                }
            }
        }
    }
}

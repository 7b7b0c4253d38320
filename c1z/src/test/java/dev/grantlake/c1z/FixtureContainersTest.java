package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.testing.CountingVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Containers that Go wrote, and those of them that were damaged afterwards. */
class FixtureContainersTest {

    static Stream<Path> v3() {
        return Stream.of("c1z", "c1z/compact", "c1z/diff", "c1z/seed-era", "c1z/legacy-external-id", "c1z/inconsistent")
                .flatMap(folder -> Fixtures.list(folder, ".c1z").stream())
                .filter(file -> !file.getFileName().toString().contains(".v1."));
    }

    static Stream<Path> v1() {
        return Stream.of("c1z", "c1z/compact", "c1z/diff")
                .flatMap(folder -> Fixtures.list(folder, ".c1z").stream())
                .filter(file -> file.getFileName().toString().contains(".v1."));
    }

    @ParameterizedTest
    @MethodSource("v3")
    void everyFileHasTheBytesOfItsIndexEntry(Path path) throws IOException {
        LeakCheckingVfs vfs = new LeakCheckingVfs(Containers.of(path));
        try (C1zFile file = open(vfs)) {
            Map<String, Bytes> contents = Contents.of(file.payload());

            assertThat(contents).isNotEmpty();
            assertThat(file.files())
                    .extracting(PayloadFile::name)
                    .containsExactlyInAnyOrderElementsOf(contents.keySet());
            for (PayloadFile entry : file.files()) {
                assertThat(contents)
                        .hasEntrySatisfying(
                                entry.name(),
                                content -> assertThat(content.length()).isEqualTo(entry.size()));
            }
            file.frameTable().ifPresent(table -> {
                for (FrameEntry entry : table.entries()) {
                    assertThat(contents)
                            .hasEntrySatisfying(
                                    entry.name(),
                                    content -> assertThat(sha256(content)).isEqualTo(entry.rawSha256()));
                }
            });
            assertThat(file.payloadEnd()).isEqualTo(file.size());
            assertThat(contents.keySet()).anyMatch(name -> name.startsWith("MANIFEST-"));
        }
        vfs.requireNothingOpen();
    }

    private static Bytes sha256(Bytes content) {
        return Bytes.wrap(EnvelopeBuilder.sha256(content.toArray()));
    }

    @ParameterizedTest
    @MethodSource("v3")
    void headIsOneRead(Path path) throws IOException {
        LeakCheckingVfs leaks = new LeakCheckingVfs(Containers.of(path));
        CountingVfs vfs = new CountingVfs(leaks);
        EnvelopeHead head = C1z.readHead(vfs, Containers.NAME);

        assertThat(vfs.total().reads()).isEqualTo(1);
        leaks.requireNothingOpen();
        assertThat(head.engineSchemaVersion()).isEqualTo(24);
        boolean seed = path.toString().contains("seed-era");
        boolean legacy = path.toString().contains("legacy");
        assertThat(head.interior()).isEqualTo(seed ? Interior.PEBBLE : legacy ? Interior.PEBBLE2 : Interior.PEBBLE3);
        assertThat(head.syncRuns()).hasSize(seed ? 0 : 1);
        assertThat(head.idIndexFormat()).isEqualTo(seed || legacy ? 0 : 2);
    }

    @Test
    void headTellsTheCountsOfASync() throws IOException {
        EnvelopeHead head = C1z.readHead(Containers.of(Fixtures.path("c1z/medium.v3.c1z")), Containers.NAME);

        assertThat(head.syncRuns()).singleElement().satisfies(run -> {
            assertThat(run.syncId()).hasSize(27);
            assertThat(run.type()).isEqualTo(1);
            assertThat(run.parentSyncId()).isEmpty();
            assertThat(run.startedAt().orElseThrow().toInstant()).isPresent();
            assertThat(run.endedAt()).isPresent();
            assertThat(run.stats()).hasValueSatisfying(stats -> {
                assertThat(stats.syncId()).isEqualTo(run.syncId());
                assertThat(stats.resourceTypes()).isEqualTo(4);
                assertThat(stats.resources()).isEqualTo(5230);
                assertThat(stats.entitlements()).isEqualTo(250);
                assertThat(stats.grants()).isEqualTo(50000);
                assertThat(stats.assets()).isZero();
                assertThat(stats.resourcesByResourceType())
                        .containsEntry("user", 5000L)
                        .containsEntry("group", 200L);
                assertThat(stats.writtenAt()).isPresent();
            });
        });
        assertThat(head.grantDigestRoot())
                .hasValueSatisfying(root -> assertThat(root.count()).isEqualTo(50000));
    }

    @ParameterizedTest
    @CsvSource({"tiny.v3, tiny.v3.tar", "tiny.v3, tiny.v3.tarzstd", "small.v3.tar, small.v3.tarzstd"})
    void encodingsCarryTheSameKindsOfFiles(String one, String other) throws IOException {
        assertThat(kinds(one)).isEqualTo(kinds(other));
    }

    /** Names with their numbers left out: each file was written by a sync of its own. */
    private static Map<String, Integer> kinds(String fixture) throws IOException {
        try (C1zFile file = open(Containers.of(Fixtures.path("c1z/" + fixture + ".c1z")))) {
            Map<String, Integer> kinds = new TreeMap<>();
            file.payload().list().forEach(name -> kinds.merge(name.replaceAll("[0-9]+", "N"), 1, Integer::sum));
            return kinds;
        }
    }

    @ParameterizedTest
    @MethodSource("v1")
    void v1IsRecognizedAndNamed(Path path) throws IOException {
        LeakCheckingVfs vfs = new LeakCheckingVfs(Containers.of(path));

        assertThat(C1z.sniff(vfs, Containers.NAME)).isEqualTo(C1zKind.V1);
        assertThatThrownBy(() -> open(vfs))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
                .hasMessageContaining("a v1 file");
        vfs.requireNothingOpen();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zero-length           | CORRUPT     | an empty file",
                "magic-only.v3         | CORRUPT     | manifest length at 5: expected 4 bytes, found the end of the file",
                "magic-short           | CORRUPT     | magic at 0: expected 5 bytes, found the end of the file after 3",
                "bad-magic             | CORRUPT     | magic at 0: expected 43315a3300 or 43315a4600",
                "manifest-length-cut   | CORRUPT     | manifest length at 5: expected 4 bytes, found the end of the file",
                "manifest-cut          | CORRUPT     | manifest at 9: expected 22989 bytes, found the end of the file",
                "manifest-length-huge  | CORRUPT     | manifest length at 5: expected at most 16777216 bytes",
                "manifest-length-zero  | CORRUPT     | manifest at 9: expected the name of an engine, found none",
                "manifest-garbage      | CORRUPT     | manifest at",
                "manifest-bitflip      | CORRUPT     | expected xxh64 e90f01c08a197964 (from the frame index), found 389d695b",
                "engine-unknown        | UNSUPPORTED | no engine of the name \"pebble9\"",
                "payload-missing       | CORRUPT     | payload at 22998: expected a footer of 28 bytes",
                "payload-cut-half      | CORRUPT     | payload footer",
                "trailer-cut-1         | CORRUPT     | payload footer",
                "trailing-garbage      | CORRUPT     | payload footer",
                "payload-bitflip       | CORRUPT     | frame of \"000005.sst\"",
                "trailer-bitflip       | CORRUPT     | a frame index of at most 67108864 bytes, found 268435918",
                "tar-cut               | CORRUPT     | bytes of \"000006.sst\", found the end of the payload",
                "tar-empty-payload     | CORRUPT     | tar header at 23134",
                "tarzstd-cut           | CORRUPT     | compressed tar archive",
                "tarzstd-bitflip       | CORRUPT     | compressed tar archive",
                "v1-magic-only         | UNSUPPORTED | a v1 file",
                "v1-cut                | UNSUPPORTED | a v1 file",
                "v1-bitflip            | UNSUPPORTED | a v1 file",
                "v1-trailing           | UNSUPPORTED | a v1 file",
                "v1-not-zstd           | UNSUPPORTED | a v1 file",
            })
    void damageIsNamed(String name, Kind kind, String message) throws IOException {
        LeakCheckingVfs vfs = new LeakCheckingVfs(Containers.of(Fixtures.path("c1z/corrupt/" + name + ".c1z")));

        assertThatThrownBy(() -> {
                    try (C1zFile file = open(vfs)) {
                        Contents.of(file.payload());
                    }
                })
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e.location().orElseThrow().file()).isEqualTo("memory/test.c1z");
                })
                .hasMessageContaining(message);
        vfs.requireNothingOpen();
    }

    @Test
    void bytesBehindACompressedArchiveAreIgnoredAndCounted() throws IOException {
        Vfs vfs = Containers.of(Fixtures.path("c1z/corrupt/tarzstd-trailing.c1z"));
        try (C1zFile file = open(vfs);
                C1zFile sound = open(Containers.of(Fixtures.path("c1z/tiny.v3.tarzstd.c1z")))) {
            assertThat(file.payloadEnd()).isEqualTo(file.size() - 2);
            assertThat(Contents.of(file.payload())).isEqualTo(Contents.of(sound.payload()));
        }
    }

    @Test
    void everyDamagedFixtureIsTried() {
        assertThat(Fixtures.list("c1z/corrupt", ".c1z")).hasSize(26 + 1);
    }

    private static C1zFile open(Vfs vfs) {
        return C1zFile.open(vfs, Containers.NAME, C1zReadOptions.defaults());
    }
}

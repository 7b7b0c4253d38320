package dev.grantlake.testkit.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.MemoryVfs;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Files and directories that Go wrote: the sound ones have no errors, each of the others exactly its own. */
class VerificationFixturesTest {

    /** Bytes between two places that are damaged, one at a time: more than a block. */
    private static final int STRIDE = 8192;

    @TestFactory
    Stream<DynamicTest> whatGoWroteSoundlyHasNoErrors() {
        return Stream.of("c1z", "c1z/compact", "c1z/diff", "c1z/legacy-external-id", "c1z/seed-era")
                .flatMap(folder -> Fixtures.list(folder, ".c1z").stream())
                .filter(path -> path.getFileName().toString().contains(".v3."))
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
                    Verified verified = Verified.file(path);
                    assertThat(verified.codes(Severity.ERROR))
                            .as("%s", verified.findings())
                            .isEmpty();
                    assertThat(verified.codes(Severity.NOTE)).doesNotContain("records.not-checked");
                    assertThat(verified.result().readable()).isTrue();
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "seed-era/seed-small.v3.c1z, reference.principal",
        "seed-era/seed-small.v3.tar.c1z, reference.principal",
        "seed-era/seed-two-syncs.v3.c1z, reference.principal",
        "legacy-external-id/mid-small.v3.c1z, reference.principal",
        "legacy-external-id/mid-small.v3.tar.c1z, reference.principal",
        "small.v3.c1z, ''",
        "wide.v3.c1z, ''",
        "tiny.v3.c1z, reference.parent",
        "small.v3.mutated-end_false.c1z, reference.principal statistics.stale",
        "small.v3.mutated-end_true.c1z, reference.principal",
        "unfinished.v3.c1z, ''",
        "unfinished-expanding.v3.c1z, marker.index-pending",
    })
    void theStateOfAFileIsAWarning(String file, String codes) {
        assertThat(Verified.file(Fixtures.path("c1z/" + file)).codes(Severity.WARNING))
                .containsExactlyElementsOf(words(codes));
    }

    @ParameterizedTest
    @CsvSource({
        "missing-by-principal, index.missing, grant of role r001 to group g0007",
        "orphan-by-principal, index.orphan, grant of role r001 to group g0007",
        "missing-by-parent, index.missing, resource group g0004",
        "missing-grant, digest.mismatch index.orphan, grant of group g0000 to user u000008",
        "stale-digest-root, digest.mismatch, grants of group g0000",
        "wrong-content-hash, index.value, grant of group g0000 to user u000046",
        "grant-key-mismatch, record.misplaced, grant of group g0000 to user u000009",
        "garbage-grant-value, record.undecodable, grant of group g0000 to user u000008",
        "retired-index-key, key.unknown, ''",
        "keyspace-version-9, stamp.keyspace, ''",
        "interim-id-format, stamp.id-format, ''",
    })
    void eachInconsistencyIsNamedAndNothingElse(String file, String codes, String access) {
        Verified verified = Verified.file(Fixtures.path("c1z/inconsistent/" + file + ".c1z"));
        assertThat(verified.codes(Severity.ERROR))
                .as("%s", verified.findings())
                .containsExactlyElementsOf(words(codes));
        assertThat(verified.findings()).extracting(Finding::access).contains(access);
        assertThat(verified.codes(Severity.WARNING))
                .containsExactlyElementsOf(words(file.equals("missing-grant") ? "statistics.stale" : ""));
    }

    @Test
    void aSingleFaultIsCountedOnce() {
        for (String file : new String[] {"missing-by-principal", "stale-digest-root", "wrong-content-hash"}) {
            assertThat(Verified.file(Fixtures.path("c1z/inconsistent/" + file + ".c1z"))
                            .result()
                            .count(Severity.ERROR))
                    .as(file)
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bad-magic, container.unreadable, magic",
        "engine-unknown, container.unreadable, pebble9",
        "magic-only.v3, container.unreadable, manifest length",
        "magic-short, container.unreadable, magic",
        "manifest-cut, container.unreadable, manifest",
        "manifest-garbage, container.unreadable, manifest",
        "manifest-length-cut, container.unreadable, manifest length",
        "manifest-length-huge, container.unreadable, manifest length",
        "manifest-length-zero, container.unreadable, manifest",
        "payload-cut-half, container.unreadable, footer",
        "payload-missing, container.unreadable, footer",
        "tar-cut, container.unreadable, 000006.sst",
        "tar-empty-payload, container.unreadable, tar header",
        "tarzstd-bitflip, container.unreadable, checksum",
        "tarzstd-cut, container.unreadable, tar",
        "trailer-bitflip, container.unreadable, footer",
        "trailer-cut-1, container.unreadable, footer",
        "trailing-garbage, container.unreadable, footer",
        "zero-length, container.unreadable, empty",
    })
    void whatCannotBeOpenedSaysWhy(String file, String code, String part) {
        Verified verified = Verified.file(Fixtures.path("c1z/corrupt/" + file + ".c1z"));
        assertThat(verified.result().readable()).isFalse();
        assertThat(verified.codes(Severity.ERROR)).containsExactly(code);
        assertThat(verified.findings().get(0).message()).contains(part);
    }

    @Test
    void aDamagedFrameDoesNotEndTheCheck() {
        Verified verified = Verified.file(Fixtures.path("c1z/corrupt/payload-bitflip.c1z"));
        assertThat(verified.result().readable()).isTrue();
        assertThat(verified.codes(Severity.ERROR))
                .containsExactly("container.frame", "records.lost", "table.unreadable");
        assertThat(verified.findings()).anyMatch(finding -> finding.message().contains("000005.sst"));
    }

    @Test
    void aManifestOfAnotherPayloadDoesNotEndTheCheck() {
        Payload sound = Payload.of(Fixtures.path("c1z/small.v3.c1z"));
        Payload other = Payload.of(Fixtures.path("c1z/small.v3.nodigest.c1z"));
        Verified verified = Verified.file(sound.boundTo(other.head()).pack(), Payload.NAME);
        assertThat(verified.result().readable()).isTrue();
        assertThat(verified.codes(Severity.ERROR)).containsExactly("container.manifest-hash");
        assertThat(verified.findings())
                .anyMatch(finding -> finding.message().contains("(from the frame index)") && finding.offset() == 9);
    }

    @Test
    void aFlippedBitInTheManifestDoesNotEndTheCheck() {
        Verified verified = Verified.file(Fixtures.path("c1z/corrupt/manifest-bitflip.c1z"));
        assertThat(verified.result().readable()).isTrue();
        assertThat(verified.codes(Severity.ERROR)).containsExactly("container.manifest-hash", "manifest.digest");
    }

    @Test
    void bytesBehindAnArchiveAreAWarning() {
        Verified verified = Verified.file(Fixtures.path("c1z/corrupt/tarzstd-trailing.c1z"));
        assertThat(verified.codes(Severity.ERROR)).isEmpty();
        assertThat(verified.codes(Severity.WARNING)).containsExactly("container.trailing", "reference.parent");
    }

    @TestFactory
    Stream<DynamicTest> soundFilesOfFormat1HaveNoErrors() {
        return Stream.of("c1z", "c1z/compact", "c1z/diff")
                .flatMap(folder -> Fixtures.list(folder, ".c1z").stream())
                .filter(path -> path.getFileName().toString().contains(".v1."))
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
                    Verified verified = Verified.file(path);
                    assertThat(verified.codes(Severity.ERROR))
                            .as("%s", verified.findings())
                            .isEmpty();
                    assertThat(verified.codes(Severity.NOTE)).isEmpty();
                    assertThat(verified.result().readable()).isTrue();
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1-cut", "v1-bitflip", "v1-not-zstd", "v1-trailing"})
    void aDamagedFileOfFormat1IsUnreadable(String file) {
        Verified verified = Verified.file(Fixtures.path("c1z/corrupt/" + file + ".c1z"));
        assertThat(verified.result().readable()).isFalse();
        assertThat(verified.codes(Severity.ERROR)).containsExactly("container.unreadable");
    }

    @Test
    void aFileOfFormat1WithoutADatabaseIsAnEmptyStore() {
        Verified verified = Verified.file(Fixtures.path("c1z/corrupt/v1-magic-only.c1z"));
        assertThat(verified.result().readable()).isTrue();
        assertThat(verified.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "small.v1.c1z, ''",
        "small.v1.slim.c1z, ''",
        "post-expansion.v1.c1z, ''",
        "resync.v1.c1z, ''",
        "tiny.v1.c1z, reference.parent",
    })
    void whatARowOfFormat1RefersToIsLookedFor(String file, String codes) {
        Verified verified = Verified.file(Fixtures.path("c1z/" + file));
        assertThat(verified.codes(Severity.WARNING))
                .as("%s", verified.findings())
                .containsExactlyElementsOf(words(codes));
    }

    /** Blocks of grants among them: each loses what it holds, and nothing else is concluded from it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "small.v3.c1z",
                "seed-era/seed-small.v3.c1z",
                "seed-era/seed-two-syncs.v3.c1z",
                "legacy-external-id/mid-small.v3.c1z"
            })
    void aDamagedBlockCostsTheAccessInIt(String file) {
        Payload payload = Payload.of(Fixtures.path("c1z/" + file));
        String table = payload.files().keySet().stream()
                .filter(name -> name.endsWith(".sst"))
                .max(Comparator.comparingInt(name -> payload.files().get(name).length))
                .orElseThrow();
        byte[] sound = payload.files().get(table);
        SortedSet<String> access = new TreeSet<>();
        for (int offset = STRIDE; offset < sound.length / 2; offset += STRIDE) {
            byte[] damaged = sound.clone();
            damaged[offset] ^= 1;
            Verified verified = Verified.file(payload.with(table, damaged).pack(), Payload.NAME);
            assertThat(verified.codes(Severity.ERROR))
                    .as("offset %d: %s", offset, verified.findings())
                    .containsExactly("records.lost", "table.block");
            assertThat(verified.result().count(Severity.ERROR)).isEqualTo(2);
            verified.findings().forEach(finding -> access.add(finding.access()));
        }
        assertThat(access).anyMatch(text -> text.matches("\\d+ grants of .*"));
    }

    @TestFactory
    Stream<DynamicTest> directoriesOfPebbleHaveNoErrors() {
        return Stream.of("levels", "excise", "checkpoint_baton", "minimal_handbuilt")
                .flatMap(tar -> directories(Fixtures.path("pebble/" + tar + ".tar")).entrySet().stream()
                        .map(directory -> DynamicTest.dynamicTest(directory.getKey(), () -> {
                            Verified verified = Verified.directory(directory.getValue());
                            assertThat(verified.result().count(Severity.ERROR)
                                            + verified.result().count(Severity.WARNING))
                                    .as("%s", verified.findings())
                                    .isZero();
                            assertThat(verified.result().readable()).isTrue();
                        })));
    }

    @Test
    void whatOnlyALogHoldsIsCheckedToo() {
        Verified verified = Verified.file(Fixtures.path("c1z/wal-tail.v3.c1z"));
        assertThat(verified.codes(Severity.WARNING)).containsExactly("statistics.stale");
        assertThat(verified.findings()).anyMatch(finding -> finding.message().contains("resource types 4 and 5"));
    }

    @ParameterizedTest
    @CsvSource({
        "wal_tail_fmv24, ''",
        "wal_tail_fmv19, ''",
        "wal_torn, database.tail",
        "wal_bitflip_last, database.tail",
        "wal_zero_tail, database.tail",
        "wal_garbage_tail, database.tail",
        "wal_empty, ''",
        "wal_corrupt_mid, database.tail log.damaged",
    })
    void aLogIsReplayedAndItsDamageNamed(String directory, String codes) {
        Verified verified =
                Verified.directory(directories(Fixtures.path("pebble/wal.tar")).get(directory));
        SortedSet<String> complaints = verified.codes(Severity.ERROR);
        complaints.addAll(verified.codes(Severity.WARNING));
        assertThat(complaints).as("%s", verified.findings()).containsExactlyElementsOf(words(codes));
    }

    private static Map<String, MemoryVfs> directories(Path tar) {
        Map<String, MemoryVfs> directories = new TreeMap<>();
        try (TarArchiveInputStream archive = new TarArchiveInputStream(Files.newInputStream(tar))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.isFile()) {
                    Path path = Path.of(entry.getName());
                    String folder = String.valueOf(path.getParent().getFileName());
                    directories
                            .computeIfAbsent(folder, MemoryVfs::new)
                            .put(path.getFileName().toString(), Bytes.wrap(archive.readAllBytes()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directories;
    }

    private static Iterable<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}

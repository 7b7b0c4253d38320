package dev.grantlake.testkit.verify;

import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.C1zWriteOptions;
import dev.grantlake.c1z.PayloadEncoding;
import dev.grantlake.c1z.Repack;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.AtomicFile.Existing;
import dev.grantlake.vfs.DiskVfs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A container of ours around a payload of Go's: the check finds in it what it finds in Go's, and nothing of its own.
 */
class RepackedFilesTest {

    @TempDir
    private Path folder;

    static Stream<Path> small() {
        return Stream.of("c1z/small.v3.c1z", "c1z/tiny.v3.c1z", "c1z/unfinished.v3.c1z", "c1z/wide.v3.c1z")
                .map(Fixtures::path);
    }

    @ParameterizedTest
    @MethodSource("small")
    void theCheckFindsNothingNew(Path original) {
        for (PayloadEncoding encoding : PayloadEncoding.values()) {
            assertThat(verified(repack(original, encoding, C1zWriteOptions.defaults())))
                    .as("%s", encoding)
                    .isEqualTo(Verified.file(original).result());
        }
    }

    /** Several tables, frames that stream, and a file too large to be held until its head is known. */
    @ParameterizedTest
    @EnumSource
    void theCheckFindsNothingInALargeFile(PayloadEncoding encoding) {
        Path original = Fixtures.path("c1z/medium.v3.c1z");
        Path copy = repack(original, encoding, C1zWriteOptions.defaults().withMaxHeapFileBytes(100_000));
        Verified found = Verified.file(copy);
        assertThat(found.findings()).extracting(Finding::code).isEmpty();
        assertThat(found.result().readable()).isTrue();
    }

    private static Object verified(Path file) {
        return Verified.file(file).result();
    }

    private Path repack(Path original, PayloadEncoding encoding, C1zWriteOptions options) {
        Path copy = folder.resolve("copy.c1z");
        try (DiskVfs from = DiskVfs.open(original.resolveSibling(""));
                C1zFile source = C1zFile.open(from, original.getFileName().toString(), C1zReadOptions.defaults())) {
            Repack.copy(source, AtomicFile.create(copy, Existing.REPLACE), options.withEncoding(encoding));
        }
        return copy;
    }
}

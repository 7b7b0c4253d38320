package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.AtomicFile.Existing;
import dev.grantlake.vfs.DiskVfs;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Containers that Go wrote, in all encodings. */
class RepackTest {

    @TempDir
    private Path folder;

    static Stream<Path> v3() {
        return FixtureContainersTest.v3();
    }

    @ParameterizedTest
    @MethodSource("v3")
    void keepsFilesAndManifest(Path path) throws IOException {
        try (C1zFile source = C1zFile.open(Containers.of(path), Containers.NAME, C1zReadOptions.defaults())) {
            Map<String, Bytes> files = Contents.of(source.payload());
            for (PayloadEncoding encoding : PayloadEncoding.values()) {
                repack(source, encoding);
                try (C1zFile copy = C1zFile.open(DiskVfs.open(folder), Containers.NAME, C1zReadOptions.defaults())) {
                    assertThat(Contents.of(copy.payload())).isEqualTo(files);
                    assertThat(copy.head().encoding()).isEqualTo(encoding);
                    assertThat(copy.payloadEnd()).isEqualTo(copy.size());
                    assertThat(copy.manifest().length())
                            .isEqualTo(source.manifest().length());
                    copy.frameTable()
                            .ifPresent(
                                    table -> assertThat(table.entries().get(0).offset())
                                            .isEqualTo(copy.head().payloadOffset()));
                    assertThat(FullManifest.read(DiskVfs.open(folder), Containers.NAME).toBuilder()
                                    .clearPayloadEncoding()
                                    .build())
                            .isEqualTo(FullManifest.read(Containers.of(path), Containers.NAME).toBuilder()
                                    .clearPayloadEncoding()
                                    .build());
                }
            }
        }
    }

    @Test
    void otherReadersOfArchivesFindTheFiles() throws IOException {
        try (C1zFile source = C1zFile.open(
                Containers.of(Fixtures.path("c1z/small.v3.c1z")), Containers.NAME, C1zReadOptions.defaults())) {
            Path copy = repack(source, PayloadEncoding.TAR);
            byte[] all = Files.readAllBytes(copy);
            int from = 9 + source.manifest().length();
            Map<String, Bytes> found = new TreeMap<>();
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new ByteArrayInputStream(all, from, all.length - from))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    assertThat(entry.isFile()).isTrue();
                    assertThat(entry.getMode()).isEqualTo(0_644);
                    assertThat(entry.getLastModifiedTime().toMillis()).isZero();
                    found.put(entry.getName(), Bytes.wrap(tar.readAllBytes()));
                }
            }
            assertThat(found).isEqualTo(Contents.of(source.payload()));
        }
    }

    @Test
    void aCopyOfACopyHasTheSameBytes() throws IOException {
        try (C1zFile source = C1zFile.open(
                Containers.of(Fixtures.path("c1z/small.v3.c1z")), Containers.NAME, C1zReadOptions.defaults())) {
            for (PayloadEncoding encoding : PayloadEncoding.values()) {
                byte[] once = Files.readAllBytes(repack(source, encoding));
                try (C1zFile copy = C1zFile.open(Containers.of(once), Containers.NAME, C1zReadOptions.defaults())) {
                    assertThat(Files.readAllBytes(repack(copy, encoding))).isEqualTo(once);
                }
            }
        }
    }

    private Path repack(C1zFile source, PayloadEncoding encoding) {
        Path path = folder.resolve(Containers.NAME);
        Repack.copy(
                source,
                AtomicFile.create(path, Existing.REPLACE),
                C1zWriteOptions.defaults().withEncoding(encoding).withMaxHeapFileBytes(100_000));
        return path;
    }
}

package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files that go from one container to the next as they lie there. */
class CarriedFilesTest {

    private static final C1ZManifestV3 MANIFEST =
            C1ZManifestV3.newBuilder().setEngine("pebble3").build();

    private final Bytes large = random(3_000_000);
    private final Map<String, Bytes> files =
            Map.of("000001.log", Bytes.EMPTY, "000004.sst", large, "MANIFEST-000001", Bytes.utf8("edits"));

    @TempDir
    private Path folder;

    @Test
    void framesAreTheSameBytes() throws Exception {
        write("old.c1z", C1zWriteOptions.defaults().withLevel(1));
        try (C1zFile old = open("old.c1z")) {
            try (C1zWriter writer = writer("new.c1z", C1zWriteOptions.defaults().withLevel(9))) {
                writer.carry(old, "000001.log");
                writer.carry(old, "000004.sst");
                try (FileSink added = writer.create("000005.sst")) {
                    added.write(Bytes.utf8("added"));
                    added.finish();
                }
                writer.copy(new MemoryVfs("m").put("MANIFEST-000002", Bytes.utf8("more")), "MANIFEST-000002");
                writer.finish(MANIFEST);
            }
            try (C1zFile copied = open("new.c1z")) {
                assertThat(Contents.of(copied.payload()))
                        .isEqualTo(Map.of(
                                "000001.log",
                                Bytes.EMPTY,
                                "000004.sst",
                                large,
                                "000005.sst",
                                Bytes.utf8("added"),
                                "MANIFEST-000002",
                                Bytes.utf8("more")));
                for (String name : new String[] {"000001.log", "000004.sst"}) {
                    assertThat(frame(copied, "new.c1z", name)).isEqualTo(frame(old, "old.c1z", name));
                }
            }
        }
    }

    @Test
    void otherEncodingsCopyTheContent() {
        write("old.c1z", C1zWriteOptions.defaults().withEncoding(PayloadEncoding.TAR));
        for (PayloadEncoding encoding : PayloadEncoding.values()) {
            try (C1zFile old = open("old.c1z");
                    C1zWriter writer =
                            writer("new.c1z", C1zWriteOptions.defaults().withEncoding(encoding))) {
                files.keySet().stream().sorted().forEach(name -> writer.carry(old, name));
                writer.finish(MANIFEST);
            }
            try (C1zFile copied = open("new.c1z")) {
                assertThat(Contents.of(copied.payload())).isEqualTo(files);
            }
        }
    }

    /** A frame of the right length whose content is another one is not carried on. */
    @Test
    void aDamagedFrameIsFoundBeforeItIsTakenOver() throws Exception {
        write("old.c1z", C1zWriteOptions.defaults());
        Path path = folder.resolve("old.c1z");
        byte[] bytes = Files.readAllBytes(path);
        try (C1zFile old = open("old.c1z")) {
            bytes[(int) old.frame("000004.sst").orElseThrow().offset() + 1_000_000] ^= 1;
        }
        Files.write(path, bytes);
        try (C1zFile old = open("old.c1z");
                C1zWriter writer = writer("new.c1z", C1zWriteOptions.defaults())) {
            assertThatThrownBy(() -> writer.carry(old, "000004.sst"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                    .hasMessageContaining("000004.sst");
        }
        assertThat(folder.resolve("new.c1z")).doesNotExist();
    }

    private void write(String name, C1zWriteOptions options) {
        try (C1zWriter writer = writer(name, options);
                MemoryVfs source = new MemoryVfs("source").putAll(files)) {
            source.list().forEach(file -> writer.copy(source, file));
            writer.finish(MANIFEST);
        }
    }

    private C1zWriter writer(String name, C1zWriteOptions options) {
        return C1zWriter.open(folder.resolve(name), AtomicFile.Existing.REPLACE, options.withScratchFolder(folder));
    }

    private C1zFile open(String name) {
        return C1zFile.open(DiskVfs.open(folder), name, C1zReadOptions.defaults());
    }

    private Bytes frame(C1zFile container, String file, String name) throws Exception {
        FrameEntry frame = container.frame(name).orElseThrow();
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        return Bytes.wrap(bytes, (int) frame.offset(), (int) frame.compressedSize());
    }

    private static Bytes random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}

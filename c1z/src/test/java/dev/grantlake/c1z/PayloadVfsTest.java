package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Zstd;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.testing.VfsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A payload is a directory like any other, whatever its encoding and wherever its files live. */
class PayloadVfsTest {

    private final List<C1zFile> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(C1zFile::close);
    }

    private Vfs open(byte[] container, C1zReadOptions options) {
        C1zFile file = C1zFile.open(Containers.of(container), Containers.NAME, options);
        opened.add(file);
        return file.payload();
    }

    private static byte[] indexed(Map<String, Bytes> files) {
        EnvelopeBuilder builder = EnvelopeBuilder.indexed();
        files.forEach((name, content) -> builder.file(name, content.toArray()));
        return builder.build();
    }

    private static byte[] tar(Map<String, Bytes> files) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        files.forEach((name, content) -> contents.put(name, content.toArray()));
        return Tars.of(contents);
    }

    private static byte[] tarZstd(Map<String, Bytes> files) {
        return EnvelopeBuilder.withPayload(1, Zstd.compress(Bytes.wrap(tar(files)), 3));
    }

    @Nested
    class CachedFrames implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return open(indexed(files), C1zReadOptions.defaults());
        }
    }

    @Nested
    class SpooledFrames implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return open(indexed(files), C1zReadOptions.defaults().withMaxHeapFileBytes(0));
        }
    }

    @Nested
    class PlainArchive implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return open(EnvelopeBuilder.withPayload(2, tar(files)), C1zReadOptions.defaults());
        }
    }

    @Nested
    class DecodedArchiveInMemory implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return open(tarZstd(files), C1zReadOptions.defaults());
        }
    }

    @Nested
    class DecodedArchiveOnDisk implements VfsContract {

        @Override
        public Vfs directoryOf(Map<String, Bytes> files) {
            return open(tarZstd(files), C1zReadOptions.defaults().withMaxHeapFileBytes(0));
        }
    }
}

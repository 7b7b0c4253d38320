package dev.grantlake.c1z;

import dev.grantlake.base.Zstd;

import java.nio.file.Path;

/**
 * How a container is written. Its bytes depend on all of these but {@code threads} and {@code scratchFolder}.
 *
 * @param encoding how the payload is laid out
 * @param level of zstd compression, 1 to {@link Zstd#MAX_LEVEL}; a plain tar archive is not compressed
 * @param threads that compress frames, at least 1; see {@link C1zWriter} for the memory they take
 * @param maxHeapFileBytes largest payload file that is held in memory while it is written, in bytes; a larger one goes
 *     through compression as it comes, or for an archive into a temporary file
 * @param headRoomBytes what is kept free for the manifest in front of a payload that does not fit into memory; if the
 *     manifest needs another length where no gap may be, or more than this, the payload is moved once
 * @param scratchFolder where the temporary file of an archive goes, if one is needed
 */
public record C1zWriteOptions(
        PayloadEncoding encoding, int level, int threads, int maxHeapFileBytes, int headRoomBytes, Path scratchFolder) {

    /** What the library takes for usual, and about what Go writes. */
    public static final int DEFAULT_LEVEL = 3;

    /** 16 MiB: no table of a loaded database is larger. */
    public static final int DEFAULT_MAX_HEAP_FILE_BYTES = 16 << 20;

    /** 64 KiB: the descriptors take 23 of them, the counts of a resource type some hundred bytes. */
    public static final int DEFAULT_HEAD_ROOM_BYTES = 64 << 10;

    /** So that an array always holds such a file with room to spare. */
    private static final int MOST_HEAP_FILE_BYTES = 1 << 30;

    private static final int MAX_DEFAULT_THREADS = 4;

    public C1zWriteOptions {
        require(level >= 1 && level <= Zstd.MAX_LEVEL, "level", level);
        require(threads >= 1, "threads", threads);
        require(
                maxHeapFileBytes >= 0 && maxHeapFileBytes <= MOST_HEAP_FILE_BYTES,
                "maxHeapFileBytes",
                maxHeapFileBytes);
        require(
                headRoomBytes >= 0 && headRoomBytes <= EnvelopeHead.MAX_MANIFEST_LENGTH,
                "headRoomBytes",
                headRoomBytes);
    }

    /** An indexed payload at the usual level, with as many threads as there are processors, at most four. */
    public static C1zWriteOptions defaults() {
        return new C1zWriteOptions(
                PayloadEncoding.INDEXED_ZSTD,
                DEFAULT_LEVEL,
                Math.min(MAX_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors()),
                DEFAULT_MAX_HEAP_FILE_BYTES,
                DEFAULT_HEAD_ROOM_BYTES,
                ReadComponents.defaultScratchFolder());
    }

    public C1zWriteOptions withEncoding(PayloadEncoding encoding) {
        return new C1zWriteOptions(encoding, level, threads, maxHeapFileBytes, headRoomBytes, scratchFolder);
    }

    public C1zWriteOptions withLevel(int level) {
        return new C1zWriteOptions(encoding, level, threads, maxHeapFileBytes, headRoomBytes, scratchFolder);
    }

    public C1zWriteOptions withThreads(int threads) {
        return new C1zWriteOptions(encoding, level, threads, maxHeapFileBytes, headRoomBytes, scratchFolder);
    }

    public C1zWriteOptions withMaxHeapFileBytes(int bytes) {
        return new C1zWriteOptions(encoding, level, threads, bytes, headRoomBytes, scratchFolder);
    }

    public C1zWriteOptions withHeadRoomBytes(int bytes) {
        return new C1zWriteOptions(encoding, level, threads, maxHeapFileBytes, bytes, scratchFolder);
    }

    public C1zWriteOptions withScratchFolder(Path folder) {
        return new C1zWriteOptions(encoding, level, threads, maxHeapFileBytes, headRoomBytes, folder);
    }

    private static void require(boolean condition, String name, int value) {
        if (!condition) {
            throw new IllegalArgumentException(name + " " + value);
        }
    }
}

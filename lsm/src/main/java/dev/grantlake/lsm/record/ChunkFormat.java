package dev.grantlake.lsm.record;

import org.jspecify.annotations.Nullable;

/** The three framings of a chunk. They may be mixed within one file; the type byte of a chunk says which it has. */
public enum ChunkFormat {
    /** Manifests, and the logs of old writers. */
    LEGACY(1, 7),
    /** Carries the log's number, so that a recycled file's old content does not read as new. */
    RECYCLABLE(5, 11),
    /** Carries also how far the file was known to be synced when the chunk was made. */
    SYNC(9, 19);

    /** Bytes that every header has: checksum, length, type. */
    static final int COMMON_HEADER_BYTES = 7;

    private final int firstCode;
    private final int headerBytes;

    ChunkFormat(int firstCode, int headerBytes) {
        this.firstCode = firstCode;
        this.headerBytes = headerBytes;
    }

    /** Bytes before the payload. */
    public int headerBytes() {
        return headerBytes;
    }

    /** The type byte of a chunk in this format. */
    public int code(ChunkRole role) {
        return firstCode + role.code();
    }

    /** The format that a type byte stands for, or null if it is none. */
    static @Nullable ChunkFormat ofType(int type) {
        return switch (type) {
            case 1, 2, 3, 4 -> LEGACY;
            case 5, 6, 7, 8 -> RECYCLABLE;
            case 9, 10, 11, 12 -> SYNC;
            default -> null;
        };
    }

    /** The role that a type byte of this format stands for. */
    ChunkRole role(int type) {
        return ChunkRole.ofCode(type - firstCode);
    }
}

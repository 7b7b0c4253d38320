package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/** How one block is compressed; the code is the first byte of the block's trailer. */
public enum BlockCompression {
    NONE(0),
    SNAPPY(1),
    ZSTD(7),
    MINLZ(8);

    private final int code;

    BlockCompression(int code) {
        this.code = code;
    }

    /** The number in the block's trailer. */
    public int code() {
        return code;
    }

    static BlockCompression ofCode(int code, Location where) {
        return switch (code) {
            case 0 -> NONE;
            case 1 -> SNAPPY;
            case 7 -> ZSTD;
            case 8 -> MINLZ;
            default ->
                throw StorageException.corrupt(
                        where, "a compression of 0 (none), 1 (Snappy), 7 (zstd) or 8 (MinLZ)", Integer.toString(code));
        };
    }
}

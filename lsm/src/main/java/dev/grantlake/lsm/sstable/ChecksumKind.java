package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Crc32c;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.XxHash64;

/** How the blocks of a table are checksummed; the code is the first byte of the footer. */
public enum ChecksumKind {
    /** CRC-32C, masked. */
    CRC32C(1) {
        @Override
        int of(byte[] array, int offset, int length) {
            return Crc32c.masked(array, offset, length);
        }
    },
    /** The low half of XXH64 with seed 0. */
    XXHASH64(3) {
        @Override
        int of(byte[] array, int offset, int length) {
            return (int) XxHash64.of(array, offset, length, 0);
        }
    };

    private final int code;

    ChecksumKind(int code) {
        this.code = code;
    }

    /** The number in the footer. */
    public int code() {
        return code;
    }

    /** The checksum as it is stored. */
    abstract int of(byte[] array, int offset, int length);

    static ChecksumKind ofCode(int code, Location where) {
        return switch (code) {
            case 1 -> CRC32C;
            case 3 -> XXHASH64;
            default ->
                throw StorageException.unsupported(
                        where, "block checksums of kind " + code + "; known are 1 (CRC-32C) and 3 (XXH64)");
        };
    }
}

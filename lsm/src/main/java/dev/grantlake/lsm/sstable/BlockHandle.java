package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteSink;

/**
 * Where a block lies: two varints on disk.
 *
 * @param offset of its first byte in the file
 * @param length stored bytes, without the trailer that follows them
 */
public record BlockHandle(long offset, long length) {

    /** Bytes of the trailer behind every block: compression, checksum. */
    public static final int TRAILER_BYTES = 5;

    /** Reads a handle; both numbers are as stored, see {@link #fits}. */
    public static BlockHandle read(ByteReader reader) {
        return new BlockHandle(reader.readVarint64(), reader.readVarint64());
    }

    /** Appends the handle. */
    void write(ByteSink target) {
        target.writeVarint(offset).writeVarint(length);
    }

    /** Whether block and trailer lie within the first {@code size} bytes of a file. */
    boolean fits(long size) {
        return offset >= 0 && length >= 0 && length <= size - TRAILER_BYTES && offset <= size - TRAILER_BYTES - length;
    }

    /** For example {@code 40960+4096}; unsigned, as on disk. */
    @Override
    public String toString() {
        return Long.toUnsignedString(offset) + "+" + Long.toUnsignedString(length);
    }
}

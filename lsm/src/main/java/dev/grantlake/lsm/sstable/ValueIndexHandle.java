package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * Where the index of the value blocks lies and how wide the fields of its records are, in bytes from 1 to 8. On disk: a
 * block handle and one byte for each width.
 */
public record ValueIndexHandle(BlockHandle handle, int numberBytes, int offsetBytes, int lengthBytes) {

    /** Reads the widths behind a handle that was read before. */
    static ValueIndexHandle read(BlockHandle handle, ByteReader reader, Location where) {
        return new ValueIndexHandle(
                handle, readWidth(reader, where), readWidth(reader, where), readWidth(reader, where));
    }

    /** Bytes of one record. */
    public int recordBytes() {
        return numberBytes + offsetBytes + lengthBytes;
    }

    private static int readWidth(ByteReader reader, Location where) {
        int width = reader.readUnsignedByte();
        if (width < 1 || width > Long.BYTES) {
            throw StorageException.corrupt(where, "a field width of 1 to 8 bytes", Integer.toString(width));
        }
        return width;
    }
}

package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;

/** Reads numbers that this package wrote to a scratch file of its own; nothing is checked again. */
final class PackedReader {

    private final byte[] array;
    private final int end;
    private int position;

    PackedReader(Bytes bytes) {
        this.array = bytes.array();
        this.position = bytes.offset();
        this.end = bytes.offset() + bytes.length();
    }

    boolean hasMore() {
        return position < end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = array[position++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    byte[] array() {
        return array;
    }

    /** The index in {@link #array} of what comes next. */
    int position() {
        return position;
    }

    void skip(int length) {
        position += length;
    }
}

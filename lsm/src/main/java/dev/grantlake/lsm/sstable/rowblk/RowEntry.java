package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.Bytes;

/** One entry of a row block, taken apart: positions in the block and lengths in bytes. Belongs to one thread. */
final class RowEntry {

    private static final int MAX_VARINT_SHIFT = 28;

    private int position;
    private int shared;
    private int keyAt;
    private int unshared;
    private int valueLength;
    private int cursor;

    /** Stands nowhere, as if an entry without any bytes ended at {@code position}. */
    void before(int position) {
        this.position = position;
        shared = 0;
        keyAt = position;
        unshared = 0;
        valueLength = 0;
    }

    /**
     * Takes apart the entry at {@code position}.
     *
     * @param limit position that the entry must not reach beyond
     * @param maxShared length of the key before
     */
    void read(RowBlock block, int position, int limit, int maxShared) {
        cursor = position;
        shared = number(block, limit, "a shared key length", maxShared);
        unshared = number(block, limit, "a key length", limit - position);
        valueLength = number(block, limit, "a value length", limit - position);
        keyAt = cursor;
        if (unshared + (long) valueLength > limit - keyAt) {
            throw block.corrupt(
                    position,
                    "an entry of at most " + (limit - position) + " bytes",
                    "a key of " + unshared + " and a value of " + valueLength);
        }
        this.position = position;
    }

    /** A varint of at most 31 bits, in at most five bytes. */
    private int number(RowBlock block, int limit, String what, int most) {
        byte[] array = block.array();
        int value = 0;
        for (int shift = 0; shift <= MAX_VARINT_SHIFT; shift += 7) {
            if (cursor == limit) {
                throw block.corrupt(cursor, what, "the end of the interval");
            }
            int b = array[block.index(cursor++)];
            if (shift == MAX_VARINT_SHIFT && (b & 0xf8) != 0) {
                break;
            }
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                if (value > most) {
                    throw block.corrupt(cursor - 1, what + " of at most " + most, Integer.toString(value));
                }
                return value;
            }
        }
        throw block.corrupt(cursor - 1, what + " of at most 31 bits", "more");
    }

    /** Position of its first byte. */
    int position() {
        return position;
    }

    /** How many bytes of its key it takes from the one before. */
    int shared() {
        return shared;
    }

    /** Position of the bytes that it adds. */
    int keyAt() {
        return keyAt;
    }

    /** How many bytes it adds. */
    int unshared() {
        return unshared;
    }

    /** Position of its value. */
    int valueAt() {
        return keyAt + unshared;
    }

    int valueLength() {
        return valueLength;
    }

    /** Position behind it. */
    int end() {
        return keyAt + unshared + valueLength;
    }

    /** Its value, sharing the block's array. */
    Bytes value(RowBlock block) {
        return Bytes.wrap(block.array(), block.index(valueAt()), valueLength);
    }
}

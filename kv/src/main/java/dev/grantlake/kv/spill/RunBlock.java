package dev.grantlake.kv.spill;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.Arrays;

/**
 * Some neighbouring entries of a {@link SortedRun}: for each the lengths of key and value, four bytes big-endian, then
 * both. Immutable.
 */
final class RunBlock {

    private static final int LENGTHS = 2 * Integer.BYTES;

    private final int index;
    private final Bytes data;
    private final int[] starts;
    private final int size;

    RunBlock(int index, Bytes data) {
        this.index = index;
        this.data = data;
        int[] found = new int[256];
        int count = 0;
        for (int at = 0; at < data.length(); at += LENGTHS + length(at) + length(at + Integer.BYTES)) {
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = at;
        }
        this.starts = found;
        this.size = count;
    }

    static void append(ByteSink block, Bytes key, Bytes value) {
        block.writeIntBe(key.length()).writeIntBe(value.length());
        block.writeBytes(key).writeBytes(value);
    }

    /** Which block of the run it is. */
    int index() {
        return index;
    }

    /** Number of entries. */
    int size() {
        return size;
    }

    Bytes key(int entry) {
        int start = starts[entry];
        return data.slice(start + LENGTHS, length(start));
    }

    Bytes value(int entry) {
        int start = starts[entry];
        return data.slice(start + LENGTHS + length(start), length(start + Integer.BYTES));
    }

    /** The first entry whose key is at least {@code key}. */
    int lowerBound(Bytes key) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key(middle).compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int length(int at) {
        return BigEndian.getInt(data.array(), data.offset() + at);
    }
}

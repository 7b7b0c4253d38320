package dev.grantlake.lsm.bulk;

import dev.grantlake.base.ByteSink;

import java.util.Arrays;

/**
 * The entries of one table while they are collected, in two arrays that are kept for the next table. Belongs to one
 * thread at a time.
 */
final class TableEntries {

    private final ByteSink bytes = new ByteSink();

    /** Where the key and then the value of each entry end. */
    private int[] ends = new int[64];

    private int count;

    int count() {
        return count;
    }

    /** The array that keys and values lie in; replaced by another when entries are added. */
    byte[] array() {
        return bytes.array();
    }

    int keyStart(int entry) {
        return entry == 0 ? 0 : ends[2 * entry - 1];
    }

    int valueStart(int entry) {
        return ends[2 * entry];
    }

    int valueEnd(int entry) {
        return ends[2 * entry + 1];
    }

    void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        if (2 * count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        bytes.writeBytes(key, keyOffset, keyLength);
        ends[2 * count] = bytes.size();
        bytes.writeBytes(value, valueOffset, valueLength);
        ends[2 * count + 1] = bytes.size();
        count++;
    }

    /** Moves all entries from {@code first} on to the end of {@code target}. */
    void moveTail(int first, TableEntries target) {
        for (int entry = first; entry < count; entry++) {
            int key = keyStart(entry);
            int value = valueStart(entry);
            target.add(array(), key, value - key, array(), value, valueEnd(entry) - value);
        }
        bytes.truncate(keyStart(first));
        count = first;
    }

    void clear() {
        bytes.clear();
        count = 0;
    }
}

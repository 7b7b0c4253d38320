package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

import java.util.Arrays;

/** Keys in ascending order, each once, and what is known of each; none is gone. Immutable. */
final class KeyRun implements SortedKeys {

    /** What a key takes beside its bytes. */
    static final int ENTRY_BYTES = Integer.BYTES + Long.BYTES;

    static final KeyRun EMPTY = new KeyRun(new byte[0], new int[0], new long[0], 0);

    private final byte[] keys;
    /** Where each key ends. */
    private final int[] ends;

    private final long[] entries;
    private final int count;

    /** The first {@code count} keys of these arrays, which now belong to the run. */
    KeyRun(byte[] keys, int[] ends, long[] entries, int count) {
        this.keys = keys;
        this.ends = ends;
        this.entries = entries;
        this.count = count;
    }

    void addTo(BloomFilter filter) {
        for (int i = 0; i < count; i++) {
            int start = start(i);
            filter.add(BloomFilter.hash(keys, start, ends[i] - start));
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long entry(int index) {
        return entries[index];
    }

    @Override
    public void show(int index, ByteView view) {
        int start = start(index);
        view.showStable(keys, start, ends[index] - start);
    }

    Bytes copy(int index) {
        int start = start(index);
        return Bytes.copyOf(keys, start, ends[index] - start);
    }

    /** Adds the key and what is known of it to {@code builder}. */
    void copyTo(KeyRunBuilder builder, int index) {
        copyTo(builder, index, entries[index]);
    }

    void copyTo(KeyRunBuilder builder, int index, long entry) {
        int start = start(index);
        builder.add(keys, start, ends[index] - start, entry);
    }

    /** What is known of a key, or {@link DirectoryEntry#ABSENT}. */
    long find(byte[] key, int offset, int length) {
        int index = lowerBound(key, offset, length);
        return index < count && compare(index, key, offset, length) == 0 ? entries[index] : DirectoryEntry.ABSENT;
    }

    /** Index of the first key that is at least this one; {@link #count} if there is none. */
    int lowerBound(byte[] key, int offset, int length) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, key, offset, length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public int lowerBound(Bytes key) {
        return lowerBound(key.array(), key.offset(), key.length());
    }

    @Override
    public int firstFrom(int index, int stop) {
        return Math.min(index, stop);
    }

    @Override
    public int lastBefore(int index, int start) {
        return Math.max(index, start) - 1;
    }

    /** Nothing was read. */
    @Override
    public void letGo() {}

    /** Order of the key at {@code index} and a key of another run. */
    int compare(int index, KeyRun other, int otherIndex) {
        int start = other.start(otherIndex);
        return compare(index, other.keys, start, other.ends[otherIndex] - start);
    }

    /** Order of the key at {@code index} and another. */
    int compare(int index, byte[] key, int offset, int length) {
        return Arrays.compareUnsigned(keys, start(index), ends[index], key, offset, offset + length);
    }

    long memoryBytes() {
        return (long) keys.length + 4L * ends.length + 8L * entries.length;
    }

    /** Bytes of all keys together. */
    int keyBytes() {
        return count == 0 ? 0 : ends[count - 1];
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}

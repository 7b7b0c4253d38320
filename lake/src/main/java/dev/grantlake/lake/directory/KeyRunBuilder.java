package dev.grantlake.lake.directory;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;

import java.util.Arrays;

/** Puts a {@link KeyRun} together from keys in ascending order. Belongs to one thread. */
final class KeyRunBuilder {

    private byte[] keys;
    private int size;
    private int[] ends;
    private long[] entries;
    private int count;

    KeyRunBuilder() {
        this(64, 1024);
    }

    /** A builder that begins with room for so many keys, of so many bytes together. */
    KeyRunBuilder(int count, long bytes) {
        keys = new byte[room(bytes)];
        ends = new int[count];
        entries = new long[count];
    }

    KeyRunBuilder add(byte[] key, int offset, int length, long entry) {
        if (count == ends.length) {
            int room = count + (count >> 1) + 1;
            ends = Arrays.copyOf(ends, room);
            entries = Arrays.copyOf(entries, room);
        }
        if (length > keys.length - size) {
            keys = Arrays.copyOf(keys, room((long) size + length));
        }
        System.arraycopy(key, offset, keys, size, length);
        size += length;
        ends[count] = size;
        entries[count++] = entry;
        return this;
    }

    private int room(long wanted) {
        long room = Math.max(wanted, size + (size >> 1));
        if (wanted > Integer.MAX_VALUE - 8) {
            throw new StorageException(Kind.LIMIT_EXCEEDED, "keys of more than 2 GiB in one run of the directory");
        }
        return (int) Math.min(room, Integer.MAX_VALUE - 8);
    }

    int count() {
        return count;
    }

    /** Memory that the run is going to take, at most. */
    long memoryBytes() {
        return (long) keys.length + 14L * ends.length;
    }

    /** Whether a key comes after all that were added. */
    boolean endsBefore(byte[] key, int offset, int length) {
        return count == 0
                || Arrays.compareUnsigned(
                                keys, count == 1 ? 0 : ends[count - 2], ends[count - 1], key, offset, offset + length)
                        < 0;
    }

    /** The run; nothing may be added any more. */
    KeyRun build() {
        boolean full = size == keys.length && count == ends.length;
        return full
                ? new KeyRun(keys, ends, entries, count)
                : new KeyRun(
                        Arrays.copyOf(keys, size), Arrays.copyOf(ends, count), Arrays.copyOf(entries, count), count);
    }
}

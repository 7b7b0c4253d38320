package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.Varint;

import java.util.Arrays;

/**
 * Byte strings under numbers: each different one is kept once and numbered in the order of arrival. When all are known,
 * {@link #ordered()} tells their places in byte order. Belongs to one thread at a time.
 *
 * <p>Implementation note. The strings lie end to end, each behind its length, in segments of which no string crosses
 * the end; an open hash table with a byte of the hash beside each slot finds them. That is the length of a string and
 * about twelve bytes for each, where a map of arrays would take eighty. The hash is seeded, so that ids from outside
 * cannot be made to collide.
 */
final class IdTable {

    /** The longest string: what is made of a key is shorter than two keys. */
    static final int MAX_LENGTH = 1 << 19;

    private static final int SEGMENT_BITS = 20;
    private static final int SEGMENT_BYTES = 1 << SEGMENT_BITS;
    private static final int FIRST_SEGMENT_BYTES = 1 << 13;
    private static final int INITIAL_CAPACITY = 1 << 8;
    private static final int EMPTY = 0;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long seed;

    private byte[][] segments = {new byte[FIRST_SEGMENT_BYTES]};
    /** Where the string of each number begins, as an unsigned number. */
    private int[] starts = new int[INITIAL_CAPACITY];

    /** Where the next string begins. */
    private long end;

    private int size;

    /** Numbers plus one, or {@link #EMPTY}. */
    private int[] slots = new int[2 * INITIAL_CAPACITY];

    private byte[] tags = new byte[2 * INITIAL_CAPACITY];

    /** A table without strings; any seed will do that outsiders do not know. */
    IdTable(long seed) {
        this.seed = seed;
    }

    /** How many different strings there are. */
    int size() {
        return size;
    }

    /** Bytes of memory that the table holds. */
    long memoryBytes() {
        long bytes = 0;
        for (byte[] segment : segments) {
            bytes += segment == null ? 0 : segment.length;
        }
        return bytes + (long) Integer.BYTES * (starts.length + slots.length) + tags.length;
    }

    /**
     * The number of a string, a new one if it was not known.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if the strings would be more than four gigabytes
     */
    int intern(byte[] array, int offset, int length) {
        long hash = hash(array, offset, length);
        int mask = slots.length - 1;
        byte tag = (byte) (hash >>> 56);
        int slot = (int) hash & mask;
        while (slots[slot] != EMPTY) {
            if (tags[slot] == tag && isAt(slots[slot] - 1, array, offset, length)) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & mask;
        }
        append(array, offset, length);
        slots[slot] = size;
        tags[slot] = tag;
        if (4L * size > 3L * slots.length) {
            rehash();
        }
        return size - 1;
    }

    /** Bytes of the string with this number. */
    int length(int number) {
        int start = starts[number];
        byte[] segment = segment(start);
        int at = start & (SEGMENT_BYTES - 1);
        int length = segment[at];
        if (length >= 0) {
            return length;
        }
        return (length & 0x7f) | (segment[at + 1] & 0x7f) << 7 | (segment[at + 1] < 0 ? segment[at + 2] << 14 : 0);
    }

    /** The array in which the string with this number lies, from {@link #offset} on; not to be changed. */
    byte[] array(int number) {
        return segment(starts[number]);
    }

    /** See {@link #array}. */
    int offset(int number) {
        return (starts[number] & (SEGMENT_BYTES - 1)) + Varint.size(length(number));
    }

    /** Appends the string with this number to {@code sink}. */
    void writeTo(ByteSink sink, int number) {
        sink.writeBytes(array(number), offset(number), length(number));
    }

    /** All numbers, in the byte order of their strings. */
    int[] ordered() {
        return new IdOrder(this).sorted();
    }

    /** The inverse of {@link #ordered}: the place of each number. */
    static int[] ranks(int[] ordered) {
        int[] ranks = new int[ordered.length];
        for (int rank = 0; rank < ordered.length; rank++) {
            ranks[ordered[rank]] = rank;
        }
        return ranks;
    }

    private byte[] segment(int start) {
        return segments[start >>> SEGMENT_BITS];
    }

    private boolean isAt(int number, byte[] array, int offset, int length) {
        if (length(number) != length) {
            return false;
        }
        int at = offset(number);
        return Arrays.equals(array(number), at, at + length, array, offset, offset + length);
    }

    private void append(byte[] array, int offset, int length) {
        if (length > MAX_LENGTH) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED, "an id of " + length + " bytes, at most " + MAX_LENGTH);
        }
        int needed = Varint.size(length) + length;
        int at = (int) (end & (SEGMENT_BYTES - 1));
        if (at + needed > SEGMENT_BYTES) {
            end += SEGMENT_BYTES - at;
            at = 0;
        }
        if (end + needed > 1L << Integer.SIZE) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "different ids of more than " + (1L << Integer.SIZE) + " bytes in one sync");
        }
        byte[] segment = ensureSegment((int) (end >>> SEGMENT_BITS), at + needed);
        int start = Varint.write(segment, at, length);
        System.arraycopy(array, offset, segment, start, length);
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size + (size >> 1));
        }
        starts[size++] = (int) end;
        end += needed;
    }

    /** The segment with this index, long enough; the first one grows, so that a small table stays small. */
    private byte[] ensureSegment(int index, int length) {
        if (index >= segments.length) {
            segments = Arrays.copyOf(segments, Math.max(8, 2 * segments.length));
        }
        byte[] segment = segments[index];
        if (segment == null) {
            segment = new byte[SEGMENT_BYTES];
            segments[index] = segment;
        } else if (segment.length < length) {
            segment = Arrays.copyOf(segment, Math.min(SEGMENT_BYTES, Integer.highestOneBit(length) << 1));
            segments[index] = segment;
        }
        return segment;
    }

    private void rehash() {
        int[] slots = new int[2 * this.slots.length];
        byte[] tags = new byte[slots.length];
        int mask = slots.length - 1;
        for (int number = 0; number < size; number++) {
            long hash = hash(array(number), offset(number), length(number));
            int slot = (int) hash & mask;
            while (slots[slot] != EMPTY) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number + 1;
            tags[slot] = (byte) (hash >>> 56);
        }
        this.slots = slots;
        this.tags = tags;
    }

    private long hash(byte[] array, int offset, int length) {
        long hash = seed ^ length;
        int at = offset;
        int last = offset + length;
        for (; at + Long.BYTES <= last; at += Long.BYTES) {
            hash = mixed(hash ^ LittleEndian.getLong(array, at));
        }
        long rest = 0;
        for (; at < last; at++) {
            rest = (rest << Byte.SIZE) | (array[at] & 0xff);
        }
        return mixed(hash ^ rest);
    }

    /** Both halves of a product of 128 bits, folded: one multiplication that every bit goes through. */
    private static long mixed(long value) {
        long odd = value ^ MULTIPLIER;
        return (odd * MULTIPLIER) ^ Math.multiplyHigh(odd, MULTIPLIER);
    }
}

package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.StorageException;

import java.util.Arrays;

/**
 * Byte strings under numbers: each different one is kept once and numbered in the order of arrival. When all are known,
 * {@link #ordered()} tells their places in byte order. Belongs to one thread at a time.
 *
 * <p>Implementation note. The strings lie in {@link IdStrings}; an open hash table with a byte of the hash beside each
 * slot finds them. That is the length of a string and about twelve bytes for each, where a map of arrays would take
 * eighty. The hash is seeded, so that ids from outside cannot be made to collide.
 */
final class IdTable {

    private static final int INITIAL_CAPACITY = 1 << 8;
    private static final int EMPTY = 0;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long seed;

    private IdStrings strings = new IdStrings();
    /** The place of the string with each number. */
    private int[] places = new int[INITIAL_CAPACITY];

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
        return strings.memoryBytes() + (long) Integer.BYTES * (places.length + slots.length) + tags.length;
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
            if (tags[slot] == tag && strings.isAt(places[slots[slot] - 1], array, offset, length)) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & mask;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, size + (size >> 1));
        }
        places[size++] = strings.append(array, offset, length);
        slots[slot] = size;
        tags[slot] = tag;
        if (4L * size > 3L * slots.length) {
            rehash();
        }
        return size - 1;
    }

    /**
     * The numbers of several strings, in their order, as {@link #intern(byte[], int, int)} would give them.
     *
     * <p>Implementation note. A large table lies outside of the processor's caches, and each look-up waits for three
     * places in it, one after the other. So each step is taken for all strings before the next one: then those waits
     * overlap. What is not found in its first slot goes the usual way.
     *
     * @param array holds the strings end to end, from its beginning
     * @param ends where each of them ends
     * @param count how many there are
     * @param numbers is filled
     */
    void intern(byte[] array, int[] ends, int count, int[] numbers) {
        int mask = slots.length - 1;
        for (int i = 0, start = 0; i < count; start = ends[i++]) {
            long hash = hash(array, start, ends[i] - start);
            int slot = (int) hash & mask;
            numbers[i] = tags[slot] == (byte) (hash >>> 56) ? slots[slot] - 1 : -1;
        }
        int[] found = new int[count];
        for (int i = 0; i < count; i++) {
            found[i] = numbers[i] < 0 ? 0 : places[numbers[i]];
        }
        for (int i = 0, start = 0; i < count; start = ends[i++]) {
            int length = ends[i] - start;
            if (numbers[i] < 0 || !strings.isAt(found[i], array, start, length)) {
                numbers[i] = intern(array, start, length);
            }
        }
    }

    /** Bytes of the string with this number. */
    int length(int number) {
        return strings.length(places[number]);
    }

    /** The array in which the string with this number lies, from {@link #offset} on; not to be changed. */
    byte[] array(int number) {
        return strings.array(places[number]);
    }

    /** See {@link #array}. */
    int offset(int number) {
        return strings.offset(places[number]);
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

    /** Forgets all strings, and lets go of the memory. */
    void clear() {
        strings = new IdStrings();
        places = new int[INITIAL_CAPACITY];
        slots = new int[2 * INITIAL_CAPACITY];
        tags = new byte[2 * INITIAL_CAPACITY];
        size = 0;
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

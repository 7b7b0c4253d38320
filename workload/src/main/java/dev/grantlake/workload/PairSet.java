package dev.grantlake.workload;

import java.util.Arrays;

/** A set of numbers from 0 on, by open addressing: eight bytes a slot, and at least twice as many slots as expected. */
final class PairSet {

    private static final long FIBONACCI = 0x9e3779b97f4a7c15L;

    private final long[] slots;
    private final int shift;
    private int size;

    /** A set for about so many numbers. */
    PairSet(int expected) {
        int log = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, 2 * expected - 1));
        this.slots = new long[1 << log];
        this.shift = Long.SIZE - log;
    }

    /** Adds a number; false if it was there. */
    boolean add(long number) {
        long stored = number + 1;
        int slot = (int) ((number * FIBONACCI) >>> shift);
        while (slots[slot] != 0) {
            if (slots[slot] == stored) {
                return false;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (++size == slots.length) {
            throw new IllegalStateException("a set for half as many numbers is full with " + size);
        }
        slots[slot] = stored;
        return true;
    }

    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }
}

package dev.grantlake.pebble.bulk;

import java.util.Arrays;

/**
 * Sorts unsigned numbers, with or without an {@code int} that goes with each. Stable: equal numbers keep their order.
 *
 * <p>Implementation note. Least significant digit first, eleven bits at a time, and only the digits in which the
 * numbers differ: packed ranks use some forty bits, so four rounds over memory that is read in order do what a sort by
 * comparison needs twenty for.
 */
final class RadixSort {

    private static final int DIGIT_BITS = 11;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int MASK = BUCKETS - 1;

    /** Below this many numbers the counts cost more than the sorting. */
    private static final int SMALL = 256;

    private RadixSort() {}

    /** Sorts the first {@code count} numbers. */
    static void sort(long[] numbers, int count) {
        if (count < SMALL) {
            sortSmall(numbers, count);
            return;
        }
        long differing = differing(numbers, count);
        long[] from = numbers;
        long[] to = differing == 0 ? numbers : new long[count];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if ((differing >>> shift & MASK) == 0) {
                continue;
            }
            int[] places = places(from, count, shift);
            for (int i = 0; i < count; i++) {
                long number = from[i];
                to[places[(int) (number >>> shift) & MASK]++] = number;
            }
            long[] written = to;
            to = from;
            from = written;
        }
        if (from != numbers) {
            System.arraycopy(from, 0, numbers, 0, count);
        }
    }

    /** Sorts the first {@code count} numbers, and {@code companions} along with them. */
    static void sort(long[] numbers, int[] companions, int count) {
        if (count < SMALL) {
            sortSmall(numbers, companions, count);
            return;
        }
        long differing = differing(numbers, count);
        if (differing == 0) {
            return;
        }
        long[] from = numbers;
        long[] to = new long[count];
        int[] fromCompanions = companions;
        int[] toCompanions = new int[count];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if ((differing >>> shift & MASK) == 0) {
                continue;
            }
            int[] places = places(from, count, shift);
            for (int i = 0; i < count; i++) {
                long number = from[i];
                int place = places[(int) (number >>> shift) & MASK]++;
                to[place] = number;
                toCompanions[place] = fromCompanions[i];
            }
            long[] written = to;
            to = from;
            from = written;
            int[] writtenCompanions = toCompanions;
            toCompanions = fromCompanions;
            fromCompanions = writtenCompanions;
        }
        if (from != numbers) {
            System.arraycopy(from, 0, numbers, 0, count);
            System.arraycopy(fromCompanions, 0, companions, 0, count);
        }
    }

    /** The bits in which not all numbers agree. */
    private static long differing(long[] numbers, int count) {
        long ones = 0;
        long zeros = 0;
        for (int i = 0; i < count; i++) {
            ones |= numbers[i];
            zeros |= ~numbers[i];
        }
        return ones & zeros;
    }

    /** Where the numbers with each digit begin. */
    private static int[] places(long[] numbers, int count, int shift) {
        int[] places = new int[BUCKETS];
        for (int i = 0; i < count; i++) {
            places[(int) (numbers[i] >>> shift) & MASK]++;
        }
        int place = 0;
        for (int digit = 0; digit < BUCKETS; digit++) {
            int here = places[digit];
            places[digit] = place;
            place += here;
        }
        return places;
    }

    private static void sortSmall(long[] numbers, int count) {
        for (int i = 0; i < count; i++) {
            numbers[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(numbers, 0, count);
        for (int i = 0; i < count; i++) {
            numbers[i] ^= Long.MIN_VALUE;
        }
    }

    private static void sortSmall(long[] numbers, int[] companions, int count) {
        for (int i = 1; i < count; i++) {
            long number = numbers[i];
            int companion = companions[i];
            int at = i;
            while (at > 0 && Long.compareUnsigned(numbers[at - 1], number) > 0) {
                numbers[at] = numbers[at - 1];
                companions[at] = companions[at - 1];
                at--;
            }
            numbers[at] = number;
            companions[at] = companion;
        }
    }
}

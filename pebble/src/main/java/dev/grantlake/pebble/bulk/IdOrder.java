package dev.grantlake.pebble.bulk;

import java.util.Arrays;

/**
 * Sorts the strings of an {@link IdTable}: by eight bytes at a time, the next eight only where those before are equal.
 *
 * <p>Implementation note. Each step sorts pairs of a word of the strings and their number by {@link RadixSort}, and
 * then goes into each stretch of equal words. What ids begin with, a type and a common prefix, is the same for most, so
 * the first step skips what all of a stretch have in common.
 */
final class IdOrder {

    /** Below this many strings comparing beats sorting by words. */
    private static final int SMALL = 48;

    /**
     * Steps after which strings are compared whole: only ids made up for it get that far, and each step takes stack.
     */
    private static final int MAX_STEPS = 64;

    private final IdTable table;

    IdOrder(IdTable table) {
        this.table = table;
    }

    int[] sorted() {
        int[] numbers = new int[table.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        sort(numbers, 0, numbers.length, 0, 0);
        return numbers;
    }

    /** Sorts a stretch of strings that agree in their first {@code depth} bytes. */
    private void sort(int[] numbers, int from, int to, int depth, int step) {
        if (to - from < SMALL) {
            insertionSort(numbers, from, to, depth);
            return;
        }
        if (step == MAX_STEPS) {
            Integer[] boxed = Arrays.stream(numbers, from, to).boxed().toArray(Integer[]::new);
            Arrays.sort(boxed, (a, b) -> compare(a, b, depth));
            for (int i = from; i < to; i++) {
                numbers[i] = boxed[i - from];
            }
            return;
        }
        int common = commonPrefix(numbers, from, to, depth);
        int count = to - from;
        long[] words = new long[count];
        int[] part = Arrays.copyOfRange(numbers, from, to);
        for (int i = 0; i < count; i++) {
            words[i] = word(part[i], common);
        }
        RadixSort.sort(words, part, count);
        System.arraycopy(part, 0, numbers, from, count);
        int start = 0;
        for (int i = 1; i <= count; i++) {
            if (i == count || words[i] != words[start]) {
                if (i - start > 1) {
                    sortEqual(numbers, from + start, from + i, common, step);
                }
                start = i;
            }
        }
    }

    /**
     * Sorts strings whose words at {@code depth} are equal. A word that ends with its string is filled up with zeros,
     * so strings of different lengths may have the same; those that end come first, the shorter before the longer.
     */
    private void sortEqual(int[] numbers, int from, int to, int depth, int step) {
        int next = depth + Long.BYTES;
        int ended = from;
        for (int i = from; i < to; i++) {
            if (table.length(numbers[i]) < next) {
                int number = numbers[i];
                numbers[i] = numbers[ended];
                numbers[ended++] = number;
            }
        }
        if (ended - from > 1) {
            insertionSort(numbers, from, ended, depth);
        }
        if (to - ended > 1) {
            sort(numbers, ended, to, next, step + 1);
        }
    }

    private int commonPrefix(int[] numbers, int from, int to, int depth) {
        int first = numbers[from];
        byte[] array = table.array(first);
        int offset = table.offset(first);
        int common = table.length(first);
        for (int i = from + 1; i < to && common > depth; i++) {
            int other = numbers[i];
            int length = Math.min(common, table.length(other));
            int at = table.offset(other);
            int mismatch = Arrays.mismatch(
                    array, offset + depth, offset + length, table.array(other), at + depth, at + length);
            common = mismatch < 0 ? length : depth + mismatch;
        }
        return common;
    }

    /** Eight bytes of a string from {@code depth} on, big-endian, with zeros behind its end. */
    private long word(int number, int depth) {
        byte[] array = table.array(number);
        int at = table.offset(number) + depth;
        int end = Math.min(at + Long.BYTES, table.offset(number) + table.length(number));
        long word = 0;
        int shift = Long.SIZE - Byte.SIZE;
        for (; at < end; at++, shift -= Byte.SIZE) {
            word |= (array[at] & 0xffL) << shift;
        }
        return word;
    }

    private void insertionSort(int[] numbers, int from, int to, int depth) {
        for (int i = from + 1; i < to; i++) {
            int number = numbers[i];
            int at = i;
            while (at > from && compare(number, numbers[at - 1], depth) < 0) {
                numbers[at] = numbers[at - 1];
                at--;
            }
            numbers[at] = number;
        }
    }

    private int compare(int a, int b, int depth) {
        int aOffset = table.offset(a);
        int bOffset = table.offset(b);
        return Arrays.compareUnsigned(
                table.array(a),
                aOffset + depth,
                aOffset + table.length(a),
                table.array(b),
                bOffset + depth,
                bOffset + table.length(b));
    }
}

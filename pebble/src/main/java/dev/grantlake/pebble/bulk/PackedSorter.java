package dev.grantlake.pebble.bulk;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Sorts packed numbers that fit in memory, or do not. Belongs to one thread, which closes it: numbers are added, then
 * gone through, as often as wanted.
 */
final class PackedSorter implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final PackedRuns runs;
    private final int maxNumbers;
    private long[] numbers = new long[1 << 10];
    private int size;
    private boolean sorted;

    /**
     * A sorter without numbers.
     *
     * @param folder where runs go that do not fit in memory
     * @param memoryBytes what numbers may take of it; sorting takes twice as much for a moment
     */
    PackedSorter(Path folder, long memoryBytes) {
        this.runs = new PackedRuns(folder);
        this.maxNumbers = (int) Math.max(1 << 16, Math.min(1 << 28, memoryBytes / (2 * Long.BYTES)));
    }

    /** Adds a number less than 2^62. */
    void add(long number) {
        if (size == numbers.length) {
            if (size == maxNumbers) {
                spill();
            } else {
                numbers = Arrays.copyOf(numbers, (int) Math.min(maxNumbers, 2L * size));
            }
        }
        numbers[size++] = number;
    }

    /** Forgets all numbers and keeps the memory; only before anything was spilled. */
    void clear() {
        if (!runs.isEmpty()) {
            throw new IllegalStateException("numbers lie in a file");
        }
        size = 0;
        sorted = false;
    }

    /** Goes through all numbers in ascending order, each once; nothing can be added afterwards. */
    PackedCursor cursor() {
        if (!sorted) {
            sorted = true;
            if (runs.isEmpty()) {
                RadixSort.sort(numbers, size);
            } else {
                spill();
                numbers = new long[0];
            }
        }
        return runs.isEmpty() ? new MemoryCursor(numbers, size) : runs.cursor();
    }

    /** Bytes that went to the scratch file. */
    long spilledBytes() {
        return runs.bytes();
    }

    @Override
    public void close() {
        runs.close();
    }

    private void spill() {
        RadixSort.sort(numbers, size);
        runs.add(new MemoryCursor(numbers, size));
        size = 0;
    }

    /** Goes through sorted numbers in memory. */
    private static final class MemoryCursor implements PackedCursor {

        private final long[] numbers;
        private final int size;
        private int at = -1;

        MemoryCursor(long[] numbers, int size) {
            this.numbers = numbers;
            this.size = size;
        }

        @Override
        public boolean next() {
            do {
                at++;
            } while (at < size && at > 0 && numbers[at] == numbers[at - 1]);
            return at < size;
        }

        @Override
        public long key() {
            return numbers[at];
        }

        @Override
        public int time() {
            return 0;
        }

        @Override
        public byte[] remainderArray() {
            return NOTHING;
        }

        @Override
        public int remainderOffset() {
            return 0;
        }

        @Override
        public int remainderLength() {
            return 0;
        }
    }
}

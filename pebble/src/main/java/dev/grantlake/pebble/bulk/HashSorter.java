package dev.grantlake.pebble.bulk;

import dev.grantlake.base.BigEndian;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Sorts the grants of one entitlement by the first bits of their bucket hashes and then by principal, each with its
 * content hash; one serves entitlement after entitlement. Belongs to one thread, which closes it.
 */
final class HashSorter implements AutoCloseable {

    private static final int ROW_BYTES = 2 * (Long.BYTES + Integer.BYTES) + Long.BYTES;

    private final Path folder;
    private final int maxRows;
    private PackedRuns runs;
    private long[] keys = new long[1 << 8];
    private int[] rows = new int[1 << 8];
    private long[] hashes = new long[1 << 8];
    private int size;

    HashSorter(Path folder, long memoryBytes) {
        this.folder = folder;
        this.maxRows = (int) Math.max(1 << 14, Math.min(1 << 24, memoryBytes / ROW_BYTES));
        this.runs = new PackedRuns(folder);
    }

    /** Forgets all grants. */
    void clear() {
        size = 0;
        if (!runs.isEmpty()) {
            runs.close();
            runs = new PackedRuns(folder);
        }
    }

    /**
     * Adds a grant.
     *
     * @param key what it is sorted by, less than 2^62
     */
    void add(long key, long contentHash) {
        if (size == keys.length) {
            if (size == maxRows) {
                spill();
            } else {
                int capacity = (int) Math.min(maxRows, 2L * size);
                keys = Arrays.copyOf(keys, capacity);
                rows = Arrays.copyOf(rows, capacity);
                hashes = Arrays.copyOf(hashes, capacity);
            }
        }
        keys[size] = key;
        rows[size] = size;
        hashes[size++] = contentHash;
    }

    /** Goes through the grants in order, once; the remainder of each is its content hash, big-endian. */
    PackedCursor cursor() {
        if (runs.isEmpty()) {
            RadixSort.sort(keys, rows, size);
            return new MemoryCursor(keys, rows, hashes, size);
        }
        spill();
        return runs.cursor();
    }

    @Override
    public void close() {
        runs.close();
    }

    private void spill() {
        RadixSort.sort(keys, rows, size);
        runs.add(new MemoryCursor(keys, rows, hashes, size));
        size = 0;
    }

    private static final class MemoryCursor implements PackedCursor {

        private final long[] keys;
        private final int[] rows;
        private final long[] hashes;
        private final int size;
        private final byte[] remainder = new byte[Long.BYTES];
        private int at = -1;

        MemoryCursor(long[] keys, int[] rows, long[] hashes, int size) {
            this.keys = keys;
            this.rows = rows;
            this.hashes = hashes;
            this.size = size;
        }

        @Override
        public boolean next() {
            if (++at >= size) {
                return false;
            }
            BigEndian.putLong(remainder, 0, hashes[rows[at]]);
            return true;
        }

        @Override
        public long key() {
            return keys[at];
        }

        @Override
        public int time() {
            return 0;
        }

        @Override
        public byte[] remainderArray() {
            return remainder;
        }

        @Override
        public int remainderOffset() {
            return 0;
        }

        @Override
        public int remainderLength() {
            return remainder.length;
        }
    }
}

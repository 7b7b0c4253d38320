package dev.grantlake.lake.block;

import dev.grantlake.lake.dataset.Fragment;

import java.util.List;

/** How many rows are read at once. */
public final class BlockSizes {

    /** Rows of a block of keys. */
    public static final int KEY_ROWS = 128;

    /** Rows of a block of the cache, where they are small. */
    private static final int BLOCK_ROWS = 512;
    /** Rows of the longest read of a scan. */
    private static final int SCAN_ROWS = 1 << 16;

    private static final int BLOCK_BYTES = 256 << 10;
    private static final int SCAN_BYTES = 4 << 20;

    private BlockSizes() {}

    /** Rows of a block: a power of two, fewer where rows are large. */
    static int blockRows(Fragment fragment) {
        return within(BLOCK_ROWS, BLOCK_BYTES, averageBytes(fragment.dataBytes(), fragment.rows()));
    }

    /** Rows of the longest read of a scan through this fragment. */
    public static int scanRows(Fragment fragment) {
        return scanRows(fragment, SCAN_BYTES);
    }

    /** The same, with another bound on the bytes. */
    public static int scanRows(Fragment fragment, long bytes) {
        return within(
                SCAN_ROWS, (int) Math.min(SCAN_BYTES, bytes), averageBytes(fragment.dataBytes(), fragment.rows()));
    }

    /** Rows of the longest read of a scan through all of these. */
    public static int scanRows(List<Fragment> fragments) {
        long bytes = fragments.stream().mapToLong(Fragment::dataBytes).sum();
        long rows = fragments.stream().mapToLong(Fragment::rows).sum();
        return within(SCAN_ROWS, SCAN_BYTES, averageBytes(bytes, rows));
    }

    private static long averageBytes(long bytes, long rows) {
        return Math.max(1, bytes / Math.max(1, rows));
    }

    private static int within(int rows, int bytes, long averageBytes) {
        return (int) Math.min(rows, Long.highestOneBit(Math.max(1, bytes / averageBytes)));
    }
}

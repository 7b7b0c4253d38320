package dev.grantlake.lsm.bulk;

/**
 * How large tables become, in bytes of keys and values before they are encoded. A table is about as large as its
 * <em>target</em>: at least half of it (but for the last of a family), at most twice (but for a single entry that is
 * larger). The first tables of a family are small, so that few bytes are read for a first page; they double every some
 * tables, so that there are not too many.
 *
 * @param firstTargetBytes of the first tables
 * @param greatestTargetBytes of the last ones
 * @param tablesPerTarget how many tables there are of a target before it doubles
 */
public record TableSizes(int firstTargetBytes, int greatestTargetBytes, int tablesPerTarget) {

    /** The greatest of the usual sizes from the first table on: for what is read as a whole or not at all. */
    public static final TableSizes LARGE = new TableSizes(7 << 20, 7 << 20, 16);

    private static final int LEAST_TARGET_BYTES = 64;
    private static final int GREATEST_TARGET_BYTES = 1 << 28;

    /**
     * From 3 to 7 MiB: no table becomes larger than what is decoded as a whole from a container (16 MiB), the quarter
     * of a gigabyte that a million grants take is read in small pieces, and a hundred times as much makes some thousand
     * tables.
     */
    public static final TableSizes DEFAULT = new TableSizes(3 << 20, 7 << 20, 32);

    public TableSizes {
        if (firstTargetBytes < LEAST_TARGET_BYTES
                || greatestTargetBytes < firstTargetBytes
                || greatestTargetBytes > GREATEST_TARGET_BYTES
                || tablesPerTarget < 1) {
            throw new IllegalArgumentException(
                    firstTargetBytes + " to " + greatestTargetBytes + " bytes, " + tablesPerTarget + " tables each");
        }
    }

    /** The target of a table, counted from 0 within its family. */
    int targetBytes(int index) {
        int doublings = Math.min(index / tablesPerTarget, Integer.SIZE);
        return (int) Math.min((long) firstTargetBytes << doublings, greatestTargetBytes);
    }

    /** The most bytes of keys and values in a table of more than one entry. */
    int greatestTableBytes() {
        return 2 * greatestTargetBytes;
    }
}

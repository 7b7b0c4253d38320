package dev.grantlake.lake.table;

/**
 * How the newest version of a table lies, and what its reads take; all zero of a table that is closed.
 *
 * @param fragments pieces that its rows are in
 * @param smallFragments those that have at most half of the rows that a fragment may have
 * @param littleFragments those among them that have fewer than 64 Ki rows
 * @param wornFragments those among all others more than a fifth of whose rows are gone
 * @param directoryBytes of memory that the key directory takes
 * @param sparseDirectory whether it has some of the keys only, since all would take more than they may
 * @param cacheBytes of memory that blocks of rows take, which were read
 */
public record TableStats(
        int fragments,
        int smallFragments,
        int littleFragments,
        int wornFragments,
        long directoryBytes,
        boolean sparseDirectory,
        long cacheBytes) {

    public static final TableStats NONE = new TableStats(0, 0, 0, 0, 0, false, 0);

    /** The same pieces with other figures of memory. */
    public TableStats with(long newDirectoryBytes, boolean newSparse, long newCacheBytes) {
        return new TableStats(
                fragments, smallFragments, littleFragments, wornFragments, newDirectoryBytes, newSparse, newCacheBytes);
    }
}

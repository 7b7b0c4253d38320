package dev.grantlake.lake.table;

/** When a table is compacted before its time. */
public final class CompactionDue {

    /** Small fragments that a table may have; full ones do not count, since nothing can be gained by them. */
    public static final int SMALL_FRAGMENTS = 32;

    public static final int LITTLE_FRAGMENTS = 8;

    /** Versions that may have come since the last compaction. */
    public static final long VERSIONS = 200;

    private CompactionDue() {}

    /**
     * Whether a compaction is due. After one that {@link CompactionEffort#DUE} asks for, and a new count of versions,
     * it is not.
     *
     * @param versions that have come since the last compaction
     */
    public static boolean of(TableStats table, long versions) {
        return table.smallFragments() > SMALL_FRAGMENTS
                || table.littleFragments() > LITTLE_FRAGMENTS
                || table.wornFragments() > 0
                || versions > VERSIONS;
    }
}

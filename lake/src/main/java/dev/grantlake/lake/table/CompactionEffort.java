package dev.grantlake.lake.table;

/** How much a compaction takes on itself. */
public enum CompactionEffort {
    /** What has become due: much is gone, or many small pieces have come; over time, each row is copied few times. */
    DUE,
    /** All that can be gained. */
    FULL
}

package dev.grantlake.lake.table;

/**
 * Rows in ascending order of their keys, each key once: what one flush or one compaction writes. Can be walked through
 * more than once, by one thread at a time.
 */
public interface Rows {

    /** Number of rows, more than 0. */
    int count();

    /** The largest commit sequence number among them. */
    long maxSeq();

    /** The smallest commit sequence number among them. */
    long minSeq();

    /** A walk from the first row on; needs no closing. */
    RowCursor walk();
}

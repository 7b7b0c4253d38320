package dev.grantlake.lsm.cursor;

import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.KeyBounds;

/**
 * One table as merged reads see it: what is known of it without opening it, and how to open it. Thread-safe; the
 * cursors it gives are not.
 */
public interface TableSource {

    /** Bounds of all point keys and range deletions. */
    KeyBounds bounds();

    /** No key of the table has a smaller sequence number. */
    long smallestSequence();

    /** No key of the table has a greater sequence number. */
    long largestSequence();

    /** A cursor over the points within both {@code range} and the bounds; the caller closes it. May open the table. */
    InternalCursor points(KeyRange range);

    /** What the range deletions of the table hide, within its bounds. May open the table. */
    DeletedRanges deletedRanges();

    /** Says that the table is about to be read. Returns at once and never fails. */
    default void prefetch() {}
}

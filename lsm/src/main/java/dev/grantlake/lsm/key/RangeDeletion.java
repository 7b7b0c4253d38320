package dev.grantlake.lsm.key;

import dev.grantlake.base.Bytes;

/**
 * A range deletion: hides every point with a user key in {@code [start, end)} and a sequence number strictly below
 * {@code sequence}, in its own table and in everything older.
 */
public record RangeDeletion(Bytes start, Bytes end, long sequence) {}

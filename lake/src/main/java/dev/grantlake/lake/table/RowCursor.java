package dev.grantlake.lake.table;

import dev.grantlake.base.ByteView;

/** Stands before the first row, and then on one after the other. What it shows is valid until the next move. */
public interface RowCursor {

    /** Moves to the next row, if there is one. */
    boolean next();

    ByteView key();

    /** The value; no bytes for a tombstone. */
    ByteView value();

    /** Whether the row says that there is nothing under the key. */
    boolean tombstone();

    /** Sequence number of the transaction that wrote the row, 1 or more. */
    long seq();

    /**
     * What the column {@code version} says of the row: the batch that it was written in first.
     *
     * @param writing the batch that is being written, which is that one unless the row has been written before
     */
    default long batch(long writing) {
        return writing;
    }
}

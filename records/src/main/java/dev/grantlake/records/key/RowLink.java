package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;

/** The way from an index entry to its row. */
@FunctionalInterface
public interface RowLink {

    /** The key of the row that this entry stands for; an entry without its components is an error. */
    Bytes rowKey(Bytes entry);
}

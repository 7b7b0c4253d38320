package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.Bytes;

/**
 * The entries of one index block: for each block below it a separator, which is at least every user key in that block
 * and at most every user key in the next, and the block's handle. Immutable and thread-safe.
 */
public interface IndexBlock {

    /** Number of entries. */
    int size();

    /** The first entry whose separator is at least {@code userKey}, or {@link #size()} if there is none. */
    int seekGe(Bytes userKey);

    /** The separator of an entry. */
    Bytes separator(int entry);

    /** Offset of the entry's block in the file; as stored, not checked. */
    long offset(int entry);

    /** Stored length of the entry's block without its trailer; as stored, not checked. */
    long length(int entry);

    /** What the writer noted about everything below the entry, encoded; empty for nothing. Reads do not go by it. */
    Bytes properties(int entry);
}

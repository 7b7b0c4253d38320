package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.ByteSink;

/** Collects the entries of one index block after the other, of either level. Belongs to one thread. */
public interface IndexBlockBuilder {

    /**
     * Appends an entry, unless the block is full. After a no, {@link #finish} is due, and then the same entry again. An
     * empty block takes any entry.
     */
    boolean add(IndexEntry entry);

    /** Writes the block over what {@code target} holds, and forgets its entries. */
    void finish(ByteSink target);
}

package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.ByteSink;

/** Collects points for one data block after the other. Belongs to one thread. */
public interface DataBlockBuilder {

    /**
     * Appends a point, unless the block is full. After a no, {@link #finish} is due, and then the same point again. An
     * empty block takes any point.
     */
    boolean add(PendingPoint point);

    boolean isEmpty();

    /** Writes the block over what {@code target} holds, and forgets its points. */
    void finish(ByteSink target);
}

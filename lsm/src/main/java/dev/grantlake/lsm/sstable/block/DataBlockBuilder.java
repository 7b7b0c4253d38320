package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.ByteSink;

/** Collects points for one data block after the other. Belongs to one thread. */
public interface DataBlockBuilder {

    /**
     * Appends a point, unless the block is full. After a no, {@link #finish} is due, and then the same point again. An
     * empty block takes any point.
     */
    boolean add(PendingPoint point);

    /** What the block would take if it ended now, in bytes before compression; 0 without points. */
    int size();

    /** Writes the block over what {@code target} holds, and forgets its points. */
    void finish(ByteSink target);
}

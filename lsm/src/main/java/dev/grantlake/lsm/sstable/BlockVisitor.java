package dev.grantlake.lsm.sstable;

/** Is shown the blocks of a table, one after the other. */
@FunctionalInterface
public interface BlockVisitor {

    /**
     * Is shown one block, which was not read yet and may not even exist.
     *
     * @return whether to go on
     */
    boolean visit(BlockKind kind, BlockHandle handle);
}

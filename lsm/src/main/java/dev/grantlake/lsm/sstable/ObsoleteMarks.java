package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;

/**
 * Says of blocks, partitions of the index and the whole table whether all of their points are obsolete: the one block
 * property that Pebble keeps by itself. Belongs to one thread.
 */
final class ObsoleteMarks {

    /** Number of the property, length, and its value for yes; for no the property is left out. */
    private static final Bytes ALL_OBSOLETE = Bytes.wrap(new byte[] {0, 1, 't'});

    private boolean liveInBlock;
    private boolean liveInPartition;
    private boolean liveInTable;

    void point(boolean obsolete) {
        liveInBlock |= !obsolete;
    }

    /** The properties of the block that ends here. */
    Bytes block() {
        return liveInBlock ? Bytes.EMPTY : ALL_OBSOLETE;
    }

    /** Counts the block that ended to the present partition, and begins another block. */
    void endBlock() {
        liveInPartition |= liveInBlock;
        liveInTable |= liveInBlock;
        liveInBlock = false;
    }

    /** The properties of the partition that ends here; begins another one. */
    Bytes endPartition() {
        Bytes properties = liveInPartition ? Bytes.EMPTY : ALL_OBSOLETE;
        liveInPartition = false;
        return properties;
    }

    /** The property of the table. */
    Bytes table() {
        return Bytes.wrap(liveInTable ? new byte[] {0} : new byte[] {0, 't'});
    }
}

package dev.grantlake.lake.commit;

import dev.grantlake.base.StorageException;

import java.time.Duration;

/**
 * The measures of the pipeline.
 *
 * @param groupTransactions the most transactions in one group
 * @param groupBytes bytes of records beyond which a group takes no further one
 * @param groupWindow how long a group waits for more, usually not at all
 * @param segmentBytes size from which on a segment of the log is not written to any more
 * @param reserveBytes room that is made ahead in a segment, 0 for none
 * @param heapBytes what memtables may take on the heap, all together, before commits wait
 * @param maxFrozen memtables that may wait to be flushed
 */
public record CommitSettings(
        int groupTransactions,
        int groupBytes,
        Duration groupWindow,
        long segmentBytes,
        long reserveBytes,
        long heapBytes,
        int maxFrozen) {

    /** 256 transactions, 4 MiB, no window; segments of 64 MiB; 64 MiB on the heap, 2 frozen. */
    public static final CommitSettings DEFAULT =
            new CommitSettings(256, 4 << 20, Duration.ZERO, 64L << 20, 1L << 20, 64L << 20, 2);

    public CommitSettings {
        boolean sound = groupTransactions >= 1
                && groupBytes >= 1
                && !groupWindow.isNegative()
                && segmentBytes >= 1
                && reserveBytes >= 0
                && heapBytes >= 1
                && maxFrozen >= 1;
        if (!sound) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT, "a measure of the commits is out of range");
        }
    }

    /** Size at which a memtable makes way for another: all that may wait, and this, are within the limit. */
    long memtableBytes() {
        return Math.max(1, heapBytes / (maxFrozen + 2));
    }
}

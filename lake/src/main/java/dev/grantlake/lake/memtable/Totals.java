package dev.grantlake.lake.memtable;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How much a memtable has. Plain numbers of the one thread that adds, published by volatile writes; others may read
 * them a little late.
 */
final class Totals {

    private volatile long rows;
    private volatile long bytes;
    private volatile long heapBytes;
    private volatile long maxSeq;

    /** Counts what was added. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread adds
    void add(Bytes key, @Nullable Bytes value, long seq, boolean newKey) {
        if (newKey) {
            rows++;
        }
        long length = (long) key.length() + (value == null ? 0 : value.length());
        bytes += length;
        heapBytes += length + Memtable.ENTRY_OVERHEAD_BYTES;
        maxSeq = seq;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    long heapBytes() {
        return heapBytes;
    }

    long maxSeq() {
        return maxSeq;
    }
}

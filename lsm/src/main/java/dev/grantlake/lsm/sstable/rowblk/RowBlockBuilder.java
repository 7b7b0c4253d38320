package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Varint;

import java.util.Arrays;

/** Puts entries together to a block; the counterpart of {@link RowBlock}. Belongs to one thread. */
final class RowBlockBuilder {

    /** An interval as long as the block. */
    static final int WHOLE_BLOCK = Integer.MAX_VALUE;

    private static final int SETS_OF_ONE_KEY = 0x8000_0000;

    /** What three lengths may take at most, before they are known. */
    private static final int ESTIMATED_SHARED_BYTES = 4;

    private final int interval;
    private final ByteSink entries = new ByteSink();
    private int[] restarts = new int[8];
    private int restartCount;
    private int count;
    private boolean setsOfOneKey;

    /**
     * An empty block.
     *
     * @param interval so many entries from one restart to the next
     */
    RowBlockBuilder(int interval) {
        this.interval = interval;
    }

    /** Entries so far. */
    int count() {
        return count;
    }

    /** Whether the next entry is a restart and so must not share anything. */
    boolean atRestart() {
        return count % interval == 0;
    }

    /** Bytes of the block if it ended here. */
    int size() {
        return entries.size() + Integer.BYTES * restartCount + Integer.BYTES;
    }

    /** Bytes of the block with another entry, if that shared nothing with the one before. */
    int sizeWith(int keyLength, int valueLength) {
        return size()
                + (atRestart() ? Integer.BYTES : 0)
                + ESTIMATED_SHARED_BYTES
                + Varint.size(keyLength)
                + Varint.size(valueLength)
                + keyLength
                + valueLength;
    }

    /**
     * Begins an entry; then come the bytes of its key and of its value, in the sink that this returns.
     *
     * @param shared how many bytes of its key it takes from the one before
     * @param unshared how many bytes of its key follow
     * @param setOfSameKey whether it and the entry before are sets of one user key
     */
    ByteSink begin(int shared, int unshared, int valueLength, boolean setOfSameKey) {
        setsOfOneKey &= setOfSameKey;
        if (atRestart()) {
            if (restartCount == restarts.length) {
                restarts = Arrays.copyOf(restarts, 2 * restartCount);
            }
            restarts[restartCount++] = entries.size() | (setsOfOneKey ? SETS_OF_ONE_KEY : 0);
            setsOfOneKey = true;
        }
        count++;
        return entries.writeVarint(shared).writeVarint(unshared).writeVarint(valueLength);
    }

    /** Writes the block over what {@code target} holds, and forgets its entries. */
    void finish(ByteSink target) {
        target.clear().writeBytes(entries);
        if (count == 0) {
            restarts[restartCount++] = 0;
        }
        for (int i = 0; i < restartCount; i++) {
            target.writeIntLe(restarts[i]);
        }
        target.writeIntLe(restartCount);
        entries.clear();
        restartCount = 0;
        count = 0;
        setsOfOneKey = false;
    }
}

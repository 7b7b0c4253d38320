package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lake.dataset.Fragment;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;

import static java.util.Objects.requireNonNull;

/** Puts a {@link SparseRun} together, row by row. Belongs to one thread. */
final class SparseRunBuilder {

    private final KeyRunBuilder firsts = new KeyRunBuilder();
    private final BloomFilter filter;
    private final BitSet tombstones = new BitSet();
    private @Nullable Bytes last;
    private int count;

    /** For so many rows. */
    SparseRunBuilder(int rows) {
        filter = new BloomFilter(rows);
    }

    /** Adds the next row; false if its key does not come after that of the row before, and so there is no run. */
    boolean add(ByteView key, boolean tombstone) {
        if (last != null && key.compareWith(last) <= 0) {
            return false;
        }
        if (count % SparseRun.BLOCK_ROWS == 0) {
            firsts.add(key.array(), key.offset(), key.length(), count);
        }
        filter.add(BloomFilter.hash(key.array(), key.offset(), key.length()));
        tombstones.set(count++, tombstone);
        last = key.retain();
        return true;
    }

    /**
     * The run of all rows that were added, one at least.
     *
     * @param dead offsets of the rows that are gone; now the run's
     */
    SparseRun build(Fragment fragment, BitSet dead) {
        // A copy: what was shown may be part of something larger.
        Bytes end = Bytes.wrap(requireNonNull(last).toArray());
        return new SparseRun(fragment, firsts.build(), end, filter, tombstones, dead);
    }
}

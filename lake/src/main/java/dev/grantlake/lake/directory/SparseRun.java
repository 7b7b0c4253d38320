package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lake.block.BlockSizes;
import dev.grantlake.lake.block.Window;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What is kept in memory of one fragment whose rows are sorted by key: the first key of each block of rows, the last
 * key of all, a filter, and a bit for each row that is a tombstone and each that is gone. Where a key lies is known to
 * a block; the block has to be read for the rest. Immutable, the sets of bits by agreement.
 */
final class SparseRun {

    /** Rows of a block. */
    static final int BLOCK_ROWS = BlockSizes.KEY_ROWS;

    private final Fragment fragment;
    /** The keys of the rows 0, {@link #BLOCK_ROWS}, twice as much, and so on. */
    private final KeyRun firsts;

    private final Bytes last;
    /** Null if there is no memory for it. */
    private final @Nullable BloomFilter filter;

    private final BitSet tombstones;
    private final BitSet dead;

    SparseRun(
            Fragment fragment,
            KeyRun firsts,
            Bytes last,
            @Nullable BloomFilter filter,
            BitSet tombstones,
            BitSet dead) {
        this.fragment = fragment;
        this.firsts = firsts;
        this.last = last;
        this.filter = filter;
        this.tombstones = tombstones;
        this.dead = dead;
    }

    /** As the fragment is in the version that this is of. */
    Fragment fragment() {
        return fragment;
    }

    int rows() {
        return fragment.rows();
    }

    /** The same of a later version, in which these rows are gone too. */
    SparseRun marked(Fragment later, int[] offsets) {
        if (offsets.length == 0) {
            return new SparseRun(later, firsts, last, filter, tombstones, dead);
        }
        BitSet marked = (BitSet) dead.clone();
        for (int offset : offsets) {
            marked.set(offset);
        }
        return new SparseRun(later, firsts, last, filter, tombstones, marked);
    }

    /** The same without a filter. */
    SparseRun unfiltered() {
        return new SparseRun(fragment, firsts, last, null, tombstones, dead);
    }

    /** False if the key is certainly not in the fragment. */
    boolean mayContain(byte[] key, int offset, int length, long hash) {
        return (filter == null || filter.mayContain(hash))
                && firsts.compare(0, key, offset, length) <= 0
                && compareLast(key, offset, length) >= 0;
    }

    /** First row of the block that the key is in, if it is in the fragment. */
    int block(byte[] key, int offset, int length) {
        int block = firsts.lowerBound(key, offset, length);
        boolean first = block < firsts.count() && firsts.compare(block, key, offset, length) == 0;
        return BLOCK_ROWS * Math.max(0, first ? block : block - 1);
    }

    /**
     * What is known of a key.
     *
     * @param window has the whole block at {@code block}, in which the key is if it is anywhere
     */
    long entry(Window window, int block, byte[] key, int offset, int length) {
        ByteView probe = new ByteView();
        int low = block;
        int high = Math.min(block + BLOCK_ROWS, window.to());
        while (low < high) {
            int middle = (low + high) >>> 1;
            window.strings().show(middle - window.from(), probe);
            int order = Arrays.compareUnsigned(
                    probe.array(), probe.offset(), probe.offset() + probe.length(), key, offset, offset + length);
            if (order == 0) {
                return dead.get(middle) ? DirectoryEntry.ABSENT : entry(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return DirectoryEntry.ABSENT;
    }

    /** The first keys of the blocks. */
    KeyRun firsts() {
        return firsts;
    }

    /** Order of the last key and another. */
    int compareLast(byte[] key, int offset, int length) {
        return Arrays.compareUnsigned(
                last.array(), last.offset(), last.offset() + last.length(), key, offset, offset + length);
    }

    /** What is known of a row that is not gone. */
    long entry(int row) {
        return DirectoryEntry.of(RowAddress.of(fragment.id(), row), tombstones.get(row));
    }

    /** The first row from {@code row} on that is not gone, perhaps behind the last. */
    int firstLive(int row) {
        return dead.nextClearBit(row);
    }

    /** The last row up to {@code row} that is not gone, or -1. */
    int lastLive(int row) {
        return dead.previousClearBit(row);
    }

    long filterBytes() {
        return filter == null ? 0 : filter.memoryBytes();
    }

    long memoryBytes() {
        return firsts.memoryBytes() + last.length() + filterBytes() + (tombstones.size() + dead.size()) / Byte.SIZE;
    }
}

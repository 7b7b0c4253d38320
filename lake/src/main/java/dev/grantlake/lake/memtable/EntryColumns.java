package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What commits did, column by column: value, tombstone, sequence number, and where the entry before is that the key
 * has. A row is a number, in the order in which they were added, which is that of commits. One thread adds; whoever has
 * a row from it may read.
 *
 * <p>Implementation note. The entries of a key are a chain, newest first. So that an old snapshot does not have to walk
 * along all that came later, each row also names one further back, at such distances that any depth is reached in a
 * number of steps that grows with its logarithm (E. W. Myers, An applicative random-access stack, 1983).
 */
final class EntryColumns {

    /** No row. */
    static final int NONE = 0;

    private static final int TOMBSTONE = -1;

    private static final int FIRST_ROWS = 64;
    private static final int BATCH_BITS = 12;
    private static final int BATCH_ROWS = 1 << BATCH_BITS;

    /** As many batches as there are rows for; only the first one may be short. Replaced when it is full. */
    private volatile Batch[] batches = {new Batch(FIRST_ROWS)};

    /** Behind the last row. */
    private volatile int end = NONE + 1;

    private final ByteArena values = new ByteArena();

    private static final class Batch {

        /**
         * Three a row, since who needs one of them needs all: address of the value, high half first, and its length.
         */
        private final int[] values;

        private final long[] seqs;
        /** The entry of the same key right before, and one before that or the same. */
        private final int[] olders;

        private final int[] jumps;
        /** How many entries of the key were there before. */
        private final int[] depths;

        Batch(int rows) {
            values = new int[3 * rows];
            seqs = new long[rows];
            olders = new int[rows];
            jumps = new int[rows];
            depths = new int[rows];
        }

        /** A longer one with the same rows. */
        Batch(Batch other, int rows) {
            values = Arrays.copyOf(other.values, 3 * rows);
            seqs = Arrays.copyOf(other.seqs, rows);
            olders = Arrays.copyOf(other.olders, rows);
            jumps = Arrays.copyOf(other.jumps, rows);
            depths = Arrays.copyOf(other.depths, rows);
        }

        int rows() {
            return seqs.length;
        }
    }

    /**
     * Adds an entry.
     *
     * @param value null for a deletion
     * @param older the newest entry of the key so far, or {@link #NONE}
     * @return its row
     */
    int add(@Nullable Bytes value, long seq, int older) {
        int row = end;
        makeRoom(row);
        Batch batch = batch(row);
        int at = index(row);
        long address = value == null ? 0 : values.put(value);
        batch.values[3 * at] = (int) (address >>> Integer.SIZE);
        batch.values[3 * at + 1] = (int) address;
        batch.values[3 * at + 2] = value == null ? TOMBSTONE : value.length();
        batch.seqs[at] = seq;
        if (older != NONE) {
            batch.olders[at] = older;
            batch.depths[at] = depth(older) + 1;
            batch.jumps[at] = jumpBehind(older);
        }
        end = Math.incrementExact(row);
        return row;
    }

    /** Where a row jumps to that comes on top of {@code older}: as far as two jumps of the same length, or one step. */
    private int jumpBehind(int older) {
        int jump = jump(older);
        int further = jump == NONE ? NONE : jump(jump);
        boolean even = further != NONE && depth(older) - depth(jump) == depth(jump) - depth(further);
        return even ? further : older;
    }

    private void makeRoom(int row) {
        Batch[] present = batches;
        Batch first = present[0];
        if (first.rows() < BATCH_ROWS) {
            if (row == first.rows()) {
                batches = new Batch[] {new Batch(first, 2 * row)};
            }
        } else if (row == present.length << BATCH_BITS) {
            Batch[] more = Arrays.copyOf(present, present.length + 1);
            more[present.length] = new Batch(BATCH_ROWS);
            batches = more;
        }
    }

    /** Behind the rows of the commits up to {@code readSeq}, which come before all others. */
    int endOf(long readSeq) {
        int high = end;
        if (high == NONE + 1 || seq(high - 1) <= readSeq) {
            return high;
        }
        int low = NONE + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (seq(middle) <= readSeq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The newest entry of a key that lies before {@code end}, from {@code row} back; or {@link #NONE}. */
    int newestBefore(int end, int row) {
        int at = row;
        while (at >= end) {
            int jump = jump(at);
            at = jump >= end ? jump : batch(at).olders[index(at)];
        }
        return at;
    }

    long seq(int row) {
        return batch(row).seqs[index(row)];
    }

    boolean tombstone(int row) {
        return batch(row).values[3 * index(row) + 2] == TOMBSTONE;
    }

    /** Lets {@code view} show the value of a row, of a tombstone no bytes, for as long as anybody likes. */
    void showValue(int row, ByteView view) {
        int[] places = batch(row).values;
        int at = 3 * index(row);
        values.show(address(places, at), Math.max(0, places[at + 2]), view);
    }

    /** The value of a row that is not a tombstone. */
    Bytes value(int row) {
        int[] places = batch(row).values;
        int at = 3 * index(row);
        return values.detached(address(places, at), places[at + 2]);
    }

    private static long address(int[] places, int at) {
        return (long) places[at] << Integer.SIZE | Integer.toUnsignedLong(places[at + 1]);
    }

    private int depth(int row) {
        return batch(row).depths[index(row)];
    }

    private int jump(int row) {
        return batch(row).jumps[index(row)];
    }

    private Batch batch(int row) {
        return batches[row >>> BATCH_BITS];
    }

    private static int index(int row) {
        return row & (BATCH_ROWS - 1);
    }
}

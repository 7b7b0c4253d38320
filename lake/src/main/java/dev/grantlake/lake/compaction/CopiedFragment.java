package dev.grantlake.lake.compaction;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.directory.LiveRows;
import dev.grantlake.lake.directory.Relocation;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/** One fragment that a compaction copies: which of its rows, in which order, and where they came to lie. */
final class CopiedFragment {

    /** Rows of a read where they are not in order. */
    private static final int TAKE = 1024;

    private static final Set<Column> ALL = EnumSet.allOf(Column.class);

    private final DatasetVersion version;
    private final Fragment fragment;
    /** Offsets of the rows that are copied. */
    private final BitSet kept;
    /** The same offsets in the order of their keys; null where that is the order in which the rows lie. */
    private final int @Nullable [] order;
    /** Where a row lies among all that are copied, by its offset; see {@link Relocation}. */
    private final int[] places;

    private CopiedFragment(DatasetVersion version, Fragment fragment, BitSet kept, int @Nullable [] order) {
        this.version = version;
        this.fragment = fragment;
        this.kept = kept;
        this.order = order;
        this.places = new int[fragment.rows()];
        Arrays.fill(places, Relocation.NOWHERE);
    }

    /**
     * Looks through a fragment. Of several live rows of one key, which only others can have left in it, the one of the
     * latest transaction is copied.
     *
     * @param horizon tombstones with a sequence number up to this one are not copied; 0 keeps all
     */
    static CopiedFragment of(DatasetVersion version, Fragment fragment, long horizon) {
        BitSet kept = new BitSet(fragment.rows());
        boolean ascending = true;
        ByteView last = null;
        ByteView key = new ByteView();
        try (RowBatches batches = version.rows(fragment, EnumSet.of(Column.KEY, Column.TOMBSTONE, Column.SEQ))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    batch.keys().show(i, key);
                    if (last == null) {
                        last = new ByteView();
                    } else {
                        ascending &= last.compareWith(key) < 0;
                    }
                    last.show(key);
                    kept.set(RowAddress.offset(batch.address(i)), !batch.tombstone(i) || batch.seq(i) > horizon);
                }
            }
        }
        return new CopiedFragment(version, fragment, kept, ascending ? null : order(version, fragment, kept));
    }

    private record Located(Bytes key, long seq, int offset) {}

    /** The offsets in {@code kept} by ascending keys, each key once; takes away from {@code kept} what is not there. */
    private static int[] order(DatasetVersion version, Fragment fragment, BitSet kept) {
        List<Located> rows = new ArrayList<>(fragment.liveRows());
        try (RowBatches batches = version.rows(fragment, EnumSet.of(Column.KEY, Column.SEQ))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    rows.add(new Located(batch.keys().copy(i), batch.seq(i), RowAddress.offset(batch.address(i))));
                }
            }
        }
        rows.sort(Comparator.comparing(Located::key)
                .thenComparingLong(Located::seq)
                .thenComparingInt(Located::offset));
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).key().equals(rows.get(i - 1).key())) {
                kept.clear(rows.get(i - 1).offset());
            }
        }
        return rows.stream().mapToInt(Located::offset).filter(kept::get).toArray();
    }

    Fragment fragment() {
        return fragment;
    }

    /** How many rows are copied. */
    int count() {
        return kept.cardinality();
    }

    /** Where each row lies among all that are copied, or {@link Relocation#NOWHERE}; not a copy. */
    int[] places() {
        return places;
    }

    /** Places of the rows that are copied and are not live in {@code version}, whose fragment {@code present} is. */
    void addDead(DatasetVersion later, Fragment present, BitSet dead) {
        if (present.deleted() == fragment.deleted()) {
            return;
        }
        BitSet live = LiveRows.of(later, present);
        for (int offset = kept.nextSetBit(0); offset >= 0; offset = kept.nextSetBit(offset + 1)) {
            if (!live.get(offset)) {
                dead.set(places[offset]);
            }
        }
    }

    /** As above, where the later version has nothing of the fragment. */
    void addAllDead(BitSet dead) {
        kept.stream().forEach(offset -> dead.set(places[offset]));
    }

    /** A walk through the rows, which reads so many at once. */
    Walk walk(int readRows) {
        return new Walk(readRows);
    }

    /** Stands before the first row, and then on one after the other. Belongs to one thread. */
    final class Walk {

        private final int readRows;
        private final ByteView key = new ByteView();
        /** Rows that were read, and the first of them: by offset, or by its number where rows are in no order. */
        private @Nullable RowBatch rows;

        private int from;
        private int number = -1;
        private int offset = -1;
        private int row;

        private Walk(int readRows) {
            this.readRows = readRows;
        }

        boolean next() {
            number++;
            offset = order == null ? kept.nextSetBit(offset + 1) : number < order.length ? order[number] : -1;
            if (offset < 0) {
                rows = null;
                return false;
            }
            int at = order == null ? offset : number;
            if (rows == null || at - from >= rows.count()) {
                from = at;
                rows = order == null ? read() : take(order);
            }
            row = at - from;
            rows.keys().show(row, key);
            return true;
        }

        private RowBatch read() {
            return version.read(fragment, offset, Math.min(readRows, fragment.rows() - offset), ALL);
        }

        private RowBatch take(int[] offsets) {
            long[] addresses = Arrays.stream(offsets, number, Math.min(offsets.length, number + TAKE))
                    .mapToLong(each -> RowAddress.of(fragment.id(), each))
                    .toArray();
            return version.take(addresses, ALL);
        }

        ByteView key() {
            return key;
        }

        RowBatch rows() {
            return requireNonNull(rows, "the walk stands on no row");
        }

        /** Index of the present row in {@link #rows}. */
        int row() {
            return row;
        }

        /** Says where the present row lies among all that are copied. */
        void place(int place) {
            places[offset] = place;
        }
    }
}

package dev.grantlake.lake.compaction;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.block.BlockSizes;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

import static java.util.Objects.requireNonNull;

/**
 * The rows of some fragments of a version in key order, with the numbers that they were written with. Reads the
 * fragments from one end to the other, side by side, and no directory. A walk remembers where each row came to lie; it
 * ends early when it is told to stop.
 */
final class CompactionRows implements Rows {

    /** What the reads of all fragments side by side may hold. */
    private static final long READ_BYTES = 64L << 20;

    /** Rows between two looks at whether to stop. */
    private static final int LOOK = 1024;

    private final List<CopiedFragment> fragments;
    private final long maxSeq;
    private final BooleanSupplier stop;
    private final int count;

    /** {@code maxSeq} is that of the whole version. */
    CompactionRows(List<CopiedFragment> fragments, long maxSeq, BooleanSupplier stop) {
        this.fragments = fragments;
        this.maxSeq = maxSeq;
        this.stop = stop;
        this.count = fragments.stream().mapToInt(CopiedFragment::count).reduce(0, Math::addExact);
    }

    /** Looks through these fragments; see {@link CopiedFragment#of}. */
    static CompactionRows of(
            DatasetVersion version, List<Fragment> chosen, long maxSeq, long horizon, BooleanSupplier stop) {
        return new CompactionRows(
                chosen.stream()
                        .takeWhile(fragment -> !stop.getAsBoolean())
                        .map(fragment -> CopiedFragment.of(version, fragment, horizon))
                        .toList(),
                maxSeq,
                stop);
    }

    List<CopiedFragment> fragments() {
        return fragments;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long maxSeq() {
        return maxSeq;
    }

    /** No row has a smaller one. */
    @Override
    public long minSeq() {
        return 1;
    }

    @Override
    public RowCursor walk() {
        return new Walk();
    }

    private final class Walk implements RowCursor {

        private final PriorityQueue<CopiedFragment.Walk> ahead =
                new PriorityQueue<>(Comparator.comparing(CopiedFragment.Walk::key, ByteView::compareWith));
        private final ByteView value = new ByteView();
        private CopiedFragment.@Nullable Walk present;
        private int place;

        Walk() {
            long share = READ_BYTES / Math.max(1, fragments.size());
            for (CopiedFragment fragment : fragments) {
                CopiedFragment.Walk walk = fragment.walk(BlockSizes.scanRows(fragment.fragment(), share));
                if (!stop.getAsBoolean() && walk.next()) {
                    ahead.add(walk);
                }
            }
        }

        @Override
        public boolean next() {
            if (present != null && present.next()) {
                ahead.add(present);
            }
            present = place % LOOK == 0 && stop.getAsBoolean() ? null : ahead.poll();
            if (present == null) {
                ahead.clear();
                return false;
            }
            present.place(place++);
            return true;
        }

        @Override
        public ByteView key() {
            return row().key();
        }

        @Override
        public ByteView value() {
            row().rows().values().show(row().row(), value);
            return value;
        }

        @Override
        public boolean tombstone() {
            return row().rows().tombstone(row().row());
        }

        @Override
        public long seq() {
            return row().rows().seq(row().row());
        }

        @Override
        public long batch(long writing) {
            return row().rows().version(row().row());
        }

        private CopiedFragment.Walk row() {
            return requireNonNull(present, "the walk stands on no row");
        }
    }
}

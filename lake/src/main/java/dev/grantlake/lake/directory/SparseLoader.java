package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.block.BlockSizes;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowBatch;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.EnumSet;

/** Reads sparse runs out of fragments: all of their keys, once, and of those few are kept. */
final class SparseLoader {

    private SparseLoader() {}

    /** The run of a fragment; null if its rows, those that are gone too, are not sorted by key. */
    static @Nullable SparseRun load(DatasetVersion version, Fragment fragment) {
        SparseRunBuilder run = new SparseRunBuilder(fragment.rows());
        int step = BlockSizes.scanRows(fragment);
        ByteView key = new ByteView();
        for (int from = 0; from < fragment.rows(); from += step) {
            int rows = Math.min(step, fragment.rows() - from);
            RowBatch batch = version.read(fragment, from, rows, EnumSet.of(Column.KEY, Column.TOMBSTONE));
            for (int i = 0; i < rows; i++) {
                batch.keys().show(i, key);
                if (!run.add(key, batch.tombstone(i))) {
                    return null;
                }
            }
        }
        BitSet dead = LiveRows.of(version, fragment);
        dead.flip(0, fragment.rows());
        return run.build(fragment, dead);
    }
}

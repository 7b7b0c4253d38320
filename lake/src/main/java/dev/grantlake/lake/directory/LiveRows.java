package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;

import java.util.BitSet;
import java.util.EnumSet;

/** Which rows of a fragment are not marked. */
public final class LiveRows {

    private LiveRows() {}

    /** Their offsets, in a set of the caller's own. */
    public static BitSet of(DatasetVersion version, Fragment fragment) {
        BitSet live = new BitSet(fragment.rows());
        if (fragment.deleted() == 0) {
            live.set(0, fragment.rows());
            return live;
        }
        // Of all columns the one that costs least to read.
        try (RowBatches batches = version.rows(fragment, EnumSet.of(Column.TOMBSTONE))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    live.set(RowAddress.offset(batch.address(i)));
                }
            }
        }
        return live;
    }
}

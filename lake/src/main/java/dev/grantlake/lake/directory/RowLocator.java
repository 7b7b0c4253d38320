package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Finds the rows that a flush replaces. */
final class RowLocator {

    private RowLocator() {}

    /** By the directory, a look-up a row. */
    static Marks locate(KeyDirectory directory, Rows rows) {
        Marks marks = new Marks();
        for (RowCursor row = rows.walk(); row.next(); ) {
            ByteView key = row.key();
            long entry = directory.find(key.array(), key.offset(), key.length());
            if (entry != DirectoryEntry.ABSENT) {
                marks.add(DirectoryEntry.address(entry));
            }
        }
        return marks;
    }

    /** Without a directory, by a look at every key of the version. */
    static Marks locate(DatasetVersion version, Rows rows) {
        Set<Bytes> wanted = new HashSet<>();
        for (RowCursor row = rows.walk(); row.next(); ) {
            wanted.add(row.key().copy());
        }
        Marks marks = new Marks();
        ByteView key = new ByteView();
        try (RowBatches batches = version.rows(EnumSet.of(Column.KEY))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    batch.keys().show(i, key);
                    if (wanted.contains(key.retain())) {
                        marks.add(batch.address(i));
                    }
                }
            }
        }
        return marks;
    }
}

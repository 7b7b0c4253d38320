package dev.grantlake.lake.maintenance;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.dataset.SchemaCheck;
import dev.grantlake.lake.sync.DatasetForce;
import dev.grantlake.lake.version.TableProperties;
import dev.grantlake.vfs.Vfs;

import java.util.EnumSet;
import java.util.Map;

/**
 * Gives a dataset of format 1 its sequence numbers: each row that of its batch. Two versions: the first writes down
 * from where on numbers are those of transactions, the second has the column. Who was stopped between them begins
 * again.
 */
public final class Migration {

    private static final String OLD_LOG = "kvs_lance.wal";

    private Migration() {}

    /**
     * Migrates the dataset at {@code location}, if it is of format 1; one of the present format stays as it is. When
     * this returns, what it did is on disk. Versions before keep their four columns.
     *
     * @param folder the dataset's own folder, which the software of format 1 kept its log in
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if such a log is there and not empty,
     *     {@link dev.grantlake.lake.error.MigrationRequired} if the columns are neither of the two formats
     */
    public static void migrate(DatasetLocation location, Vfs folder) {
        if (folder.exists(OLD_LOG) && folder.size(OLD_LOG) > 0) {
            throw new StorageException(
                    Kind.FAILED_PRECONDITION,
                    folder.description() + " has a log '" + OLD_LOG + "' of " + folder.size(OLD_LOG)
                            + " bytes that is not in the dataset; open it with the software that wrote it, and close it");
        }
        try (Dataset dataset = location.open()) {
            long floor;
            try (DatasetVersion head = dataset.head()) {
                if (!SchemaCheck.isFormat1(head.columns())) {
                    SchemaCheck.require(dataset.description(), head.columns());
                    return;
                }
                DatasetForce.force(dataset.folders(), DatasetForce.since(dataset, null, head));
                floor = largestStamp(head) + 1;
            }
            force(dataset, dataset.configure(Map.of(TableProperties.SEQ_FLOOR, Long.toString(floor))));
            force(dataset, dataset.addSeq());
        }
    }

    private static void force(Dataset dataset, Committed committed) {
        committed.version().close();
        DatasetForce.force(dataset.folders(), committed.created());
    }

    private static long largestStamp(DatasetVersion version) {
        long largest = 0;
        try (RowBatches batches = version.rows(EnumSet.of(Column.VERSION))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    largest = Math.max(largest, batch.version(i));
                }
            }
        }
        return largest;
    }
}

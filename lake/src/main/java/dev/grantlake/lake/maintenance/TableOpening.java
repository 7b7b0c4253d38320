package dev.grantlake.lake.maintenance;

import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.table.Table;

import java.util.function.LongFunction;

/**
 * Opens the table of a lake, and makes it where there is none: heals the dataset, holds it to the schema, reads the
 * directory. What it opens is on disk, whoever has left it.
 *
 * @param location where the dataset is
 * @param options what the table may take
 */
public record TableOpening(DatasetLocation location, TableOptions options) implements LongFunction<Table> {

    /**
     * The table.
     *
     * @param trusted the newest version that is known to be on disk, 0 if nothing is known
     * @throws dev.grantlake.lake.error.MigrationRequired if the dataset has other columns
     * @throws dev.grantlake.base.StorageException if what is known to be on disk cannot be read
     */
    @Override
    public Table apply(long trusted) {
        Dataset dataset = location.exists() || trusted > 0 ? DatasetHealing.open(location, trusted) : location.create();
        try {
            return DirectoryTable.open(dataset, options);
        } catch (RuntimeException | Error e) {
            try (dataset) {
                throw e;
            }
        }
    }
}

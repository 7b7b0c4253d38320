package dev.grantlake.lake.columnar;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.compaction.Compaction;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetConflict;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.dataset.SchemaCheck;
import dev.grantlake.lake.directory.DirectoryLoader;
import dev.grantlake.lake.directory.KeyDirectory;
import dev.grantlake.lake.directory.Marks;
import dev.grantlake.lake.sync.DatasetForce;
import dev.grantlake.lake.version.OpenVersion;
import dev.grantlake.lake.version.TableProperties;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/**
 * Makes a version fit to be the head that was not made from the present one, whoever made it: holds it to our columns,
 * puts it on disk and reads its directory. Where keys have several rows it makes a version that has the right ones
 * only, and where the directory has to be sparse and fragments are in nobody's order, one that has them sorted. For one
 * thread at a time.
 */
final class Adoption {

    /** How many versions are looked at while somebody else goes on writing to the dataset. */
    private static final int ATTEMPTS = 8;

    private final Dataset dataset;
    private final DurableCommits commits;
    private final DirectoryLoader loader;
    private final BlockCache cache;
    private final int maxRowsPerFragment;

    Adoption(Dataset dataset, DurableCommits commits, BlockCache cache, TableOptions options) {
        this.dataset = dataset;
        this.commits = commits;
        this.loader = new DirectoryLoader(options.directoryBytes());
        this.cache = cache;
        this.maxRowsPerFragment = options.maxRowsPerFragment();
    }

    /**
     * What to go on with.
     *
     * @param found belongs to the result, or is closed
     * @param known the present head, whose files are on disk; null if there is none
     * @throws dev.grantlake.lake.error.MigrationRequired if it has other columns than ours
     * @throws DatasetConflict if somebody else goes on and on
     */
    Successor adopt(DatasetVersion found, @Nullable OpenVersion known) {
        DatasetVersion version = found;
        for (int left = ATTEMPTS; ; left--) {
            try {
                SchemaCheck.require(dataset.description(), version.columns());
                commits.force(DatasetForce.since(dataset, known == null ? null : known.version(), version));
                long maxSeq = TableProperties.maxSeq(dataset, version);
                if (known != null) {
                    maxSeq = Math.max(maxSeq, known.maxSeq());
                }
                DirectoryLoader.Loaded loaded = loader.load(version, cache, TableProperties.hasOneRowPerKey(version));
                KeyDirectory directory = loaded.directory();
                if (directory != null && loaded.superseded().isEmpty()) {
                    return new Successor(version, directory, maxSeq);
                }
                if (left == 0) {
                    throw new DatasetConflict(dataset.description() + " is being written by somebody else", null);
                }
                DatasetVersion poor = version;
                version = directory == null
                        ? sorted(poor, loaded.unsorted(), maxSeq)
                        : withoutSuperseded(poor, loaded.superseded(), maxSeq);
                poor.close();
            } catch (StorageException e) {
                version.close();
                throw e;
            }
        }
    }

    private DatasetVersion withoutSuperseded(DatasetVersion version, List<Long> superseded, long maxSeq) {
        Marks marks = new Marks();
        superseded.forEach(marks::add);
        Set<Integer> emptied = marks.emptied(version.fragments());
        return committed(
                new Change(
                        version.number(),
                        List.of(),
                        marks.without(emptied),
                        emptied,
                        TableProperties.repair(version.number(), maxSeq)),
                List.of());
    }

    /** Copies the fragments into new ones, each key once. */
    private DatasetVersion sorted(DatasetVersion version, List<Fragment> unsorted, long maxSeq) {
        Compaction copy = Compaction.copy(dataset, version, unsorted, maxSeq, 0, maxRowsPerFragment, () -> false);
        return committed(copy.change(version, TableProperties.sorting(maxSeq)), copy.written());
    }

    /** What came of the change, or the newest version where somebody else has come between. */
    private DatasetVersion committed(Change change, List<NewFragment> written) {
        try {
            return commits.commit(change).version();
        } catch (DatasetConflict e) {
            commits.discard(written);
            return dataset.head();
        }
    }
}

package dev.grantlake.lake.dataset;

import dev.grantlake.lake.table.Rows;

import java.util.List;
import java.util.Map;

/**
 * A dataset: rows in fragments, in versions that never change. Reads are free for all threads; whoever writes is one
 * thread at a time. Nothing that is written here is on disk before it is forced in the {@link #folders}.
 */
public interface Dataset extends AutoCloseable {

    /** The dataset as error messages name it. */
    String description();

    DatasetFolders folders();

    /** The newest version there is at the moment, whoever made it; the caller closes it. */
    DatasetVersion head();

    /**
     * A version; the caller closes it.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if there is none of this number, or not all
     *     of its files any more, which is what a pruning leaves that is cut off
     */
    DatasetVersion at(long number);

    /** All versions, by ascending number; some may be missing in between. */
    List<VersionEntry> versions();

    /** The name of the file that a version stands in, in the folder {@link DatasetFolder#VERSIONS}. */
    String manifestName(long number);

    /**
     * Writes rows into new files, in their order, which belong to no version yet. What is never committed is left over,
     * and harmless.
     *
     * @param batch the stamp for the column {@link Column#VERSION} of rows that have none yet, see
     *     {@link dev.grantlake.lake.table.RowCursor#batch}
     * @param maxRows of one fragment, more than 0
     * @throws dev.grantlake.lake.error.MigrationRequired if the newest version has other columns than a dataset of ours
     */
    List<NewFragment> write(Rows rows, long batch, int maxRows);

    /**
     * Makes a new version.
     *
     * @throws DatasetConflict if somebody has changed the fragments that it marks or removes since the version that it
     *     was based on
     */
    Committed commit(Change change);

    /** Settings added to those of the dataset, or put in their place: a new version, which the caller closes. */
    Committed configure(Map<String, String> settings);

    /** Adds the column {@link Column#SEQ}, a copy of {@link Column#VERSION}: a new version, which the caller closes. */
    Committed addSeq();

    /** Tags by name. */
    Map<String, Long> tags();

    /** Names a version, in place of the one that has this name; it is not pruned while it has one. */
    CreatedFile tag(String name, long version);

    /**
     * Takes a name away.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if no version has this name
     */
    void untag(String name);

    /**
     * Removes all versions before {@code number} that have no tag, and the files that only they need, whoever reads
     * them.
     *
     * @return how many versions were removed
     */
    long pruneBefore(long number);

    @Override
    void close();
}

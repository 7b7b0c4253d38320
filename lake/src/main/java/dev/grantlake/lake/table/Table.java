package dev.grantlake.lake.table;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * A table of rows in versions, at most one row per key in each: the columnar side of a lake. Reads are free for all
 * threads; one writer at a time.
 */
public interface Table extends AutoCloseable {

    /** The newest version; the caller closes the view. */
    TableView head();

    /**
     * A version of the past; the caller closes the view.
     *
     * @throws dev.grantlake.lake.error.VersionNotFound if it has been pruned or is not there yet
     */
    TableView at(long version);

    /**
     * The newest version at a time or before it; the caller closes the view.
     *
     * @throws dev.grantlake.lake.error.VersionNotFound if there is none, or not any more
     */
    TableView at(Instant time);

    /** The versions that there are. */
    TableHistory history();

    /**
     * Makes one new version in which {@code rows} stand in place of what was under their keys. When this returns, the
     * version and everything that it needs is on disk, where there is one, and {@link #head} shows it. A failure leaves
     * the head as it was, and the same rows can be written again.
     *
     * @return the new version; the caller closes the view
     * @throws dev.grantlake.base.StorageException if the dataset or the disk refuses
     */
    TableView write(Rows rows);

    /**
     * Makes one new version of the same content in fewer pieces, if that pays, beside reads and writes, which go on.
     * Tombstones that are as old as the oldest version are not in it. When this returns, it is on disk, and
     * {@link #head} shows it. One caller at a time.
     *
     * @param stop asked every so often, also while rows are copied; once it says so, all is left as it was
     * @return whether there is such a version
     */
    boolean compact(CompactionEffort effort, BooleanSupplier stop);

    /**
     * Removes versions that were not the newest any more at {@code time}, that nobody reads and that have no tag. One
     * caller at a time.
     *
     * @param bound versions from this one on stay; not above the one that the checkpoint names
     * @return how many versions were removed
     */
    long prune(Instant time, long bound);

    /** How the newest version lies, and what reads take. */
    TableStats stats();

    /** Ends the use of the table; views must be closed before. */
    @Override
    void close();
}

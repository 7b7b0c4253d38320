package dev.grantlake.lake.table;

import java.time.Instant;

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

    /** Ends the use of the table; views must be closed before. */
    @Override
    void close();
}

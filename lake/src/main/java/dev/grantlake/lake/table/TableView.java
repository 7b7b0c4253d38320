package dev.grantlake.lake.table;

/** One version of a table, unchanged for as long as somebody holds the view; cursors are closed before it. */
public interface TableView extends TableReader, AutoCloseable {

    /** Number of the version. */
    long version();

    /** The largest commit sequence number that this version or one before it holds, 0 if there is none. */
    long maxSeq();

    /** One more holder of this view: the result is closed by itself. */
    TableView share();

    /** Lets go of the view; a second call does nothing. */
    @Override
    void close();
}

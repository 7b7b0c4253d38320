package dev.grantlake.lake.flush;

/** What the loop has flushed. */
public interface FlushWork {

    /** Keys that are not flushed. */
    long rows();

    /** Bytes of keys and values that are not flushed. */
    long bytes();

    /** Versions that have been made since the last compaction. */
    long versionBacklog();

    /** The largest commit number up to which everything is flushed, on disk and shown to readers. */
    long flushedSeq();

    /**
     * Flushes everything that is there when it begins. What a failure leaves stays where it was, for the next call.
     *
     * @throws RuntimeException if the table or the disk refuses
     */
    void flush();

    /** Is told that a flush has failed, and will be tried again. */
    void failed(RuntimeException reason);
}

package dev.grantlake.lake.flush;

/** Keeps in mind, across crashes, how far the table has come. */
@FunctionalInterface
public interface FlushedPoint {

    /**
     * Puts on disk that a version is there whole.
     *
     * @param version of the table
     * @param maxSeq the largest commit number in it
     * @param firstSegment of the log that is needed on top of it
     */
    void record(long version, long maxSeq, long firstSegment);
}

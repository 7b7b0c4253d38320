package dev.grantlake.lake.log;

/**
 * What is known before the log is read.
 *
 * @param firstSegment the first segment that is needed, from which on none may be missing: those before are obsolete; 0
 *     if nobody knows, and then a segment may be missing in front of records that are flushed
 * @param flushedSeq the largest sequence number that the opened version of the table holds: what is not above it is
 *     there already
 * @param seqFloor a sequence number below which none is given again whatever the log says, {@code flushedSeq} or more
 */
public record LogStart(long firstSegment, long flushedSeq, long seqFloor) {

    /** For a log of which nothing is known and nothing is flushed. */
    public static final LogStart NOTHING_FLUSHED = new LogStart(0, 0, 0);
}

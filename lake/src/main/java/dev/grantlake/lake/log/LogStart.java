package dev.grantlake.lake.log;

/**
 * What is known before the log is read.
 *
 * @param firstSegment the first segment that is needed, from which on none may be missing: those before are obsolete; 0
 *     if nobody knows, and then a segment may be missing in front of records that are flushed
 * @param flushedSeq the largest sequence number that the opened version of the table holds: what is not above it is
 *     there already
 * @param seqFloor a sequence number below which none is given again whatever the log says, {@code flushedSeq} or more
 * @param deletions whether segments that were flushed may have been deleted although the first that is needed is not
 *     known: the checkpoint that said so is there, and cannot be read. Then a log without records may lack some in
 *     front
 */
public record LogStart(long firstSegment, long flushedSeq, long seqFloor, boolean deletions) {

    /** For a log of which nothing is known and nothing is flushed. */
    public static final LogStart NOTHING_FLUSHED = new LogStart(0, 0, 0);

    /** As above, with nothing that suggests deletions. */
    public LogStart(long firstSegment, long flushedSeq, long seqFloor) {
        this(firstSegment, flushedSeq, seqFloor, false);
    }
}

package dev.grantlake.lake.log;

/**
 * A segment that nobody writes to any more.
 *
 * @param number of the segment
 * @param bytes that its file has
 * @param maxSeq the largest sequence number in it, 0 if there is none
 */
public record LogSegment(long number, long bytes, long maxSeq) {}

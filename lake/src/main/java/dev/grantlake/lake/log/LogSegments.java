package dev.grantlake.lake.log;

import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The segments that are not written to any more and still there, from the oldest on. Thread-safe.
 *
 * <p>A segment goes when all that is in it is flushed, and a checkpoint says so that is on disk:
 *
 * <pre>
 * long needed = segments.firstNeeded(flushedSeq, writer.number());
 * … write a checkpoint that says so …
 * segments.deleteBefore(needed);
 * </pre>
 */
public final class LogSegments {

    private final WritableVfs directory;
    private final Deque<LogSegment> segments = new ArrayDeque<>();

    /** The segments in {@code directory} that a replay has left. */
    public LogSegments(WritableVfs directory, List<LogSegment> recovered) {
        this.directory = directory;
        segments.addAll(recovered);
    }

    /** Takes in the segment that was in use until now, which is finished. */
    public synchronized void closed(LogSegment segment) {
        segments.addLast(segment);
    }

    /** Bytes of all of them. */
    public synchronized long bytes() {
        return segments.stream().mapToLong(LogSegment::bytes).sum();
    }

    /**
     * The first segment that is needed when everything up to {@code flushedSeq} is flushed.
     *
     * @param inUse the segment that is written to, which is needed in any case
     */
    public synchronized long firstNeeded(long flushedSeq, long inUse) {
        return segments.stream()
                .filter(segment -> segment.maxSeq() > flushedSeq)
                .mapToLong(LogSegment::number)
                .findFirst()
                .orElse(inUse);
    }

    /**
     * Deletes the segments before one that a checkpoint on disk names as the first that is needed: by its number, since
     * from there on none may be missing. The oldest goes first. What a failure has left is deleted by the next call, or
     * when the lake is opened.
     */
    public synchronized void deleteBefore(long firstNeeded) {
        boolean deleted = false;
        for (LogSegment oldest = segments.peekFirst();
                oldest != null && oldest.number() < firstNeeded;
                oldest = segments.peekFirst()) {
            directory.delete(SegmentFormat.name(oldest.number()));
            segments.removeFirst();
            deleted = true;
        }
        if (deleted) {
            directory.force();
        }
    }
}

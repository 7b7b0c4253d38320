package dev.grantlake.lake.log;

import java.util.List;

/**
 * What a replay has found and left.
 *
 * @param segments all that are there, in ascending order of their numbers; nobody writes to them any more
 * @param nextSegment the number that the next segment has to have
 * @param nextSeq the sequence number that the next transaction may have: above every one that can ever have been in the
 *     log, or been given by the floor
 * @param replayedCommits transactions that were handed out
 * @param flushedCommits transactions that were passed over since they are flushed
 * @param bytes that were read
 * @param tornTailBytes what a crash had left of records that were being written: cut off, without zeros at the end
 * @param setAside names of files that hold what a salvage has left out; empty if there was no damage
 */
public record RecoveredLog(
        List<LogSegment> segments,
        long nextSegment,
        long nextSeq,
        long replayedCommits,
        long flushedCommits,
        long bytes,
        long tornTailBytes,
        List<String> setAside) {

    public RecoveredLog {
        segments = List.copyOf(segments);
        setAside = List.copyOf(setAside);
    }
}

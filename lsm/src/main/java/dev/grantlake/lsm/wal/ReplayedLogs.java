package dev.grantlake.lsm.wal;

import dev.grantlake.lsm.record.LogTail;

import java.util.List;

/**
 * What the live logs of a directory hold.
 *
 * @param layers oldest first; none of them empty
 * @param nextSequence the first sequence number behind all batches; 0 without any
 * @param unreadTails ends of logs that were not read, and logs behind damage
 * @param skipped sound pieces that were passed over
 */
public record ReplayedLogs(
        List<LogLayer> layers, long nextSequence, List<LogTail> unreadTails, List<SkippedRecords> skipped) {

    public ReplayedLogs {
        layers = List.copyOf(layers);
        unreadTails = List.copyOf(unreadTails);
        skipped = List.copyOf(skipped);
    }
}

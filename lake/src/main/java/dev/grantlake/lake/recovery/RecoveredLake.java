package dev.grantlake.lake.recovery;

import dev.grantlake.lake.log.RecoveredLog;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a lake hold when it is opened.
 *
 * @param log what was found in the log
 * @param flushedSeq the largest sequence number that the dataset holds
 * @param checkpointFault why the checkpoint could not be believed; null if there is none or it can
 */
public record RecoveredLake(
        RecoveredLog log, long flushedSeq, @Nullable String checkpointFault) {

    /** The largest sequence number that can ever have been given, 0 if there is none. */
    public long lastSeq() {
        return log.nextSeq() - 1;
    }
}

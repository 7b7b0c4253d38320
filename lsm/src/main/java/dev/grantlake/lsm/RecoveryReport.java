package dev.grantlake.lsm;

import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.wal.SkippedRecords;

import java.util.List;

/**
 * What a directory holds that its reader leaves out, although it opened. Empty for a database that was closed cleanly.
 *
 * @param unreadTails ends of logs that were dropped, and why
 * @param skippedRecords sound pieces of logs that were passed over, and why
 * @param invisibleTables tables whose keys all have sequence numbers that the manifest does not count as given yet
 */
public record RecoveryReport(
        List<LogTail> unreadTails, List<SkippedRecords> skippedRecords, List<TableMetadata> invisibleTables) {

    public RecoveryReport {
        unreadTails = List.copyOf(unreadTails);
        skippedRecords = List.copyOf(skippedRecords);
        invisibleTables = List.copyOf(invisibleTables);
    }

    public boolean isEmpty() {
        return unreadTails.isEmpty() && skippedRecords.isEmpty() && invisibleTables.isEmpty();
    }
}

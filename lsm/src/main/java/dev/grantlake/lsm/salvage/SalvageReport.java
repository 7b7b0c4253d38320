package dev.grantlake.lsm.salvage;

import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.wal.SkippedRecords;

import java.util.List;

/**
 * What a salvage has left out, and what it has found.
 *
 * @param losses what could not be read of manifests and tables
 * @param unreadTails ends of manifests and logs that were not read, and why
 * @param skipped sound pieces of logs that were passed over, and why
 * @param wholeTables how many tables are as they were
 * @param partialTables how many are there in part
 */
public record SalvageReport(
        List<Loss> losses,
        List<LogTail> unreadTails,
        List<SkippedRecords> skipped,
        int wholeTables,
        int partialTables) {

    /**
     * Something that could not be read. Within its keys, older entries that it had replaced or deleted may show up.
     *
     * @param file the file as error messages name it
     * @param keys all user keys that may be concerned; all there are for a manifest
     * @param reason what stopped the reading
     */
    public record Loss(String file, KeyRange keys, String reason) {}

    public SalvageReport {
        losses = List.copyOf(losses);
        unreadTails = List.copyOf(unreadTails);
        skipped = List.copyOf(skipped);
    }

    /** Whether nothing was left out. */
    public boolean isComplete() {
        return losses.isEmpty() && unreadTails.isEmpty();
    }
}

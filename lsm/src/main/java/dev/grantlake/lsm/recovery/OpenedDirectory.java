package dev.grantlake.lsm.recovery;

import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.lsm.wal.SkippedRecords;
import dev.grantlake.vfs.Lease;

import java.util.List;

/**
 * A directory that is open for writing: everything that its logs held is in tables, no log is needed any more, and
 * there is none to write to yet. Whoever opened it closes the versions and then the lease.
 *
 * @param lease the lock, which keeps everybody else out
 * @param versions the tables, and the manifest of this session
 * @param nextSequence the first sequence number that no commit has
 * @param unreadTails ends of logs that were dropped, and why
 * @param skipped sound pieces of logs that were passed over, and why
 */
public record OpenedDirectory(
        Lease lease, VersionSet versions, long nextSequence, List<LogTail> unreadTails, List<SkippedRecords> skipped) {

    public OpenedDirectory {
        unreadTails = List.copyOf(unreadTails);
        skipped = List.copyOf(skipped);
    }
}

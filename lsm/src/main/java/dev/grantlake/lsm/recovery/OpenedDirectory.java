package dev.grantlake.lsm.recovery;

import dev.grantlake.lsm.RecoveryReport;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.Lease;

/**
 * A directory that is open for writing: everything that its logs held is in tables, no log is needed any more, and
 * there is none to write to yet. Whoever opened it closes the versions and then the lease.
 *
 * @param lease the lock, which keeps everybody else out
 * @param versions the tables, and the manifest of this session
 * @param nextSequence the first sequence number that no commit has
 * @param report what was found and left out
 */
public record OpenedDirectory(Lease lease, VersionSet versions, long nextSequence, RecoveryReport report) {}

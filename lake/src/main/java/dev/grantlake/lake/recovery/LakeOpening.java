package dev.grantlake.lake.recovery;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.checkpoint.Checkpoint;
import dev.grantlake.lake.checkpoint.CheckpointFile;
import dev.grantlake.lake.log.CommitSink;
import dev.grantlake.lake.log.DamageRule;
import dev.grantlake.lake.log.LogRecovery;
import dev.grantlake.lake.log.LogStart;
import dev.grantlake.vfs.Lease;

import java.util.Optional;

/**
 * The opening of a lake, as far as its own files go, in two steps with that of the dataset between them:
 *
 * <pre>
 * LakeOpening opening = LakeOpening.begin(folders);      // the lock, the checkpoint
 * … open the dataset, which may go back to opening.checkpoint() and no further …
 * RecoveredLake lake = opening.replay(version, maxSeq, rule, memtable);
 * </pre>
 *
 * <p>The lake is its holder's until this is closed, which comes last of all. Belongs to one thread.
 */
public final class LakeOpening implements AutoCloseable {

    private static final String LOCK = "LOCK";

    private final LakeFolders folders;
    private final Lease lock;
    private final CheckpointFile.Found found;

    private LakeOpening(LakeFolders folders, Lease lock, CheckpointFile.Found found) {
        this.folders = folders;
        this.lock = lock;
        this.found = found;
    }

    /**
     * Takes the lake for oneself.
     *
     * @param folders stay the caller's, and open until this is closed
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if somebody else has it open, {@code UNSUPPORTED} if
     *     it is of a later version
     */
    public static LakeOpening begin(LakeFolders folders) {
        Lease lock = folders.root().lock(LOCK);
        try {
            return new LakeOpening(folders, lock, new CheckpointFile(folders.root()).read());
        } catch (RuntimeException | Error e) {
            try (lock) {
                throw e;
            }
        }
    }

    /** What is known to be on disk; empty for a fresh lake, and where the file that says it is damaged. */
    public Optional<Checkpoint> checkpoint() {
        return Optional.ofNullable(found.checkpoint());
    }

    /** Why there is a file of a checkpoint that could not be believed. */
    public Optional<String> checkpointFault() {
        return Optional.ofNullable(found.fault());
    }

    /**
     * Reads the log on top of the opened version of the dataset, and leaves it so that its next segment can be begun.
     *
     * @param version the opened version
     * @param maxSeq the largest sequence number that it or one before it holds
     * @param sink takes the transactions that are not flushed, whole and in order; void if this fails
     * @throws StorageException of kind {@code CORRUPT} if the log is damaged, or the dataset is older than the
     *     checkpoint
     */
    public RecoveredLake replay(long version, long maxSeq, DamageRule rule, CommitSink sink) {
        Checkpoint checkpoint = found.checkpoint();
        long floor = maxSeq;
        long firstSegment = 0;
        if (checkpoint != null) {
            requireNotOlder(version, checkpoint);
            // A version may have lost the row of the largest number, or a foreign tool the note of it.
            floor = Math.max(maxSeq, checkpoint.maxSeq());
            firstSegment = checkpoint.firstWalSegment();
        }
        LogStart start = new LogStart(firstSegment, floor, floor, found.fault() != null && floor > 0);
        return new RecoveredLake(LogRecovery.read(folders.wal(), start, rule, sink), floor, found.fault());
    }

    private void requireNotOlder(long version, Checkpoint checkpoint) {
        if (version < checkpoint.datasetVersion()) {
            throw StorageException.corrupt(
                    Location.of(folders.root().description(), "dataset"),
                    "version " + checkpoint.datasetVersion() + ", which was on disk, or a later one",
                    "version " + version);
        }
    }

    /** Gives the lake up; a second call does nothing. */
    @Override
    public void close() {
        lock.close();
    }
}

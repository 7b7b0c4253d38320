package dev.grantlake.lake;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.flush.TableFlush;
import dev.grantlake.lake.table.CompactionDue;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.Table;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Keeps the table of an open lake small, one job after the other, beside its reads and writes. Thread-safe; a close has
 * a compaction under way given up, and waits until it is.
 */
final class Upkeep implements AutoCloseable {

    private final Table table;
    private final TableFlush flush;
    private final OpenCheckpoint checkpoint;
    private final InstantSource time;
    /** Set when the lake is being closed: a compaction under way is given up. */
    private volatile boolean stopping;

    Upkeep(Table table, TableFlush flush, OpenCheckpoint checkpoint, InstantSource time) {
        this.table = table;
        this.flush = flush;
        this.checkpoint = checkpoint;
        this.time = time;
    }

    /** Compacts the table where it pays; then the checkpoint names the version that this has made. */
    void compact() {
        compact(CompactionEffort.FULL);
    }

    /** As above, as far as it is due. */
    void compactDue() {
        compact(CompactionEffort.DUE);
    }

    /** Whether the table should be compacted before its time. */
    boolean due() {
        return CompactionDue.of(table.stats(), flush.versionBacklog());
    }

    private synchronized void compact(CompactionEffort effort) {
        requireOpen();
        if (table.compact(effort, () -> stopping)) {
            flush.compacted();
        } else {
            requireOpen();
            flush.nothingToCompact();
        }
    }

    /** Removes versions that nobody needs to go back by {@code retention}, and says how many. */
    synchronized long prune(Duration retention) {
        requireOpen();
        if (retention.isNegative()) {
            throw new StorageException(Kind.INVALID_ARGUMENT, "a retention of " + retention);
        }
        Instant now = time.instant();
        boolean beyondTime = retention.compareTo(Duration.between(Instant.MIN, now)) > 0;
        return beyondTime ? 0 : table.prune(now.minus(retention), checkpoint.version());
    }

    private void requireOpen() {
        if (stopping) {
            throw new StorageException(Kind.CLOSED, "the lake is closed");
        }
    }

    /** Has a job under way end soon, and refuses others. */
    void stop() {
        stopping = true;
    }

    /** Ends after the job under way. */
    @Override
    public void close() {
        stop();
        awaitJob();
    }

    private synchronized void awaitJob() {}
}

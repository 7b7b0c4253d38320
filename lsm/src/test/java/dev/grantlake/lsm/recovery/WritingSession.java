package dev.grantlake.lsm.recovery;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.compaction.RewriteOptions;
import dev.grantlake.lsm.wal.BatchBytes;
import dev.grantlake.lsm.wal.WalWriter;
import dev.grantlake.vfs.WritableVfs;

import java.time.Instant;
import java.time.InstantSource;

/** As little of a store as an opening needs: batches go to a log, and into tables with the next opening. */
public final class WritingSession implements AutoCloseable {

    static final long TARGET_BYTES = 1 << 20;

    private final OpenedDirectory opened;
    private final WalWriter log;
    private long nextSequence;

    private WritingSession(OpenedDirectory opened, WalWriter log) {
        this.opened = opened;
        this.log = log;
        this.nextSequence = opened.nextSequence();
    }

    public static OpeningOptions options(OpeningOptions.Missing missing) {
        return new OpeningOptions(
                missing,
                new BufferCache(1 << 16),
                new ReadMetrics(),
                new OpeningOptions.Limits(1 << 20, 1000, 16 << 20, 16 << 20),
                RewriteOptions.DEFAULT,
                TARGET_BYTES,
                OpeningOptions.MANIFEST_BYTES,
                InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));
    }

    public static WritingSession open(WritableVfs directory) {
        OpenedDirectory opened = Opening.open(directory, options(OpeningOptions.Missing.CREATE));
        try {
            return new WritingSession(
                    opened, WalWriter.create(directory, opened.versions().nextLogNumber(), 0));
        } catch (RuntimeException | Error e) {
            closeAll(opened);
            throw e;
        }
    }

    public OpenedDirectory opened() {
        return opened;
    }

    /** Commits a batch, durably when this returns. */
    public void set(String key, String value) {
        commit(new BatchBytes(nextSequence).set(key, value), 1);
    }

    public void commit(BatchBytes batch, int count) {
        log.append(Bytes.wrap(batch.toArray()));
        nextSequence += count;
        log.sync();
    }

    public long nextSequence() {
        return nextSequence;
    }

    /** Gives a sequence number to something that is not in the log. */
    public long takeSequence() {
        return nextSequence++;
    }

    @Override
    public void close() {
        try (log) {
            log.finish();
        } finally {
            closeAll(opened);
        }
    }

    private static void closeAll(OpenedDirectory opened) {
        try {
            opened.versions().close();
        } finally {
            opened.lease().close();
        }
    }
}

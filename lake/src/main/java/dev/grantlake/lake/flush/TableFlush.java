package dev.grantlake.lake.flush;

import dev.grantlake.lake.commit.CommitPipeline;
import dev.grantlake.lake.log.LogSegments;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableView;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Makes a memtable a version of the table, and only then gives up what it came from: the rows are written, what says so
 * is on disk, readers are shown the version, the log's segments go. A step that fails is taken again by the next flush.
 * Thread-safe.
 */
public final class TableFlush implements FlushWork {

    private final CommitPipeline pipeline;
    private final Table table;
    private final LogSegments segments;
    private final FlushedPoint point;
    private final Consumer<RuntimeException> failures;
    private final AtomicLong backlog = new AtomicLong();
    private volatile long flushedSeq;

    /** Whether the oldest memtable is in the head of the table, and no checkpoint says so. */
    private boolean written;

    /** What the checkpoint on disk says of the log. */
    private long firstNeeded;

    /** The largest commit number that a checkpoint can claim to be in the head of the table. */
    private long recordedSeq;

    /** {@code failures} is told of flushes that failed. */
    public TableFlush(
            CommitPipeline pipeline,
            Table table,
            LogSegments segments,
            long flushedSeq,
            FlushedPoint point,
            Consumer<RuntimeException> failures) {
        this.pipeline = pipeline;
        this.table = table;
        this.segments = segments;
        this.flushedSeq = flushedSeq;
        this.recordedSeq = flushedSeq;
        this.point = point;
        this.failures = failures;
    }

    @Override
    public synchronized void flush() {
        long upTo = pipeline.states().published();
        pipeline.freeze();
        for (Memtable oldest = pipeline.oldestFrozen();
                oldest != null && flushedSeq < upTo;
                oldest = pipeline.oldestFrozen()) {
            flush(oldest);
            // Others may have been waiting in front of the memtable that has the newest commits.
            pipeline.freeze();
        }
        flushedSeq = Math.max(flushedSeq, upTo);
        segments.deleteBefore(firstNeeded);
    }

    private void flush(Memtable oldest) {
        TableView view = written ? table.head() : table.write(oldest.newest());
        if (!written) {
            written = true;
            backlog.incrementAndGet();
        }
        record(view, oldest.maxSeq());
        written = false;
        pipeline.flushed(view);
        flushedSeq = oldest.maxSeq();
    }

    /** Writes the checkpoint; closes the view where that fails. */
    private void record(TableView view, long maxSeq) {
        try {
            long needed = pipeline.firstNeededSegment(maxSeq);
            point.record(view.version(), maxSeq, needed);
            firstNeeded = needed;
            recordedSeq = maxSeq;
        } catch (RuntimeException | Error e) {
            try (view) {
                throw e;
            }
        }
    }

    /**
     * Has the checkpoint name the head of the table, which a compaction has made, and readers go to it: the same
     * content in fewer pieces.
     */
    public synchronized void compacted() {
        TableView view = table.head();
        record(view, recordedSeq);
        pipeline.moved(view);
        backlog.set(0);
    }

    /** Begins to count versions anew: a compaction of the table as it is would gain nothing. */
    public void nothingToCompact() {
        backlog.set(0);
    }

    @Override
    public long rows() {
        return pipeline.unflushedRows();
    }

    @Override
    public long bytes() {
        return pipeline.unflushedBytes();
    }

    @Override
    public long versionBacklog() {
        return backlog.get();
    }

    @Override
    public long flushedSeq() {
        return flushedSeq;
    }

    @Override
    public void failed(RuntimeException reason) {
        pipeline.flushFailed(reason);
        failures.accept(reason);
    }
}

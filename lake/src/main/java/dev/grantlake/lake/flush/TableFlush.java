package dev.grantlake.lake.flush;

import dev.grantlake.lake.commit.CommitPipeline;
import dev.grantlake.lake.log.LogSegments;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

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

    /** A version that is there and that no checkpoint names yet; belongs to this. */
    private @Nullable TableView written;

    /** What the checkpoint on disk says of the log. */
    private long firstNeeded;

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
        TableView view = written;
        if (view == null) {
            view = table.write(oldest.newest());
            written = view;
            backlog.incrementAndGet();
        }
        long needed = pipeline.firstNeededSegment(oldest.maxSeq());
        point.record(view.version(), oldest.maxSeq(), needed);
        firstNeeded = needed;
        written = null;
        pipeline.flushed(view);
        flushedSeq = oldest.maxSeq();
    }

    /**
     * Rewrites the table by {@code step}, which leaves its content as it is, and has readers go to its head. No flush
     * comes between.
     */
    public synchronized void rewrite(Runnable step) {
        step.run();
        if (written == null) {
            pipeline.moved(table.head());
            backlog.set(0);
        }
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

    /** Lets go of a version that could not be made known. */
    public synchronized void close() {
        TableView view = written;
        written = null;
        if (view != null) {
            view.close();
        }
    }
}

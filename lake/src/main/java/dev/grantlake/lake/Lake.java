package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.checkpoint.Checkpoint;
import dev.grantlake.lake.checkpoint.CheckpointFile;
import dev.grantlake.lake.commit.CommitPipeline;
import dev.grantlake.lake.commit.CommitStats;
import dev.grantlake.lake.commit.CommitStep;
import dev.grantlake.lake.commit.FlushSignal;
import dev.grantlake.lake.commit.Snapshot;
import dev.grantlake.lake.commit.Submission;
import dev.grantlake.lake.flush.FlushClock;
import dev.grantlake.lake.flush.Flusher;
import dev.grantlake.lake.flush.TableFlush;
import dev.grantlake.lake.log.CommitLimits;
import dev.grantlake.lake.log.CommitSink;
import dev.grantlake.lake.log.DamageRule;
import dev.grantlake.lake.log.LogSegments;
import dev.grantlake.lake.log.RecoveredLog;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.recovery.LakeOpening;
import dev.grantlake.lake.recovery.RecoveredLake;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableStats;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A store of keys and values with transactions, whose lasting form is a table in versions. Commits go to a log and to
 * memory, and from there, many at once, into the next version. Thread-safe; transactions belong to one thread each, and
 * are ended before the lake is closed.
 *
 * <pre>
 * try (Transaction transaction = lake.begin(true)) {
 *     transaction.set(key, value);
 *     transaction.commit();
 * }
 * </pre>
 */
public final class Lake implements AutoCloseable {

    private final LakeOptions options;
    private final Runnable release;
    private final LakeOpening opening;
    private final Table table;
    private final RecoveredLog recovered;
    private final CommitPipeline pipeline;
    private final TableFlush flush;
    private final Flusher flusher;
    private final Upkeep upkeep;
    private final Optimizer optimizer;
    private final @Nullable LogTimer timer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Timeline timeline = new Timeline(this);
    private volatile boolean ended;

    /**
     * Opens a lake over a table, with what the log has on top of it.
     *
     * @param folders belong to the lake from now on, also if this fails
     * @param tables opens the table, which belongs to the lake, and whose head is on disk then; is told which version
     *     is known to be on disk before, or 0
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if somebody else has the lake open, {@code CORRUPT}
     *     if the log is damaged, or what the table throws
     */
    public static Lake open(LakeFolders folders, LongFunction<Table> tables, LakeOptions options) {
        return open(folders, folders::close, tables, options, Seams.none());
    }

    /** As above, of folders that stay the caller's. */
    static Lake open(LakeFolders folders, LongFunction<Table> tables, LakeOptions options, Seams seams) {
        return open(folders, () -> {}, tables, options, seams);
    }

    private static Lake open(
            LakeFolders folders, Runnable release, LongFunction<Table> tables, LakeOptions options, Seams seams) {
        Deque<Runnable> opened = new ArrayDeque<>();
        opened.push(release);
        try {
            LakeOpening opening = LakeOpening.begin(folders);
            opened.push(opening::close);
            long trusted = opening.checkpoint().map(Checkpoint::datasetVersion).orElse(0L);
            Table table = tables.apply(trusted);
            opened.push(table::close);
            TableView head = table.head();
            opened.push(head::close);
            Memtable replayed = options.memtableForm().empty();
            DamageRule rule = options.salvageLog() ? DamageRule.SALVAGE_PREFIX : DamageRule.REFUSE;
            RecoveredLake recovered = opening.replay(head.version(), head.maxSeq(), rule, new Replay(replayed));
            return new Lake(folders, release, opening, table, head, replayed, recovered, options, seams);
        } catch (RuntimeException | Error e) {
            Closing closing = new Closing();
            opened.forEach(closing::step);
            closing.addTo(e);
            throw e;
        }
    }

    private Lake(
            LakeFolders folders,
            Runnable release,
            LakeOpening opening,
            Table table,
            TableView head,
            Memtable replayed,
            RecoveredLake recovered,
            LakeOptions options,
            Seams seams) {
        this.release = release;
        this.opening = opening;
        this.table = table;
        this.recovered = recovered.log();
        this.options = options;
        LogSegments segments = new LogSegments(folders.wal(), recovered.log().segments());
        OpenCheckpoint checkpoint = new OpenCheckpoint(
                new CheckpointFile(folders.root()),
                seams.time(),
                opening.checkpoint().map(Checkpoint::datasetVersion).orElse(0L));
        Relay signal = new Relay();
        this.pipeline = new CommitPipeline(
                new CommitPipeline.Start(
                        folders.wal(), segments, recovered.log().nextSegment(), recovered.lastSeq(), replayed, head),
                options.commits(),
                options.memtableForm()::empty,
                signal,
                seams.watch());
        if (opening.checkpoint().isEmpty()) {
            nameOpened(checkpoint, head, recovered.flushedSeq());
        }
        this.flush = new TableFlush(pipeline, table, segments, recovered.flushedSeq(), checkpoint, seams.failures());
        this.upkeep = new Upkeep(table, flush, checkpoint, seams.time());
        this.flusher = new Flusher(options.flush(), flush, seams.clock());
        this.timer = options.sync() instanceof SyncMode.Interval every
                ? new LogTimer(every.length(), pipeline::force)
                : null;
        this.optimizer =
                new Optimizer(options.optimizer(), upkeep, pipeline.states()::published, seams.optimizerClock());
        if (options.optimizerEnabled()) {
            optimizer.start();
        }
        if (options.flusherEnabled()) {
            signal.target = flusher;
            flusher.start();
        }
    }

    /**
     * Has the first checkpoint name the version that was opened: if the power fails in the first flush, the next
     * opening must know what it may go back to.
     */
    private void nameOpened(OpenCheckpoint checkpoint, TableView head, long flushedSeq) {
        try {
            checkpoint.record(head.version(), flushedSeq, pipeline.firstNeededSegment(flushedSeq));
        } catch (RuntimeException | Error e) {
            new Closing().step(pipeline::close).addTo(e);
            throw e;
        }
    }

    /** What a test can put in the place of what is usual. */
    record Seams(
            FlushClock clock,
            FlushClock optimizerClock,
            InstantSource time,
            CommitStep.Watch watch,
            Consumer<RuntimeException> failures) {

        /** What is usual. */
        static Seams none() {
            return new Seams(
                    FlushClock.system(),
                    FlushClock.system(),
                    InstantSource.system(),
                    CommitStep.Watch.NONE,
                    failure -> {});
        }

        Seams with(CommitStep.Watch other) {
            return new Seams(clock, optimizerClock, time, other, failures);
        }
    }

    /** Passes on what the pipeline says, once there is somebody to hear it: each of the two needs the other. */
    private static final class Relay implements FlushSignal {

        private volatile FlushSignal target = FlushSignal.NONE;

        @Override
        public void written() {
            target.written();
        }

        @Override
        public void urgent() {
            target.urgent();
        }
    }

    /** Puts what is replayed into the first memtable. */
    private record Replay(Memtable memtable) implements CommitSink {

        @Override
        public void set(long seq, Bytes key, Bytes value) {
            memtable.add(key, value, seq);
        }

        @Override
        public void delete(long seq, Bytes key) {
            memtable.add(key, null, seq);
        }
    }

    /**
     * Begins a transaction; the caller ends it.
     *
     * @param writable whether it may write
     * @throws StorageException of kind {@code CLOSED}
     */
    public Transaction begin(boolean writable) {
        return new Transaction(this, writable, openSnapshot(writable));
    }

    /**
     * Brings everything that is committed into the table. When this returns, a version of it is on disk.
     *
     * @throws dev.grantlake.lake.error.StoreFailed if the table or the disk refuses; what is committed is in the log
     */
    public void flush() {
        requireOpen();
        awaitFlushed(pipeline.states().published(), true);
    }

    private void awaitFlushed(long seq, boolean hurried) {
        if (options.flusherEnabled()) {
            flusher.awaitFlushed(seq, hurried);
        } else {
            flush.flush();
        }
    }

    /**
     * Brings everything that is committed into the table, and has the table's small fragments and those with deletions
     * rewritten where that pays: one new version of the same content, without the tombstones that are as old as the
     * oldest version. Reads and commits go on meanwhile. When this returns, the checkpoint names that version.
     *
     * @throws dev.grantlake.base.StorageException if the table or the disk refuses; nothing is lost
     */
    public void compact() {
        flush();
        upkeep.compact();
    }

    /**
     * Removes versions, and the files that only they need. What stays: every version that was the newest at some moment
     * of the retention, what a transaction, cursor or view reads, what has a tag, and from the checkpoint on all, so
     * that the next opening finds what it needs.
     *
     * @param retention how far back reads by time have to find what was there; zero leaves what somebody needs
     * @return how many versions were removed
     * @throws dev.grantlake.base.StorageException of kind {@code INVALID_ARGUMENT} if the retention is negative, or if
     *     the disk refuses
     */
    public long prune(Duration retention) {
        requireOpen();
        return upkeep.prune(retention);
    }

    /** The versions of the past, and names for them. */
    public Timeline timeline() {
        return timeline;
    }

    /** Puts on disk what was committed without waiting for that. */
    public void force() {
        pipeline.force();
    }

    /** The numbers of this moment; also of a closed lake. */
    public LakeStats stats() {
        CommitStats commits = pipeline.stats();
        TableStats stored = table.stats();
        return new LakeStats(
                commits.commits(),
                commits.conflicts(),
                commits.groups(),
                commits.forces(),
                commits.slowdowns(),
                commits.stalls(),
                commits.rows(),
                commits.bytes(),
                commits.heapBytes(),
                commits.frozen(),
                commits.logBytes(),
                commits.lastSeq(),
                flush.flushedSeq(),
                pipeline.tableVersion(),
                flush.versionBacklog(),
                stored.fragments(),
                stored.directoryBytes(),
                stored.sparseDirectory(),
                stored.cacheBytes(),
                flusher.floorNanos(),
                flusher.lastFlushNanos(),
                flusher.failures(),
                optimizer.failures(),
                commits.openSnapshots(),
                recovered.replayedCommits(),
                recovered.tornTailBytes());
    }

    /**
     * Ends the use of the lake, after commits under way and a last flush; those that come later are refused. Everything
     * is released whatever fails. A second call does nothing.
     *
     * @throws dev.grantlake.base.StorageException if the last flush has failed (nothing is lost, the log still has the
     *     rows), or of kind {@code FAILED_PRECONDITION} if transactions are open, which is a leak
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        new Closing()
                .step(pipeline::stop)
                .step(() -> {
                    if (timer != null) {
                        timer.close();
                    }
                })
                .step(upkeep::stop)
                .step(optimizer::close)
                .step(flusher::stop)
                .step(() -> ended = true)
                .step(upkeep::close)
                .step(this::requireNoTransactions)
                .step(pipeline::close)
                .step(table::close)
                .step(opening::close)
                .step(release)
                .end();
    }

    private void requireNoTransactions() {
        int open = pipeline.states().openSnapshots();
        if (open > 0) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION, open + " transactions or cursors are still open");
        }
    }

    LakeOptions options() {
        return options;
    }

    CommitLimits limits() {
        return options.limits();
    }

    Table table() {
        return table;
    }

    Snapshot openSnapshot(boolean writing) {
        requireOpen();
        return pipeline.states().open(writing);
    }

    long lastSeq() {
        return pipeline.states().published();
    }

    long commit(Submission submission) {
        return pipeline.commit(submission);
    }

    /** In the mode that asks for it, returns when a version of the table has the commit. */
    void awaitMigration(long seq) {
        if (options.writeMode() == WriteMode.SYNCHRONOUS) {
            awaitFlushed(seq, false);
        }
    }

    void requireOpen() {
        if (ended) {
            throw new StorageException(StorageException.Kind.CLOSED, "the lake is closed");
        }
    }
}

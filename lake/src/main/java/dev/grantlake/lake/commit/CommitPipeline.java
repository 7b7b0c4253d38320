package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.error.StoreFailed;
import dev.grantlake.lake.error.StoreReadOnly;
import dev.grantlake.lake.error.TransactionConflict;
import dev.grantlake.lake.log.CommitRecord;
import dev.grantlake.lake.log.LogSegments;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Takes transactions, in groups: of those that come while the disk is busy, one thread leads, and does for all of them
 * what has to be done in order. It looks for conflicts, gives each transaction its number, writes all to the log at
 * once, forces it once, puts all into the memtable and lets readers see them, in the order of their numbers and each
 * whole. Thread-safe.
 *
 * <p>A group that the log could not take leaves no trace, not even a gap in the numbers. Once nobody knows what is on
 * disk, nothing is committed any more.
 */
public final class CommitPipeline {

    /**
     * What a pipeline works with.
     *
     * @param logDirectory stays the caller's
     * @param closedSegments what a replay has left of the log
     * @param nextSegment the number of the segment to begin
     * @param lastSeq the largest number that was ever given to a transaction
     * @param replayed what the replay has found, empty if nothing
     * @param table the version that all of it goes on top of; belongs to the pipeline
     */
    public record Start(
            WritableVfs logDirectory,
            LogSegments closedSegments,
            long nextSegment,
            long lastSeq,
            Memtable replayed,
            TableView table) {}

    private final CommitSettings settings;
    private final Supplier<Memtable> memtables;
    private final CommitStep.Watch watch;
    private final FlushSignal signal;
    private final SegmentedLog log;
    private final ReadStates states;
    private final Admission admission;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Submission> queue = new ConcurrentLinkedQueue<>();
    private final ConflictWindow window = new ConflictWindow();
    private long lastSeq;
    private @Nullable Throwable fault;
    private volatile boolean closing;
    private boolean closed;

    private final LongAdder commits = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder groups = new LongAdder();

    /**
     * Begins a segment of the log.
     *
     * @param memtables makes empty ones
     */
    public CommitPipeline(
            Start start,
            CommitSettings settings,
            Supplier<Memtable> memtables,
            FlushSignal signal,
            CommitStep.Watch watch) {
        this.settings = settings;
        this.memtables = memtables;
        this.signal = signal;
        this.watch = watch;
        this.lastSeq = start.lastSeq();
        this.log = new SegmentedLog(
                start.logDirectory(), start.closedSegments(), start.nextSegment(), settings.reserveBytes());
        this.states = new ReadStates(new ReadState(List.of(start.replayed()), start.table()), start.lastSeq());
        this.admission = new Admission(settings, states, log, signal);
    }

    /** What readers see. */
    public ReadStates states() {
        return states;
    }

    /**
     * Commits a transaction, or finds that this cannot be.
     *
     * @return its sequence number
     * @throws TransactionConflict if one of its checked keys was changed: nothing happened
     * @throws StoreFailed if the log could not be written: nothing happened, or nobody knows, as the message says
     * @throws StoreReadOnly if that happened before
     * @throws StorageException of kind {@code CLOSED}
     */
    public long commit(Submission submission) {
        admission.await();
        if (closing) {
            throw closedException();
        }
        return carryOut(submission);
    }

    /**
     * Commits a transaction that was let in. If a {@link #stop} has come between, it is refused: by its own thread,
     * since nobody else leads any more.
     */
    long carryOut(Submission submission) {
        queue.add(submission);
        while (!submission.isDone()) {
            if (lock.tryLock()) {
                List<Submission> finished = new ArrayList<>();
                try {
                    while (!submission.isDone()) {
                        lead(finished);
                    }
                } finally {
                    lock.unlock();
                    dismiss(finished);
                }
            } else {
                submission.await();
            }
        }
        return submission.result();
    }

    /** Has somebody else lead, if there is work, and then tells those whose work is done. */
    private void dismiss(List<Submission> finished) {
        Submission next = queue.peek();
        if (next != null) {
            next.call();
        }
        for (Submission submission : finished) {
            submission.wake();
        }
    }

    /** Does the next group, whatever becomes of it. */
    private void lead(List<Submission> finished) {
        if (!settings.groupWindow().isZero()) {
            LockSupport.parkNanos(this, settings.groupWindow().toNanos());
        }
        List<Submission> group = drain();
        try {
            commitAll(group);
        } finally {
            for (Submission submission : group) {
                submission.finish();
            }
            finished.addAll(group);
        }
    }

    private List<Submission> drain() {
        List<Submission> group = new ArrayList<>();
        long bytes = 0;
        while (group.size() < settings.groupTransactions() && bytes < settings.groupBytes()) {
            Submission next = queue.poll();
            if (next == null) {
                break;
            }
            bytes += next.record().sizeBytes();
            group.add(next);
        }
        return group;
    }

    private void commitAll(List<Submission> group) {
        try {
            watch.reached(CommitStep.GROUPED);
            if (closed || fault != null) {
                group.forEach(submission -> submission.fail(refusal()));
                return;
            }
            List<Submission> accepted = withoutConflicts(group);
            if (!accepted.isEmpty() && logged(accepted)) {
                apply(accepted);
            }
        } catch (RuntimeException | Error e) {
            // The log may have what the memtable has not.
            fault = e;
            group.forEach(submission -> submission.fail(undecided(e)));
        }
    }

    private List<Submission> withoutConflicts(List<Submission> group) {
        List<Submission> accepted = new ArrayList<>(group.size());
        Set<Bytes> changed = group.size() > 1 ? new HashSet<>() : Set.of();
        long seq = lastSeq;
        for (Submission submission : group) {
            Bytes lost = window.conflictOf(submission);
            for (CheckedKey checked : submission.checked()) {
                lost = lost == null && changed.contains(checked.key()) ? checked.key() : lost;
            }
            if (lost != null) {
                conflicts.increment();
                submission.fail(new TransactionConflict("key " + lost + " was changed by another transaction,"
                        + " or this one was begun too long ago to tell"));
                continue;
            }
            if (group.size() > 1) {
                changed.addAll(submission.keys());
            }
            submission.stamp(++seq);
            accepted.add(submission);
        }
        return accepted;
    }

    /** Whether the log has all of them; those who need it, on disk. */
    private boolean logged(List<Submission> accepted) {
        List<CommitRecord> records = new ArrayList<>(accepted.size());
        boolean durable = false;
        for (Submission submission : accepted) {
            records.add(submission.record());
            durable |= submission.durable();
        }
        try {
            rotateIfFull();
            log.append(records);
            watch.reached(CommitStep.LOGGED);
            if (durable) {
                log.force();
            }
            watch.reached(CommitStep.FORCED);
            return true;
        } catch (StorageException e) {
            boolean unknown = log.poisoned();
            noteFault(e);
            accepted.forEach(submission -> submission.fail(
                    unknown ? undecided(e) : new StoreFailed("the log was not written, nothing is changed", e)));
            return false;
        }
    }

    private static StoreFailed undecided(Throwable cause) {
        return new StoreFailed("whether the transaction is kept is known when the lake is opened again", cause);
    }

    private void apply(List<Submission> accepted) {
        Memtable memtable = states.present().active();
        for (Submission submission : accepted) {
            submission.addTo(memtable);
            window.add(submission);
        }
        watch.reached(CommitStep.APPLIED);
        lastSeq = accepted.get(accepted.size() - 1).seq();
        states.publish(lastSeq);
        window.prune(states.oldestReadSeq());
        commits.add(accepted.size());
        groups.increment();
        watch.reached(CommitStep.PUBLISHED);
        signal.written();
    }

    private void rotateIfFull() {
        ReadState state = states.present();
        if (!state.active().isEmpty() && admission.isFull(state) && !admission.queueFull(state)) {
            rotate();
        }
    }

    private void rotate() {
        if (fault == null) {
            log.rotate();
        }
        states.replace(states.present().rotated(memtables.get()));
    }

    /**
     * Puts the memtable aside, so that it can be flushed; nothing happens if it is empty, or if others wait already.
     * Commits wait meanwhile.
     */
    public void freeze() {
        lock.lock();
        try {
            ReadState state = states.present();
            if (!state.active().isEmpty() && state.frozen().isEmpty()) {
                rotate();
            }
        } catch (RuntimeException | Error e) {
            noteFault(e);
            throw e;
        } finally {
            release();
        }
    }

    private void noteFault(Throwable reason) {
        if (log.poisoned() && fault == null) {
            fault = reason;
        }
    }

    /** The memtable to be flushed next, or null if none waits. */
    public @Nullable Memtable oldestFrozen() {
        List<Memtable> frozen = states.present().frozen();
        return frozen.isEmpty() ? null : frozen.get(frozen.size() - 1);
    }

    /** Says that the {@link #oldestFrozen} memtable is in {@code table}, which belongs to the pipeline from now on. */
    public void flushed(TableView table) {
        lock.lock();
        try {
            states.replace(states.present().flushed(table));
        } finally {
            release();
        }
        admission.flushed();
    }

    /** Has reads go to another version of the table with the same content; it belongs to the pipeline from now on. */
    public void moved(TableView table) {
        lock.lock();
        try {
            states.replace(states.present().over(table));
        } finally {
            release();
        }
    }

    /** Tells commits that wait for room that a flush has failed. */
    public void flushFailed(Throwable reason) {
        admission.flushFailed(reason);
    }

    /** Puts on disk what was committed before. */
    public void force() {
        lock.lock();
        try {
            if (fault != null || closed) {
                throw refusal();
            }
            log.force();
        } catch (StorageException e) {
            noteFault(e);
            throw e;
        } finally {
            release();
        }
    }

    /** The first segment that is needed when everything up to {@code flushedSeq} is flushed. */
    public long firstNeededSegment(long flushedSeq) {
        lock.lock();
        try {
            return log.firstNeeded(flushedSeq);
        } finally {
            release();
        }
    }

    private void release() {
        lock.unlock();
        dismiss(List.of());
    }

    /** Keys of the memtables that are not flushed. */
    public long unflushedRows() {
        return states.present().rows();
    }

    /** Bytes of keys and values in the memtables that are not flushed. */
    public long unflushedBytes() {
        return states.present().bytes();
    }

    /** Number of the version of the table that is read. */
    public long tableVersion() {
        return states.tableVersion();
    }

    /** The numbers of this moment; together they are of one moment only if nobody commits. */
    public CommitStats stats() {
        ReadState state = states.present();
        return new CommitStats(
                commits.sum(),
                conflicts.sum(),
                groups.sum(),
                log.forces(),
                admission.slowdowns(),
                admission.stalls(),
                state.rows(),
                state.bytes(),
                state.heapBytes(),
                state.frozen().size(),
                log.bytes(),
                states.published(),
                states.openSnapshots());
    }

    /** Keys that conflicts are looked for in, now. */
    int rememberedKeys() {
        lock.lock();
        try {
            return window.size();
        } finally {
            release();
        }
    }

    /** Takes no more transactions, after those that are under way. A second call does nothing. */
    public void stop() {
        closing = true;
        admission.close();
        List<Submission> finished = new ArrayList<>();
        lock.lock();
        try {
            while (!queue.isEmpty()) {
                lead(finished);
            }
            closed = true;
        } finally {
            lock.unlock();
            dismiss(finished);
        }
    }

    /**
     * Ends the log, after {@link #stop}, and lets go of the table: what was committed is then on disk.
     *
     * @throws StorageException of kind {@code IO} if that is not to be had
     */
    public void close() {
        lock.lock();
        try {
            log.close();
        } finally {
            release();
            states.close();
        }
    }

    private RuntimeException refusal() {
        return fault == null
                ? closedException()
                : new StoreReadOnly("nothing can be written until the lake is opened again", fault);
    }

    private static StorageException closedException() {
        return new StorageException(StorageException.Kind.CLOSED, "the lake is closed");
    }
}

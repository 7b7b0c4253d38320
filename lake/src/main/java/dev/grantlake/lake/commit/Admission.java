package dev.grantlake.lake.commit;

import dev.grantlake.lake.error.StoreFailed;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds commits back where flushes do not keep up, so that memory stays bounded: from three quarters of the limit on
 * each commit pauses a little, and at the limit it waits for a flush. Thread-safe.
 */
final class Admission {

    private static final long PAUSE_NANOS = 1_000_000;

    private final CommitSettings settings;
    private final ReadStates states;
    private final SegmentedLog log;
    private final FlushSignal signal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final LongAdder slowdowns = new LongAdder();
    private final LongAdder stalls = new LongAdder();
    private boolean closed;
    private long failures;
    private @Nullable Throwable lastFailure;

    Admission(CommitSettings settings, ReadStates states, SegmentedLog log, FlushSignal signal) {
        this.settings = settings;
        this.states = states;
        this.log = log;
        this.signal = signal;
    }

    /**
     * Returns when there is room.
     *
     * @throws StoreFailed if there is none, and the flush that was waited for has failed
     */
    void await() {
        ReadState state = states.present();
        long heapBytes = state.heapBytes();
        if (heapBytes > settings.heapBytes() || (isFull(state) && queueFull(state))) {
            stall();
        } else if (heapBytes >= settings.heapBytes() / 4 * 3) {
            slowdowns.increment();
            signal.urgent();
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    /** Whether the memtable and its segment should make way for others. */
    boolean isFull(ReadState state) {
        return state.active().heapBytes() >= settings.memtableBytes() || log.segmentBytes() >= settings.segmentBytes();
    }

    /** Whether no more memtables may be put aside. */
    boolean queueFull(ReadState state) {
        return state.frozen().size() >= settings.maxFrozen();
    }

    private void stall() {
        stalls.increment();
        lock.lock();
        try {
            long seen = failures;
            while (!closed && mustWait()) {
                if (failures != seen) {
                    throw new StoreFailed("too much waits to be flushed, and the last flush has failed", lastFailure);
                }
                signal.urgent();
                change.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mustWait() {
        ReadState state = states.present();
        return state.heapBytes() > settings.heapBytes() || (isFull(state) && queueFull(state));
    }

    /** Has those that wait look again. */
    void flushed() {
        lock.lock();
        try {
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells those that wait that a flush has failed. */
    void flushFailed(Throwable reason) {
        lock.lock();
        try {
            failures++;
            lastFailure = reason;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all through: the pipeline refuses them. */
    void close() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long slowdowns() {
        return slowdowns.sum();
    }

    long stalls() {
        return stalls.sum();
    }
}

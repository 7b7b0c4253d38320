package dev.grantlake.lake.flush;

import dev.grantlake.base.OwnedThreads;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.commit.FlushSignal;
import dev.grantlake.lake.error.StoreFailed;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Flushes when it is time: on ticks, when much waits, and when somebody waits for it, but not too often. A flush that
 * fails is tried again after a while. Thread-safe.
 */
public final class Flusher implements FlushSignal {

    /** How many ticks the floor grows to while versions wait for a compaction. */
    private static final int MOST_TICKS = 10;

    private final FlushOptions options;
    private final FlushWork work;
    private final FlushClock clock;
    private final OwnedThreads threads = new OwnedThreads("lake flusher");

    private final AtomicBoolean nudged = new AtomicBoolean();
    private final AtomicBoolean urged = new AtomicBoolean();
    private volatile boolean stopping;

    /** Of the loop alone. */
    private long lastFlush;

    private long nextTick;
    /** The end of the rest after a failure. */
    private long restsUntil;

    private volatile long floorNanos;
    private volatile long lastFlushNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private int waiting;
    private long wantedSeq;
    private boolean hurried;
    private long waitingSince;
    private long failures;
    private @Nullable RuntimeException lastFailure;
    private boolean ended;
    private boolean started;

    public Flusher(FlushOptions options, FlushWork work, FlushClock clock) {
        this.options = options;
        this.work = work;
        this.clock = clock;
        this.floorNanos = options.minFlushInterval().toNanos();
        // The first reason to flush is not delayed.
        this.lastFlush = clock.nanoTime() - floorNanos;
        this.restsUntil = clock.nanoTime();
        this.nextTick = clock.nanoTime() + options.tickInterval().toNanos();
    }

    /** Begins to flush, on a thread of its own. */
    public void start() {
        started = true;
        threads.newThread(this::run).start();
    }

    private void run() {
        while (!stopping) {
            turn();
        }
    }

    /** Waits for the next reason to flush, and flushes if it is one. */
    void turn() {
        long now = clock.nanoTime();
        if (restsUntil - now > 0) {
            clock.pause(restsUntil - now);
            return;
        }
        long wait = untilWanted(now);
        if (wait == 0) {
            flush(now);
            return;
        }
        if (now - nextTick >= 0) {
            // From now on, not from when it was due: what was missed is not made up for.
            nextTick = now + options.tickInterval().toNanos();
            flushIfDue(true, now);
        } else if (urged.get() && now - lastFlush >= floorNanos) {
            urged.set(false);
            flushIfDue(true, now);
        } else if (nudged.getAndSet(false)) {
            flushIfDue(false, now);
        } else {
            long floor = urged.get() ? floorNanos - (now - lastFlush) : Long.MAX_VALUE;
            clock.pause(Math.min(wait, Math.min(floor, nextTick - now)));
        }
    }

    private void flushIfDue(boolean periodic, long now) {
        if (work.rows() > 0
                && FlushTrigger.shouldFlush(
                        options, floorNanos, periodic, work.rows(), work.bytes(), now - lastFlush)) {
            flush(now);
        }
    }

    /** How long those who wait for a flush can wait for others still, {@code Long.MAX_VALUE} if nobody waits. */
    private long untilWanted(long now) {
        lock.lock();
        try {
            if (wantedSeq <= work.flushedSeq()) {
                return Long.MAX_VALUE;
            }
            if (hurried || waiting >= options.waitBatch()) {
                return 0;
            }
            return Math.max(0, options.waitWindow().toNanos() - (now - waitingSince));
        } finally {
            lock.unlock();
        }
    }

    private void flush(long now) {
        lastFlush = now;
        try {
            work.flush();
            lastFlushNanos = clock.nanoTime() - now;
            adaptFloor();
            flushed(null);
            if (FlushTrigger.reached(options, work.rows(), work.bytes())) {
                nudged.set(true);
            }
        } catch (RuntimeException e) {
            flushed(e);
            work.failed(e);
            restsUntil = clock.nanoTime() + options.errorBackoff().toNanos();
        }
    }

    /** Makes flushes rarer while versions come faster than compactions remove them. */
    private void adaptFloor() {
        long least = options.minFlushInterval().toNanos();
        long backlog = work.versionBacklog();
        if (backlog > options.versionHighWater()) {
            floorNanos =
                    Math.min(2 * floorNanos, MOST_TICKS * options.tickInterval().toNanos());
        } else if (backlog < options.versionHighWater() / 2) {
            floorNanos = least;
        }
    }

    private void flushed(@Nullable RuntimeException failure) {
        lock.lock();
        try {
            lastFailure = failure;
            if (failure != null) {
                failures++;
                wantedSeq = 0;
            }
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void written() {
        if (FlushTrigger.reached(options, work.rows(), work.bytes()) && nudged.compareAndSet(false, true)) {
            clock.wake();
        }
    }

    @Override
    public void urgent() {
        if (urged.compareAndSet(false, true)) {
            clock.wake();
        }
    }

    /**
     * Returns when everything up to {@code seq} is flushed.
     *
     * @param hurried whether not to wait for others who want the same
     * @throws StoreFailed if a flush has failed meanwhile
     * @throws StorageException of kind {@code CLOSED} if the loop has ended before
     */
    public void awaitFlushed(long seq, boolean hurried) {
        lock.lock();
        try {
            long failuresBefore = failures;
            while (waiting >= options.waitQueue() && !ended) {
                change.awaitUninterruptibly();
            }
            if (waiting++ == 0) {
                waitingSince = clock.nanoTime();
            }
            try {
                wantedSeq = Math.max(wantedSeq, seq);
                this.hurried |= hurried;
                clock.wake();
                while (work.flushedSeq() < seq) {
                    requireFlushes(failuresBefore);
                    change.awaitUninterruptibly();
                }
            } finally {
                leave();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        waiting--;
        waitingSince = clock.nanoTime();
        if (waiting == 0) {
            hurried = false;
        }
        change.signalAll();
    }

    private void requireFlushes(long failuresBefore) {
        if (failures != failuresBefore) {
            throw new StoreFailed("the flush has failed; what is committed is in the log", lastFailure);
        }
        if (ended) {
            throw new StorageException(StorageException.Kind.CLOSED, "the lake is closed");
        }
    }

    /**
     * Ends the loop, if it was started, after a last flush of all there is.
     *
     * @throws RuntimeException if that fails
     */
    public void stop() {
        stopping = true;
        clock.wake();
        threads.join();
        try {
            if (started && work.rows() > 0) {
                work.flush();
            }
        } finally {
            lock.lock();
            try {
                ended = true;
                change.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The time that has to lie between two flushes now, in nanoseconds. */
    public long floorNanos() {
        return floorNanos;
    }

    /** How long the last flush took, in nanoseconds; 0 before the first. */
    public long lastFlushNanos() {
        return lastFlushNanos;
    }

    /** Flushes that have failed. */
    public long failures() {
        lock.lock();
        try {
            return failures;
        } finally {
            lock.unlock();
        }
    }
}

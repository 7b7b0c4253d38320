package dev.grantlake.lake;

import dev.grantlake.base.OwnedThreads;
import dev.grantlake.lake.flush.FlushClock;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Compacts and prunes every so often, when much was committed, and when the table has come to lie in many pieces, for
 * at most a tenth of the time. A failure is counted, and the next time it is tried again. The thread is its own.
 */
final class Optimizer implements AutoCloseable {

    /** How often it looks whether something is due. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    /** How much longer than its work its rest is at least. */
    private static final int REST = 9;

    private final OptimizerOptions options;
    private final Upkeep upkeep;
    private final LongSupplier commits;
    private final FlushClock clock;
    private final OwnedThreads threads = new OwnedThreads("lake optimizer");
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean stopping;

    /** Of the loop alone. */
    private long last;

    private long seen;
    private long restsUntil;

    /** {@code commits} says how many there have been so far; {@code clock} is for this thread alone. */
    Optimizer(OptimizerOptions options, Upkeep upkeep, LongSupplier commits, FlushClock clock) {
        this.options = options;
        this.upkeep = upkeep;
        this.commits = commits;
        this.clock = clock;
        this.last = clock.nanoTime();
        this.restsUntil = last;
        this.seen = commits.getAsLong();
    }

    /** Begins to work, on a thread of its own. */
    void start() {
        threads.newThread(this::run).start();
    }

    private void run() {
        while (!stopping) {
            turn();
        }
    }

    /** Works, if it is time, or lets some pass. */
    void turn() {
        long now = clock.nanoTime();
        long untilNext = last + intervalNanos() - now;
        boolean due = untilNext <= 0 || commits.getAsLong() - seen >= options.afterCommits() || upkeep.due();
        if (!due || restsUntil - now > 0) {
            clock.pause(due ? restsUntil - now : Math.min(LOOK_NANOS, untilNext));
            return;
        }
        last = now;
        seen = commits.getAsLong();
        work();
        long end = clock.nanoTime();
        restsUntil = end + REST * (end - now);
    }

    private long intervalNanos() {
        // Beyond a hundred years the sum with a moment would not be one.
        return Math.min(options.interval().toSeconds(), 3_000_000_000L) * 1_000_000_000L
                + options.interval().toNanosPart();
    }

    private void work() {
        try {
            upkeep.compactDue();
            if (!options.retention().isZero()) {
                upkeep.prune(options.retention());
            }
        } catch (RuntimeException e) {
            failures.incrementAndGet();
        }
    }

    /** How often its work has failed. */
    long failures() {
        return failures.get();
    }

    /** Ends after the work under way, which ends soon if it is told to; a second call does nothing. */
    @Override
    public void close() {
        stopping = true;
        clock.wake();
        threads.join();
    }
}

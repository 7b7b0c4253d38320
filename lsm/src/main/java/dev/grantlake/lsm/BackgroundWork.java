package dev.grantlake.lsm;

import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Work that one thread of its own does whenever somebody asks. When it fails, that is kept until somebody asks again:
 * the disk may have room then. Thread-safe; whoever made it closes it.
 */
final class BackgroundWork implements AutoCloseable {

    private final Runnable work;
    private final Runnable afterwards;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private boolean requested;
    private boolean closed;
    private @Nullable Throwable failure;

    /**
     * Starts the thread, which has nothing to do yet.
     *
     * @param work may throw
     * @param afterwards called after each run of it, whether it failed or not; throws nothing
     */
    BackgroundWork(String threadName, Runnable work, Runnable afterwards) {
        this.work = work;
        this.afterwards = afterwards;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Has the work done, once more if it is being done. */
    void request() {
        lock.lock();
        try {
            requested = true;
            failure = null;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Throws what the last run has failed with, unless somebody has asked for another. */
    void requireProgress() {
        lock.lock();
        try {
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the work done until it has led to something.
     *
     * @throws StorageException of kind {@code CLOSED}; or what the work has failed with
     */
    void await(BooleanSupplier done) {
        request();
        lock.lock();
        try {
            while (!done.getAsBoolean()) {
                if (closed) {
                    throw new StorageException(StorageException.Kind.CLOSED, "the store is closed");
                }
                throwFailure();
                change.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of the run under way, after which there is none. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (awaitRequest()) {
            Throwable thrown = null;
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                thrown = e;
            }
            lock.lock();
            try {
                failure = thrown;
                change.signalAll();
            } finally {
                lock.unlock();
            }
            afterwards.run();
        }
    }

    private boolean awaitRequest() {
        lock.lock();
        try {
            while (!requested && !closed) {
                change.awaitUninterruptibly();
            }
            requested = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() {
        Throwable present = failure;
        if (present instanceof StorageException e) {
            throw new StorageException(e.kind(), null, "work in the background has failed: " + e.getMessage(), e);
        }
        if (present != null) {
            throw new IllegalStateException("work in the background has failed", present);
        }
    }
}

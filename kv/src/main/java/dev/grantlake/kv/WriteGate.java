package dev.grantlake.kv;

import dev.grantlake.base.StorageException;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one write through at a time, and none while it is paused or after it is closed. Thread-safe. */
final class WriteGate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition passable = lock.newCondition();
    private int pauses;
    private volatile boolean closed;

    /** Runs {@code write} when no other write runs and none is held back. */
    void pass(Runnable write) {
        lock.lock();
        try {
            while (pauses > 0 && !closed) {
                passable.awaitUninterruptibly();
            }
            requireOpen();
            write.run();
        } finally {
            lock.unlock();
        }
    }

    /** Holds writes back until the result is closed, and then runs {@code afterwards}. */
    WritePauses.Pause pause(Runnable afterwards) {
        lock.lock();
        try {
            requireOpen();
            pauses++;
        } finally {
            lock.unlock();
        }
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (!ended.getAndSet(true)) {
                resume();
                afterwards.run();
            }
        };
    }

    /** Ends it, after the write under way; those that wait fail. Whether it was open. */
    boolean close() {
        lock.lock();
        try {
            boolean open = !closed;
            closed = true;
            passable.signalAll();
            return open;
        } finally {
            lock.unlock();
        }
    }

    void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the store is closed");
        }
    }

    private void resume() {
        lock.lock();
        try {
            pauses--;
            passable.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

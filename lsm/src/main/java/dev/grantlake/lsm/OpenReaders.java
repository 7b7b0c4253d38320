package dev.grantlake.lsm;

import dev.grantlake.base.StorageException;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the cursors and snapshots of a database that are open, so that one that nobody closes is found. Thread-safe.
 */
final class OpenReaders {

    private final AtomicInteger cursors = new AtomicInteger();
    private final AtomicInteger snapshots = new AtomicInteger();
    private volatile boolean closed;

    void cursorOpened() {
        cursors.incrementAndGet();
    }

    void cursorClosed() {
        cursors.decrementAndGet();
    }

    void snapshotOpened() {
        snapshots.incrementAndGet();
    }

    void snapshotClosed() {
        snapshots.decrementAndGet();
    }

    int cursors() {
        return cursors.get();
    }

    int snapshots() {
        return snapshots.get();
    }

    /** From now on nothing is read. */
    void close() {
        closed = true;
    }

    void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the store is closed");
        }
    }

    void requireNone() {
        if (cursors.get() != 0 || snapshots.get() != 0) {
            throw leak(cursors + " cursors and " + snapshots + " snapshots of the store");
        }
    }

    static StorageException leak(String what) {
        return new StorageException(StorageException.Kind.FAILED_PRECONDITION, what + " are still open");
    }
}

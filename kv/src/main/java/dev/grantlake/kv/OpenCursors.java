package dev.grantlake.kv;

import dev.grantlake.base.StorageException;

import java.util.concurrent.atomic.AtomicInteger;

/** Opens the cursors of one reader over trees and counts them, so that one that nobody closes is found. Thread-safe. */
final class OpenCursors {

    private final AtomicInteger count = new AtomicInteger();

    Cursor open(EntryTree tree, KeyRange range) {
        Cursor cursor = new TreeCursor(tree, range, count::decrementAndGet);
        count.incrementAndGet();
        return cursor;
    }

    int count() {
        return count.get();
    }

    void requireNone() {
        int open = count.get();
        if (open != 0) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION, open + " cursors of the store are still open");
        }
    }
}

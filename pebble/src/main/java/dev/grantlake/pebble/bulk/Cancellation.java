package dev.grantlake.pebble.bulk;

import dev.grantlake.base.StorageException;

/** Whether a sync is given up. Whoever works on it asks now and then, by {@link #check}. Thread-safe. */
final class Cancellation {

    private volatile boolean requested;

    /** Makes every later {@link #check} fail. */
    void request() {
        requested = true;
    }

    /** Fails with kind {@code CLOSED} once the sync is given up; costs next to nothing before. */
    void check() {
        if (requested) {
            throw new StorageException(StorageException.Kind.CLOSED, "the sync was given up before it was written");
        }
    }
}

package dev.grantlake.kv;

import dev.grantlake.base.StorageException;

/** The ability to hold the present state still while reads go on: for whoever copies a store from below. */
public interface WritePauses {

    /**
     * Waits for commits and replacements under way, and keeps all others waiting until the result is closed; reads,
     * snapshots and {@link Maintenance} go on. Pauses add up: writes go on when the last one is closed. When the store
     * is closed, writes that wait fail with {@code CLOSED}.
     *
     * @throws StorageException of kind {@code CLOSED}
     */
    Pause pauseWrites();

    /**
     * A time without writes. Belongs to no thread: any may close it. A thread that holds one and writes waits for
     * itself.
     */
    interface Pause extends AutoCloseable {

        /** Ends it; a second call does nothing. */
        @Override
        void close();
    }
}

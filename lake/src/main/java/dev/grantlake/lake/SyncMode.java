package dev.grantlake.lake;

import dev.grantlake.base.StorageException;

import java.time.Duration;

/**
 * When the log is forced to disk for commits that do not say so themselves. The end of the process alone loses nothing
 * in any mode.
 */
public sealed interface SyncMode {

    /** Before a commit returns, together for all that wait. */
    SyncMode EVERY = new Every();

    /** When the system likes: a loss of power may lose any number of the last commits. */
    SyncMode NEVER = new Never();

    /** See {@link #EVERY}. */
    record Every() implements SyncMode {}

    /** See {@link #NEVER}. */
    record Never() implements SyncMode {}

    /**
     * Every so often: a loss of power loses the commits of one interval at most.
     *
     * @param length more than 100 ms
     */
    record Interval(Duration length) implements SyncMode {

        private static final Duration TOO_SHORT = Duration.ofMillis(100);

        public Interval {
            if (length.compareTo(TOO_SHORT) <= 0) {
                throw new StorageException(
                        StorageException.Kind.INVALID_ARGUMENT,
                        "forcing the log every " + length + ", more than " + TOO_SHORT + " is needed");
            }
        }
    }
}

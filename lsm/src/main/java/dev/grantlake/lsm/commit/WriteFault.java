package dev.grantlake.lsm.commit;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Why a database takes no more writes: the first failure after which nobody knows what is on disk. There is no way back
 * but to open the directory again. Thread-safe.
 */
public final class WriteFault {

    private final Location where;
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    /** No fault yet; {@code where} is the database as error messages name it. */
    public WriteFault(Location where) {
        this.where = where;
    }

    /** Ends all writing, unless an earlier failure has done so. */
    public void report(Throwable failure) {
        first.compareAndSet(null, failure);
    }

    /** As {@link #report}, if there is a failure. */
    public void reportIfAny(@Nullable Throwable failure) {
        if (failure != null) {
            report(failure);
        }
    }

    public boolean exists() {
        return first.get() != null;
    }

    /**
     * Returns unless there is a fault.
     *
     * @throws StorageException of kind {@code IO} with the first failure as its cause
     */
    public void requireNone() {
        Throwable failure = first.get();
        if (failure != null) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    where,
                    "no more writes are taken since one has failed: " + failure.getMessage(),
                    failure);
        }
    }
}

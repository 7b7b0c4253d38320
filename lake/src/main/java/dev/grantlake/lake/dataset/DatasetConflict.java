package dev.grantlake.lake.dataset;

import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

/** Somebody else has changed what a commit was going to change; based on the newest version it can succeed. */
public final class DatasetConflict extends StorageException {

    private static final long serialVersionUID = 1L;

    public DatasetConflict(String message, @Nullable Throwable cause) {
        super(Kind.FAILED_PRECONDITION, null, message, cause);
    }
}

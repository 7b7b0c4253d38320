package dev.grantlake.lake.error;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

/** What a lake refuses, by the rules of its transactions or in its present state. */
public abstract sealed class LakeException extends StorageException
        permits ConditionNotMet,
                KeyAlreadyExists,
                MigrationRequired,
                NoSavePoint,
                StoreFailed,
                StoreReadOnly,
                TransactionConflict,
                TransactionFinished,
                TransactionReadonly,
                VersionNotFound,
                VersionedReadsUnsupported {

    private static final long serialVersionUID = 1L;

    LakeException(Kind kind, String message) {
        this(kind, null, message, null);
    }

    LakeException(Kind kind, @Nullable Location location, String message, @Nullable Throwable cause) {
        super(kind, location, message, cause);
    }

    /** Whether the same transaction, begun again, can succeed. */
    public boolean retryable() {
        return false;
    }
}

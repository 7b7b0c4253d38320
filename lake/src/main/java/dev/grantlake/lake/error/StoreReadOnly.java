package dev.grantlake.lake.error;

import org.jspecify.annotations.Nullable;

/** After a failure nobody knows what is on disk; reads go on, and nothing can be written until the lake is reopened. */
public final class StoreReadOnly extends LakeException {

    private static final long serialVersionUID = 1L;

    public StoreReadOnly(String message, @Nullable Throwable cause) {
        super(Kind.FAILED_PRECONDITION, null, message, cause);
    }
}

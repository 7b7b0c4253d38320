package dev.grantlake.lake.error;

import org.jspecify.annotations.Nullable;

/** The disk or the dataset refused. What the call was to change is not changed, unless the message says otherwise. */
public final class StoreFailed extends LakeException {

    private static final long serialVersionUID = 1L;

    public StoreFailed(String message, @Nullable Throwable cause) {
        super(Kind.IO, null, message, cause);
    }
}

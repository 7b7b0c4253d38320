package dev.grantlake.store;

import dev.grantlake.base.StorageException;

/**
 * A request that a store cannot answer: a bad value, an unknown sync, an ambiguous id. Damage is a plain
 * {@link StorageException}.
 */
public final class StoreException extends StorageException {

    private static final long serialVersionUID = 1L;

    public StoreException(Kind kind, String message) {
        super(kind, message);
    }

    public static StoreException invalidArgument(String message) {
        return new StoreException(Kind.INVALID_ARGUMENT, message);
    }

    public static StoreException notFound(String message) {
        return new StoreException(Kind.NOT_FOUND, message);
    }

    public static StoreException failedPrecondition(String message) {
        return new StoreException(Kind.FAILED_PRECONDITION, message);
    }

    /** A page token that no page of this listing has given out. */
    public static StoreException invalidPageToken(String token) {
        return invalidArgument("invalid page token \"" + token + "\"");
    }
}

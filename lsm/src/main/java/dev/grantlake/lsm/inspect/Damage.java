package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Makes faults of errors that bytes are to blame for; all others go on to the caller. */
final class Damage {

    private Damage() {}

    /**
     * The fault that {@code error} tells of.
     *
     * @param file what the error is about if it does not say so itself
     * @throws StorageException the error itself, if it is not about bytes
     */
    static Fault fault(Fault.Kind kind, StorageException error, String file, @Nullable KeyRange lost) {
        switch (error.kind()) {
            case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED, NOT_FOUND -> {
                Location where = error.location().orElse(Location.of(file, "file"));
                return new Fault(kind, where, message(error), Optional.ofNullable(lost));
            }
            default -> throw error;
        }
    }

    /** The message without the place that it begins with. */
    private static String message(StorageException error) {
        String message = String.valueOf(error.getMessage());
        String prefix = error.location().map(where -> where + ": ").orElse("");
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
}

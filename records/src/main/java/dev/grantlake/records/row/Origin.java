package dev.grantlake.records.row;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/** Where bytes under a parser come from; asked only when they turn out to be wrong. */
@FunctionalInterface
public interface Origin {

    Location location();

    /** The error for bytes that contradict their format. */
    default StorageException corrupt(String expected, String found) {
        return StorageException.corrupt(location(), expected, found);
    }
}

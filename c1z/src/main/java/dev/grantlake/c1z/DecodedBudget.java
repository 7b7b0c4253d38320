package dev.grantlake.c1z;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.concurrent.atomic.AtomicLong;

/** How much a payload may still decode to; shared by all that decode it. Exactly the limit is allowed. */
final class DecodedBudget {

    private final long limit;
    private final AtomicLong claimed = new AtomicLong();

    DecodedBudget(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    /** Takes {@code bytes} more, which are about to be decoded at {@code where}. */
    void claim(long bytes, Location where) {
        long before = claimed.getAndAdd(bytes);
        if (bytes > limit - before) {
            claimed.getAndAdd(-bytes);
            throw exceeded(where);
        }
    }

    StorageException exceeded(Location where) {
        return StorageException.limit(
                where, "the payload decodes to more than " + limit + " bytes, which is the limit");
    }
}

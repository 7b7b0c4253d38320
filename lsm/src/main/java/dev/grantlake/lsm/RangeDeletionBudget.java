package dev.grantlake.lsm;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many range deletions the tables of one database may keep in memory together: many virtual tables can show the
 * same ones of one file. Thread-safe.
 */
final class RangeDeletionBudget {

    private final int limit;
    private final Location where;
    private final AtomicInteger taken = new AtomicInteger();

    RangeDeletionBudget(int limit, Location where) {
        this.limit = limit;
        this.where = where;
    }

    /** Takes {@code count} more, or fails with {@code LIMIT_EXCEEDED} and takes none. */
    void take(int count) {
        int before = taken.getAndUpdate(sum -> count > limit - sum ? sum : sum + count);
        if (count > limit - before) {
            throw StorageException.limit(where, "more than " + limit + " range deletions in all tables together");
        }
    }

    /** Gives back what was taken. */
    void giveBack(int count) {
        taken.addAndGet(-count);
    }
}

package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the blocks of one database may expand together. Every block may decode to eight times its stored length,
 * which blocks of real data seldom reach; so much the file itself pays for. What is beyond that fills a small heap out
 * of a few kilobytes, and is bounded for all blocks that are in memory at the same time:
 *
 * <ul>
 *   <li>Blocks that stay as long as their table is open (index, filter, properties, range deletions, value index) draw
 *       on one account of 16 MiB, and give back when the table is closed.
 *   <li>Of the others a cursor holds one of each kind for each run that it merges, so each may expand by its share of
 *       32 MiB, and by 64 KiB at least: what {@linkplain #always any reader takes}.
 * </ul>
 *
 * Thread-safe.
 */
public final class ExpansionBudget {

    private static final int USUAL_RATIO = 8;
    private static final int KEPT_BYTES = 16 << 20;
    private static final int PASSING_BYTES = 32 << 20;
    private static final int LEAST_SHARE_BYTES = 64 << 10;

    private final AtomicLong taken = new AtomicLong();
    private volatile int runs = 1;

    /** Says how many runs a read merges, from now on. */
    public void shareAmong(int runs) {
        this.runs = Math.max(1, runs);
    }

    /** The most bytes that a block may decode to which is held by a cursor. */
    long passing(int storedBytes) {
        return usual(storedBytes) + Math.max(LEAST_SHARE_BYTES, PASSING_BYTES / runs);
    }

    /** The most bytes that a block of data may decode to that is read among however many runs: for who writes one. */
    static long always(int storedBytes) {
        return usual(storedBytes) + LEAST_SHARE_BYTES;
    }

    /** The most bytes that a block may decode to which is kept with its table. */
    long kept(int storedBytes) {
        return usual(storedBytes) + Math.max(0, KEPT_BYTES - taken.get());
    }

    /**
     * Takes what a block that is kept has beyond the usual.
     *
     * @return bytes to {@link #giveBack}
     * @throws StorageException of kind {@code LIMIT_EXCEEDED}, and nothing is taken, if other blocks have it already
     */
    long take(int storedBytes, int decodedBytes, Location where) {
        long excess = Math.max(0, decodedBytes - usual(storedBytes));
        if (excess > 0 && taken.addAndGet(excess) > KEPT_BYTES) {
            taken.addAndGet(-excess);
            throw StorageException.limit(
                    where,
                    "a block that expands to " + decodedBytes
                            + " bytes, and with it the tables of the database keep more than " + KEPT_BYTES
                            + " bytes beyond eight times what is stored");
        }
        return excess;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    private static long usual(int storedBytes) {
        return (long) USUAL_RATIO * storedBytes;
    }
}

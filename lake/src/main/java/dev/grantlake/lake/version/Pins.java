package dev.grantlake.lake.version;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Which versions somebody reads, so that they are not pruned. Thread-safe. */
public final class Pins {

    private final TreeMap<Long, Integer> holders = new TreeMap<>();
    /** Versions below are being pruned. */
    private long pruning = Long.MIN_VALUE;

    /** Keeps a version from being pruned; waits while versions as old as this one are. */
    public synchronized void pin(long version) {
        boolean interrupted = false;
        while (version < pruning) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        holders.merge(version, 1, Integer::sum);
    }

    synchronized void unpin(long version) {
        holders.computeIfPresent(version, (number, count) -> count == 1 ? null : count - 1);
    }

    /** The oldest version that somebody reads, or {@link Long#MAX_VALUE}. */
    synchronized long oldest() {
        return holders.isEmpty() ? Long.MAX_VALUE : holders.firstKey();
    }

    /** How many read each version that somebody reads. */
    public synchronized Map<Long, Integer> holders() {
        return new TreeMap<>(holders);
    }

    /**
     * Lets {@code pruner} remove versions below {@code bound}, or below the oldest that somebody reads, and keeps
     * others from opening such a one meanwhile. One caller at a time.
     */
    void prune(long bound, LongConsumer pruner) {
        long safe;
        synchronized (this) {
            safe = Math.min(bound, oldest());
            pruning = safe;
        }
        try {
            pruner.accept(safe);
        } finally {
            synchronized (this) {
                pruning = Long.MIN_VALUE;
                notifyAll();
            }
        }
    }
}

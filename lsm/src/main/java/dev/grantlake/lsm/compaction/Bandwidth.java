package dev.grantlake.lsm.compaction;

/**
 * Bytes a second that several share: everybody takes what he has used and waits as long as he is told. What was not
 * used for a while may be caught up on, up to a tenth of a second's worth. Thread-safe.
 */
final class Bandwidth {

    private static final double NANOS_A_SECOND = 1e9;
    private static final long MOST_SAVED_NANOS = 100_000_000;
    private static final long MOST_OWED_NANOS = 60_000_000_000L;

    private final double bytesPerSecond;
    /** When everything that was taken is paid for. */
    private long paidNanos;

    private boolean any;

    /** So many, 1 or more; {@link Long#MAX_VALUE} for no bound. */
    Bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Takes {@code bytes}.
     *
     * @param nowNanos of any clock; should it be set back, nobody waits a minute longer for it
     * @return for how many nanoseconds to wait afterwards
     */
    synchronized long take(long bytes, long nowNanos) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return 0;
        }
        long cost = (long) (bytes / bytesPerSecond * NANOS_A_SECOND);
        if (!any || paidNanos - nowNanos < -MOST_SAVED_NANOS || paidNanos - nowNanos > MOST_OWED_NANOS) {
            paidNanos = nowNanos - MOST_SAVED_NANOS;
            any = true;
        }
        paidNanos += cost;
        return Math.max(0, paidNanos - nowNanos);
    }
}

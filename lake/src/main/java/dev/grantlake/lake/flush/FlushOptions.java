package dev.grantlake.lake.flush;

import dev.grantlake.base.StorageException;

import java.time.Duration;

/**
 * When memtables are flushed. A commit is durable before; what depends on this is how long the log gets, and how many
 * versions the table.
 *
 * @param tickInterval after which whatever there is gets flushed
 * @param maxPendingRows keys that get flushed at once
 * @param maxPendingBytes bytes of keys and values that get flushed at once
 * @param minFlushInterval from the start of one flush to that of the next, at most {@code tickInterval}
 * @param errorBackoff after a flush that failed
 * @param versionHighWater versions that wait for a compaction before flushes become rarer
 * @param waitWindow how long a commit that waits for its flush waits for others to share it
 * @param waitBatch how many share it at most before it begins
 * @param waitQueue commits that wait for their flush; more of them wait before
 */
public record FlushOptions(
        Duration tickInterval,
        long maxPendingRows,
        long maxPendingBytes,
        Duration minFlushInterval,
        Duration errorBackoff,
        long versionHighWater,
        Duration waitWindow,
        int waitBatch,
        int waitQueue) {

    private static final Duration LEAST_TICK = Duration.ofMillis(10);
    private static final Duration LEAST_FLOOR = Duration.ofMillis(1);
    private static final long LEAST_BYTES = 64 << 10;

    private static final Duration FLOOR = Duration.ofMillis(50);

    /** Seldom: every second, or 50 000 rows, or 8 MiB. */
    public static final FlushOptions PRODUCTION = new FlushOptions(
            Duration.ofSeconds(1), 50_000, 8 << 20, FLOOR, FLOOR, 1000, Duration.ofNanos(500_000), 64, 256);

    /** Often: every 100 ms, or 1000 rows, or 8 MiB. */
    public static final FlushOptions COMPAT =
            PRODUCTION.withTickInterval(Duration.ofMillis(100)).withMaxPendingRows(1000);

    public FlushOptions {
        require(tickInterval.compareTo(LEAST_TICK) >= 0, "a tick of " + tickInterval);
        require(maxPendingRows >= 1, "at most " + maxPendingRows + " rows");
        require(maxPendingBytes >= LEAST_BYTES, "at most " + maxPendingBytes + " bytes");
        require(minFlushInterval.compareTo(LEAST_FLOOR) >= 0, "a least interval of " + minFlushInterval);
        // A tick that comes sooner than the floor allows would never flush.
        require(
                minFlushInterval.compareTo(tickInterval) <= 0,
                "a least interval of " + minFlushInterval + " above the tick of " + tickInterval);
        require(!errorBackoff.isNegative(), "a backoff of " + errorBackoff);
        require(versionHighWater >= 2, "a high water of " + versionHighWater + " versions");
        require(!waitWindow.isNegative(), "a window of " + waitWindow);
        require(waitBatch >= 1 && waitQueue >= waitBatch, "a queue of " + waitQueue + " for batches of " + waitBatch);
    }

    /** The same with another tick. */
    public FlushOptions withTickInterval(Duration interval) {
        return new FlushOptions(
                interval,
                maxPendingRows,
                maxPendingBytes,
                minFlushInterval,
                errorBackoff,
                versionHighWater,
                waitWindow,
                waitBatch,
                waitQueue);
    }

    /** The same with another limit of rows. */
    public FlushOptions withMaxPendingRows(long rows) {
        return new FlushOptions(
                tickInterval,
                rows,
                maxPendingBytes,
                minFlushInterval,
                errorBackoff,
                versionHighWater,
                waitWindow,
                waitBatch,
                waitQueue);
    }

    /** The same with another floor. */
    public FlushOptions withMinFlushInterval(Duration interval) {
        return new FlushOptions(
                tickInterval,
                maxPendingRows,
                maxPendingBytes,
                interval,
                errorBackoff,
                versionHighWater,
                waitWindow,
                waitBatch,
                waitQueue);
    }

    /** The same with another high water. */
    public FlushOptions withVersionHighWater(long versions) {
        return new FlushOptions(
                tickInterval,
                maxPendingRows,
                maxPendingBytes,
                minFlushInterval,
                errorBackoff,
                versions,
                waitWindow,
                waitBatch,
                waitQueue);
    }

    private static void require(boolean sound, String what) {
        if (!sound) {
            throw new StorageException(StorageException.Kind.INVALID_ARGUMENT, "flushes with " + what);
        }
    }
}

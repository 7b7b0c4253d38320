package dev.grantlake.lake.flush;

/** The rule by which something in memory is flushed now, or waits. */
public final class FlushTrigger {

    private FlushTrigger() {}

    /**
     * Whether to flush. That there is something to flush is known.
     *
     * @param floorNanos the time that has to lie between two flushes
     * @param periodic whether a tick asks, and not somebody who has written
     * @param rows that wait
     * @param bytes that wait
     * @param sinceLastFlushNanos since the start of the last flush
     */
    public static boolean shouldFlush(
            FlushOptions options, long floorNanos, boolean periodic, long rows, long bytes, long sinceLastFlushNanos) {
        if (sinceLastFlushNanos < floorNanos) {
            return false;
        }
        return periodic || reached(options, rows, bytes);
    }

    /** Whether so much waits that no tick is waited for. */
    static boolean reached(FlushOptions options, long rows, long bytes) {
        return rows >= options.maxPendingRows() || bytes >= options.maxPendingBytes();
    }
}

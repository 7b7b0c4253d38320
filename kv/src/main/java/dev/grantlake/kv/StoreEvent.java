package dev.grantlake.kv;

import java.util.List;

/** Something rare and large that a store has done. Commits are no events; {@link StoreMetrics} counts them. */
public sealed interface StoreEvent {

    /**
     * Ranges were replaced.
     *
     * @param ranges what was emptied; none for an ingest
     * @param entries that took the place
     */
    record RangesReplaced(List<KeyRange> ranges, long entries) implements StoreEvent {

        public RangesReplaced {
            ranges = List.copyOf(ranges);
        }
    }

    /** A pause of writes has begun. */
    record WritesPaused() implements StoreEvent {}

    /** A pause of writes has ended; writes go on if it was the last. */
    record WritesResumed() implements StoreEvent {}

    /**
     * Memory was written to tables.
     *
     * @param tables that were written; none if everything in memory had been deleted again
     * @param bytes of those
     */
    record Flushed(int tables, long bytes) implements StoreEvent {}

    /**
     * Writes have begun to wait until work in the background has caught up.
     *
     * @param reason what they wait for
     */
    record WritesStalled(String reason) implements StoreEvent {}

    /** No write waits for work in the background any more. */
    record WritesUnstalled() implements StoreEvent {}
}

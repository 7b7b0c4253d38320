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
     * Tables were merged, or moved to where they take part in fewer merges.
     *
     * @param bytesBefore of the tables that are gone
     * @param bytesAfter of those that took their place
     */
    record Compacted(long bytesBefore, long bytesAfter) implements StoreEvent {}

    /**
     * Work in the background has failed, and nothing of it is left. It is tried again when there is more to do, when
     * somebody asks for it, and when writes wait for it.
     *
     * @param work what it was
     */
    record WorkFailed(String work, Throwable failure) implements StoreEvent {}

    /**
     * Writes have begun to wait until work in the background has caught up.
     *
     * @param reason what they wait for
     */
    record WritesStalled(String reason) implements StoreEvent {}

    /** No write waits for work in the background any more. */
    record WritesUnstalled() implements StoreEvent {}
}

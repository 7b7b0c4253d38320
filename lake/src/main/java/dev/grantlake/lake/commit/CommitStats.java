package dev.grantlake.lake.commit;

/**
 * What the pipeline has done, and what waits.
 *
 * @param commits transactions that were committed
 * @param conflicts transactions that lost against another
 * @param groups writes of the log
 * @param forces how often the log was forced
 * @param slowdowns commits that paused since memory was short
 * @param stalls commits that waited for a flush
 * @param rows keys in the memtables, each counted once in each
 * @param bytes of keys and values in the memtables
 * @param heapBytes about what the memtables take
 * @param frozen memtables that wait to be flushed
 * @param logBytes of all segments
 * @param lastSeq number of the last commit
 * @param openSnapshots transactions and cursors that hold a state
 */
public record CommitStats(
        long commits,
        long conflicts,
        long groups,
        long forces,
        long slowdowns,
        long stalls,
        long rows,
        long bytes,
        long heapBytes,
        int frozen,
        long logBytes,
        long lastSeq,
        int openSnapshots) {}

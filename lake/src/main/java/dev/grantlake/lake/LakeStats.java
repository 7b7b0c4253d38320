package dev.grantlake.lake;

/**
 * What a lake has done since it was opened, and what waits. Each number is right by itself; together they are of one
 * moment only if nobody writes.
 *
 * @param commits transactions that were committed
 * @param conflicts transactions that lost against another
 * @param groups writes of the log: fewer than commits when many come at once
 * @param forces how often the log was forced
 * @param slowdowns commits that paused since memory was short
 * @param stalls commits that waited for a flush
 * @param rows keys that are not flushed
 * @param bytes of keys and values that are not flushed
 * @param heapBytes about what they take in memory
 * @param immutables memtables that are being flushed, or wait for that
 * @param walBytes of the log's segments
 * @param lastSeq number of the last commit
 * @param flushedSeq number of the last commit that the table has
 * @param version of the table that is read
 * @param versionBacklog versions since the last compaction
 * @param fragments pieces that the table's rows are in
 * @param directoryBytes of memory that the key directory takes
 * @param sparseDirectory whether the directory has some of the keys only, since all would take more than they may
 * @param cacheBytes of memory that blocks of rows take, which were read
 * @param flushFloorNanos time that has to lie between two flushes now
 * @param lastFlushNanos how long the last flush took, 0 before the first
 * @param flushFailures flushes that have failed
 * @param optimizerFailures compactions and prunings in the background that have failed
 * @param openSnapshots transactions and cursors that hold a state
 * @param replayedCommits transactions that the log had and the table had not, when the lake was opened
 * @param tornTailBytes what a crash had left of a transaction that was being written: cut off
 */
public record LakeStats(
        long commits,
        long conflicts,
        long groups,
        long forces,
        long slowdowns,
        long stalls,
        long rows,
        long bytes,
        long heapBytes,
        int immutables,
        long walBytes,
        long lastSeq,
        long flushedSeq,
        long version,
        long versionBacklog,
        int fragments,
        long directoryBytes,
        boolean sparseDirectory,
        long cacheBytes,
        long flushFloorNanos,
        long lastFlushNanos,
        long flushFailures,
        long optimizerFailures,
        int openSnapshots,
        long replayedCommits,
        long tornTailBytes) {}

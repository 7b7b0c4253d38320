package dev.grantlake.lsm;

import dev.grantlake.base.ReadMetrics;

import java.util.List;

/**
 * What an open database consists of, and what it has done since it was opened. Each number is right by itself; together
 * they are of one moment only if nothing happens. Bytes are those of files, unless said otherwise.
 *
 * @param levels levels 0 to 6
 * @param depthOfLevelZero how many tables of level 0 a read may have to look into
 * @param memtables those that are written or still to be flushed
 * @param memtableBytes memory that they take
 * @param flushes of memtables to level 0
 * @param flushedBytes that those have written
 * @param compactions merges, moves and drops
 * @param runningCompactions those that are under way at the moment
 * @param compactedBytes of the tables that those have taken away
 * @param writtenBytes of the tables that took their place
 * @param stalls how often writes have begun to wait for flushes or compactions
 * @param logBytes of all logs of this session
 * @param logForces how often a log was forced for commits that waited for it
 * @param cachedBytes memory of decoded blocks at the moment, also those of others if the cache is shared
 * @param reads what reading has cost
 */
public record DatabaseMetrics(
        List<Level> levels,
        int depthOfLevelZero,
        int memtables,
        long memtableBytes,
        long flushes,
        long flushedBytes,
        long compactions,
        int runningCompactions,
        long compactedBytes,
        long writtenBytes,
        long stalls,
        long logBytes,
        long logForces,
        long cachedBytes,
        ReadMetrics.Snapshot reads) {

    /** The tables of one level. */
    public record Level(int tables, long bytes) {}

    public DatabaseMetrics {
        levels = List.copyOf(levels);
    }
}

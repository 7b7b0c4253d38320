package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.sstable.SstableOptions;

import static java.util.Objects.requireNonNull;

/**
 * How a database is opened for reading.
 *
 * @param cache where decoded blocks are kept; may be shared with other readers
 * @param metrics where reads are counted; may be shared with other readers
 * @param strictness what is made of logs that do not end cleanly
 * @param limits what a directory may ask for at most
 */
public record LsmReadOptions(BufferCache cache, ReadMetrics metrics, Strictness strictness, Limits limits) {

    /**
     * Bounds on what a directory makes its reader do. Passing one is a {@code StorageException} of kind
     * {@code LIMIT_EXCEEDED}.
     *
     * @param maxManifestBytes the largest manifest that is read
     * @param maxTables the most tables that a version may have
     * @param maxSortedRuns the most runs that a read may have to merge: each costs an open cursor
     * @param maxRangeDeletions the most range deletions of all tables together; they are kept in memory
     * @param maxReplayedBytes the most memory that what logs hold beyond the tables may take, in bytes; also the
     *     longest record of a log
     * @param maxMergedBytes the longest value that merge operands may join to
     * @param maxBlockBytes the longest table block, stored and decoded
     */
    public record Limits(
            long maxManifestBytes,
            int maxTables,
            int maxSortedRuns,
            int maxRangeDeletions,
            long maxReplayedBytes,
            int maxMergedBytes,
            int maxBlockBytes) {

        /** Far above what real directories hold, and within reach of a heap of 1 GiB. */
        public static final Limits DEFAULT = new Limits(
                128L << 20, 500_000, 1_000, 1_000_000, 256L << 20, 64 << 20, SstableOptions.DEFAULT_MAX_BLOCK_BYTES);

        public Limits {
            if (maxManifestBytes < 1
                    || maxTables < 0
                    || maxSortedRuns < 0
                    || maxReplayedBytes < 0
                    || maxMergedBytes < 0
                    || maxBlockBytes < 1) {
                throw new IllegalArgumentException(maxManifestBytes + ", " + maxTables + ", " + maxSortedRuns + ", "
                        + maxRangeDeletions + ", " + maxReplayedBytes + ", " + maxMergedBytes + ", " + maxBlockBytes);
            }
        }
    }

    public LsmReadOptions {
        requireNonNull(cache, "cache");
        requireNonNull(metrics, "metrics");
        requireNonNull(strictness, "strictness");
        requireNonNull(limits, "limits");
    }

    /** The usual strictness and limits. */
    public LsmReadOptions(BufferCache cache, ReadMetrics metrics) {
        this(cache, metrics, Strictness.DAMAGE_IS_AN_ERROR, Limits.DEFAULT);
    }

    /** The same with another strictness. */
    public LsmReadOptions with(Strictness strictness) {
        return new LsmReadOptions(cache, metrics, strictness, limits);
    }

    /** The same with other limits. */
    public LsmReadOptions with(Limits limits) {
        return new LsmReadOptions(cache, metrics, strictness, limits);
    }
}

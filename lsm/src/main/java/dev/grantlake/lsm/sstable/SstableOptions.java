package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;

/**
 * What a table is opened with.
 *
 * @param cache where decoded blocks are kept, shared with others
 * @param metrics where reads are counted, shared with others
 * @param maxBlockBytes the longest block to read, stored and decoded; a longer one is refused before memory is taken
 * @param expansion how far blocks may expand, shared by the tables of a database
 */
public record SstableOptions(BufferCache cache, ReadMetrics metrics, int maxBlockBytes, ExpansionBudget expansion) {

    /** The usual {@link #maxBlockBytes}, 320 MiB: what a block with a value of 256 MiB takes, and some room. */
    public static final int DEFAULT_MAX_BLOCK_BYTES = 320 << 20;

    /** Above this, positions inside a block would not add up within 31 bits. */
    private static final int GREATEST_MAX_BLOCK_BYTES = 1 << 30;

    public SstableOptions {
        if (maxBlockBytes < 1 || maxBlockBytes > GREATEST_MAX_BLOCK_BYTES) {
            throw new IllegalArgumentException("maxBlockBytes " + maxBlockBytes);
        }
    }

    /** With a budget of their own. */
    public SstableOptions(BufferCache cache, ReadMetrics metrics, int maxBlockBytes) {
        this(cache, metrics, maxBlockBytes, new ExpansionBudget());
    }

    /** With the usual longest block, and a budget of their own. */
    public SstableOptions(BufferCache cache, ReadMetrics metrics) {
        this(cache, metrics, DEFAULT_MAX_BLOCK_BYTES);
    }
}

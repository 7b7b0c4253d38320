package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.List;

/**
 * What one rewrite reads, and what it has to know of the rest of the database.
 *
 * @param runs tables and memtables, newest run first; of every key that they share, all versions of a run are newer
 *     than those of later ones
 * @param rangeKeys all range keys of the inputs, in any order and overlapping as they like
 * @param older where versions may lie that are older than these
 * @param targetBytes the size that tables should have, in bytes of the file; 1 or more
 * @param grandparents the tables of the level below the one that the output goes to, in order; tables end where they
 *     do, so that later rewrites read less
 * @param creationTime what the manifest will say of the tables, in seconds since 1970; 0 to say nothing. Pebble cannot
 *     read what it writes itself of a table that has range keys and no time
 */
public record RewriteInput(
        List<? extends TableRun<?>> runs,
        List<RangeKey> rangeKeys,
        OccupiedRanges older,
        long targetBytes,
        List<TableMetadata> grandparents,
        long creationTime) {

    public RewriteInput {
        runs = List.copyOf(runs);
        rangeKeys = List.copyOf(rangeKeys);
        grandparents = List.copyOf(grandparents);
        if (targetBytes < 1) {
            throw new IllegalArgumentException("targetBytes " + targetBytes);
        }
    }

    /** What memtables hold, for level 0: there is older data, and nothing is known of it. */
    public static RewriteInput flush(
            List<? extends TableRun<?>> runs, List<RangeKey> rangeKeys, long targetBytes, long creationTime) {
        return new RewriteInput(runs, rangeKeys, OccupiedRanges.EVERYWHERE, targetBytes, List.of(), creationTime);
    }
}

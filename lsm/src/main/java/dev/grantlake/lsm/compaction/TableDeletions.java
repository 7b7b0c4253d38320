package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.key.RangeDeletion;

import java.util.List;

/**
 * What is known of the deletions in a table.
 *
 * @param entries points and range deletions together
 * @param points how many points are deletions
 * @param ranges its range deletions, disjoint and in order
 */
public record TableDeletions(long entries, long points, List<RangeDeletion> ranges) {

    /** Of a table without deletions. */
    public static final TableDeletions NONE = new TableDeletions(0, 0, List.of());

    public TableDeletions {
        ranges = List.copyOf(ranges);
    }

    public boolean isEmpty() {
        return points == 0 && ranges.isEmpty();
    }
}

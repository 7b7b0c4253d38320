package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyBounds;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Where older data may lie than what a rewrite puts out: the keys whose deletions must be kept. Immutable and
 * thread-safe.
 */
public final class OccupiedRanges {

    /** Older data may lie anywhere: every deletion is kept. */
    public static final OccupiedRanges EVERYWHERE = new OccupiedRanges(List.of(), true);

    /** There is no older data: no deletion is needed, and no order among versions. */
    public static final OccupiedRanges NOWHERE = new OccupiedRanges(List.of(), false);

    /** Disjoint and ascending. */
    private final List<KeyBounds> ranges;

    private final boolean everywhere;

    private OccupiedRanges(List<KeyBounds> ranges, boolean everywhere) {
        this.ranges = List.copyOf(ranges);
        this.everywhere = everywhere;
    }

    /** Within these bounds, which come in any order and overlap as they like. */
    public static OccupiedRanges of(Collection<KeyBounds> bounds) {
        List<KeyBounds> sorted = new ArrayList<>(bounds);
        sorted.sort(Comparator.comparing(KeyBounds::smallest));
        List<KeyBounds> disjoint = new ArrayList<>();
        for (KeyBounds next : sorted) {
            int last = disjoint.size() - 1;
            if (last >= 0 && !disjoint.get(last).endsBefore(next.smallest().userKey())) {
                disjoint.set(last, disjoint.get(last).and(next));
            } else {
                disjoint.add(next);
            }
        }
        return disjoint.isEmpty() ? NOWHERE : new OccupiedRanges(disjoint, false);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return !everywhere && ranges.isEmpty();
    }

    /** Whether older versions of {@code userKey} may lie there. */
    public boolean mayHold(Bytes userKey) {
        if (everywhere) {
            return true;
        }
        int index = firstReaching(userKey);
        return index < ranges.size() && ranges.get(index).contains(userKey);
    }

    /** Whether any key from {@code start} up to and without {@code end} may lie there. */
    public boolean overlap(Bytes start, Bytes end) {
        if (everywhere) {
            return true;
        }
        int index = firstReaching(start);
        return index < ranges.size() && ranges.get(index).smallest().userKey().compareTo(end) < 0;
    }

    private int firstReaching(Bytes userKey) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).endsBefore(userKey)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

package dev.grantlake.lsm.ingest;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The keys of several ranges together.
 *
 * @param ranges ascending, none empty, and between two of them there is a key
 */
record DisjointRanges(List<KeyRange> ranges) {

    private static final Comparator<KeyRange> BY_START =
            Comparator.comparing(KeyRange::from, Comparator.nullsFirst(Comparator.naturalOrder()));

    DisjointRanges {
        ranges = List.copyOf(ranges);
    }

    /** All keys of ranges that come in any order and may overlap or be empty. */
    static DisjointRanges of(Collection<KeyRange> any) {
        List<KeyRange> sorted = new ArrayList<>();
        for (KeyRange range : any) {
            if (!range.isEmpty()) {
                sorted.add(range);
            }
        }
        sorted.sort(BY_START);
        List<KeyRange> disjoint = new ArrayList<>();
        for (KeyRange range : sorted) {
            int last = disjoint.size() - 1;
            if (last >= 0 && reaches(disjoint.get(last).to(), range.from())) {
                disjoint.set(last, new KeyRange(disjoint.get(last).from(), laterEnd(disjoint.get(last), range)));
            } else {
                disjoint.add(range);
            }
        }
        return new DisjointRanges(disjoint);
    }

    /** The keys in none of them, ascending. */
    List<KeyRange> between() {
        List<KeyRange> gaps = new ArrayList<>();
        Bytes from = null;
        boolean open = true;
        for (KeyRange range : ranges) {
            KeyRange gap = new KeyRange(from, range.from());
            if (range.from() != null && !gap.isEmpty()) {
                gaps.add(gap);
            }
            from = range.to();
            open = from != null;
        }
        if (open) {
            gaps.add(new KeyRange(from, null));
        }
        return gaps;
    }

    /**
     * Where a key lies, as a number that grows with the key and changes wherever a range begins or ends.
     *
     * @param from a number that was the answer for a key that is not greater, or 0
     */
    int place(ByteView key, int from) {
        int place = from;
        while (place < 2 * ranges.size() && reachedBy(key, place)) {
            place++;
        }
        return place;
    }

    /** Whether the key lies behind the start (of an even number) or the end of a range. */
    private boolean reachedBy(ByteView key, int border) {
        KeyRange range = ranges.get(border / 2);
        Bytes bound = border % 2 == 0 ? range.from() : range.to();
        return bound == null ? border % 2 == 0 : key.compareWith(bound) >= 0;
    }

    private static boolean reaches(@Nullable Bytes end, @Nullable Bytes start) {
        return end == null || start == null || start.compareTo(end) <= 0;
    }

    private static @Nullable Bytes laterEnd(KeyRange one, KeyRange other) {
        Bytes end = one.to();
        Bytes otherEnd = other.to();
        if (end == null || otherEnd == null) {
            return null;
        }
        return end.compareTo(otherEnd) >= 0 ? end : otherEnd;
    }
}

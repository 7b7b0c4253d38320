package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The keys that cannot be read, as disjoint ranges in order. What lies in them is neither there nor missing: no check
 * says anything about it. Immutable.
 */
final class LostKeys {

    private final List<KeyRange> ranges;

    private LostKeys(List<KeyRange> ranges) {
        this.ranges = ranges;
    }

    /** These ranges, which may come in any order and overlap. */
    static LostKeys of(List<KeyRange> ranges) {
        List<KeyRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparing(LostKeys::start));
        List<KeyRange> merged = new ArrayList<>();
        for (KeyRange range : sorted) {
            if (range.isEmpty()) {
                continue;
            }
            int last = merged.size() - 1;
            if (last >= 0 && reaches(merged.get(last), start(range))) {
                merged.set(
                        last,
                        new KeyRange(
                                merged.get(last).from(), later(merged.get(last).to(), range.to())));
            } else {
                merged.add(range);
            }
        }
        return new LostKeys(List.copyOf(merged));
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    List<KeyRange> ranges() {
        return ranges;
    }

    boolean contains(Bytes key) {
        return !ranges.isEmpty() && indexOf(key) >= 0;
    }

    /** Which of {@link #ranges()} a key lies in, or -1. */
    int indexOf(Bytes key) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Bytes to = ranges.get(middle).to();
            if (to != null && to.compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < ranges.size() && ranges.get(low).contains(key) ? low : -1;
    }

    /** Whether any key of {@code range} is lost. */
    boolean touches(KeyRange range) {
        return ranges.stream().anyMatch(lost -> overlap(lost, range));
    }

    /** What is left of {@code range}, in order. */
    List<KeyRange> readable(KeyRange range) {
        List<KeyRange> left = new ArrayList<>();
        Bytes from = range.from();
        for (KeyRange lost : ranges) {
            if (!overlap(lost, new KeyRange(from, range.to()))) {
                continue;
            }
            if (lost.from() != null) {
                add(left, new KeyRange(from, lost.from()));
            }
            from = lost.to();
            if (from == null) {
                return left;
            }
        }
        add(left, new KeyRange(from, range.to()));
        return left;
    }

    private static void add(List<KeyRange> ranges, KeyRange range) {
        if (!range.isEmpty()) {
            ranges.add(range);
        }
    }

    private static boolean overlap(KeyRange first, KeyRange second) {
        return !endsBefore(first, start(second)) && !endsBefore(second, start(first));
    }

    /** Whether {@code range} goes on at least to {@code key}, which it need not contain. */
    private static boolean reaches(KeyRange range, Bytes key) {
        return range.to() == null || range.to().compareTo(key) >= 0;
    }

    private static boolean endsBefore(KeyRange range, Bytes key) {
        return range.to() != null && range.to().compareTo(key) <= 0;
    }

    private static Bytes start(KeyRange range) {
        return range.from() == null ? Bytes.EMPTY : range.from();
    }

    private static @Nullable Bytes later(@Nullable Bytes first, @Nullable Bytes second) {
        if (first == null || second == null) {
            return null;
        }
        return first.compareTo(second) >= 0 ? first : second;
    }
}

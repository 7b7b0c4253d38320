package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.Span;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which range keys of its inputs a rewrite keeps: of each suffix the newest, back to the newest that deletes all
 * suffixes; and what unsets or deletes only where there may be something older.
 */
final class KeptRangeKeys {

    /** At one sequence number sets come before what unsets them, as Pebble orders them. */
    private static final Comparator<Span> NEWEST_FIRST = ((Comparator<Span>)
                    (left, right) -> Long.compareUnsigned(right.trailer(), left.trailer()))
            .thenComparing(Span::suffix)
            .thenComparing(Span::start)
            .thenComparing(Span::end)
            .thenComparing(Span::value);

    private KeptRangeKeys() {}

    /** Fragmented and in order. */
    static List<Span> of(List<RangeKey> all, OccupiedRanges older) {
        List<Span> spans = new ArrayList<>();
        TreeSet<Bytes> borders = new TreeSet<>();
        for (RangeKey key : all) {
            if (key.start().compareTo(key.end()) < 0) {
                spans.add(new Span(
                        key.start(), key.end(), Trailer.of(key.sequence(), key.kind()), key.suffix(), key.value()));
                borders.add(key.start());
                borders.add(key.end());
            }
        }
        spans.sort(Comparator.comparing(Span::start));
        List<Span> kept = new ArrayList<>();
        TreeSet<Span> open = new TreeSet<>(NEWEST_FIRST);
        int next = 0;
        for (Bytes start : borders) {
            open.removeIf(span -> span.end().compareTo(start) <= 0);
            while (next < spans.size() && spans.get(next).start().equals(start)) {
                open.add(spans.get(next++));
            }
            Bytes end = borders.higher(start);
            if (end != null) {
                keep(open, start, end, older.overlap(start, end), kept);
            }
        }
        return kept;
    }

    private static void keep(Set<Span> newestFirst, Bytes start, Bytes end, boolean overOlder, List<Span> kept) {
        Set<Bytes> suffixes = new HashSet<>();
        for (Span span : newestFirst) {
            int kind = Trailer.kindCode(span.trailer());
            boolean set = kind == KeyKind.RANGE_KEY_SET.code();
            boolean deletesAll = kind == KeyKind.RANGE_KEY_DELETE.code();
            if ((deletesAll || suffixes.add(span.suffix())) && (set || overOlder)) {
                kept.add(new Span(start, end, span.trailer(), span.suffix(), span.value()));
            }
            if (deletesAll) {
                return;
            }
        }
    }
}

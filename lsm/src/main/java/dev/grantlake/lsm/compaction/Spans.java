package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.sstable.block.Span;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Range deletions or range keys on their way into tables: given out from the first key on, cut where tables end, none
 * lost. Belongs to one thread.
 */
final class Spans {

    /** Fragmented, in order; those that a cut went through begin at the cut. */
    private final List<Span> spans;

    private int next;

    /**
     * All that are to be given out.
     *
     * @param fragmented two of them are equal or have no key in common; ascending, those of one range from new to old
     */
    Spans(List<Span> fragmented) {
        this.spans = new ArrayList<>(fragmented);
    }

    boolean isEmpty() {
        return next == spans.size();
    }

    /** Whether the next one begins before {@code border}; null lies behind all keys. */
    boolean anyBefore(@Nullable Bytes border) {
        return !isEmpty() && (border == null || spans.get(next).start().compareTo(border) < 0);
    }

    /** Gives out everything before {@code border}; null lies behind all keys. */
    List<Span> takeBefore(@Nullable Bytes border) {
        List<Span> taken = new ArrayList<>();
        int index = next;
        while (index < spans.size()
                && (border == null || spans.get(index).start().compareTo(border) < 0)) {
            Span span = spans.get(index);
            if (border == null || span.end().compareTo(border) <= 0) {
                taken.add(span);
                next = index + 1;
            } else {
                taken.add(within(span, span.start(), border));
                spans.set(index, within(span, border, span.end()));
            }
            index++;
        }
        return taken;
    }

    private static Span within(Span span, Bytes start, Bytes end) {
        return new Span(start, end, span.trailer(), span.suffix(), span.value());
    }
}

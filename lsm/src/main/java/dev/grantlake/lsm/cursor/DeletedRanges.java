package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.RangeDeletion;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What the range deletions of one table hide, as seen at one sequence number: disjoint ranges in order, each with the
 * sequence number below which points are hidden. Immutable and thread-safe.
 *
 * <p>Implementation note. Tables hold their range deletions cut at each other's bounds already, but nothing relies on
 * it: a sweep over the bounds keeps the newest deletion of each piece.
 */
public final class DeletedRanges {

    /** Nothing is hidden. */
    public static final DeletedRanges NONE = new DeletedRanges(List.of());

    private final Bytes[] starts;
    private final Bytes[] ends;
    private final long[] sequences;

    private DeletedRanges(List<RangeDeletion> disjoint) {
        int count = disjoint.size();
        this.starts = new Bytes[count];
        this.ends = new Bytes[count];
        this.sequences = new long[count];
        for (int i = 0; i < count; i++) {
            starts[i] = disjoint.get(i).start();
            ends[i] = disjoint.get(i).end();
            sequences[i] = disjoint.get(i).sequence();
        }
    }

    /**
     * What {@code deletions} hide together.
     *
     * @param deletions in any order, overlapping as they like
     * @param visibleBelow deletions with this or a greater sequence number do not count
     */
    public static DeletedRanges of(List<RangeDeletion> deletions, long visibleBelow) {
        List<RangeDeletion> visible = new ArrayList<>(deletions.size());
        for (RangeDeletion deletion : deletions) {
            if (deletion.sequence() > 0
                    && deletion.sequence() < visibleBelow
                    && deletion.start().compareTo(deletion.end()) < 0) {
                visible.add(deletion);
            }
        }
        return visible.isEmpty() ? NONE : new DeletedRanges(swept(visible));
    }

    public boolean isEmpty() {
        return starts.length == 0;
    }

    /** The ranges, disjoint and in order. */
    public List<RangeDeletion> ranges() {
        List<RangeDeletion> ranges = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            ranges.add(new RangeDeletion(starts[i], ends[i], sequences[i]));
        }
        return ranges;
    }

    /** The sequence number below which a point at {@code userKey} is hidden, or 0 if it is not. */
    public long hidesBelow(Bytes userKey) {
        int index = startsUpTo(userKey, starts.length) - 1;
        return index >= 0 && userKey.compareTo(ends[index]) < 0 ? sequences[index] : 0;
    }

    /**
     * How many ranges start at or before {@code userKey}; the last of them is the one that may hold it.
     *
     * @param guess the answer for a key nearby, which makes it cheap; any number from 0 to the number of ranges
     */
    int startsUpTo(ByteView userKey, int guess) {
        if ((guess == 0 || userKey.compareWith(starts[guess - 1]) >= 0)
                && (guess == starts.length || userKey.compareWith(starts[guess]) < 0)) {
            return guess;
        }
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (userKey.compareWith(starts[middle]) >= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether the range before {@code position}, an answer of {@link #startsUpTo} for that key, holds the key. */
    boolean holds(int position, ByteView userKey) {
        return position > 0 && userKey.compareWith(ends[position - 1]) < 0;
    }

    /**
     * Up to which key, going up from one for which {@link #holds} said {@code held}, it goes on to say so; null if for
     * good.
     */
    @Nullable
    Bytes sameUntil(int position, boolean held) {
        if (held) {
            return ends[position - 1];
        }
        return position < starts.length ? starts[position] : null;
    }

    /** The sequence number below which the range before {@code position} hides points. */
    long hidesBelow(int position) {
        return sequences[position - 1];
    }

    /**
     * Where the range before {@code position} ends, together with all ranges that continue it and hide everything up to
     * {@code sequence} too.
     */
    Bytes endOfStretch(int position, long sequence) {
        int last = position - 1;
        while (last + 1 < starts.length && sequences[last + 1] > sequence && starts[last + 1].equals(ends[last])) {
            last++;
        }
        return ends[last];
    }

    /** Where the range before {@code position} starts, together with all before it as in {@link #endOfStretch}. */
    Bytes startOfStretch(int position, long sequence) {
        int first = position - 1;
        while (first > 0 && sequences[first - 1] > sequence && ends[first - 1].equals(starts[first])) {
            first--;
        }
        return starts[first];
    }

    private int startsUpTo(Bytes userKey, int count) {
        int found = Arrays.binarySearch(starts, 0, count, userKey);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private static List<RangeDeletion> swept(List<RangeDeletion> deletions) {
        List<Bytes> bounds = new ArrayList<>(2 * deletions.size());
        for (RangeDeletion deletion : deletions) {
            bounds.add(deletion.start());
            bounds.add(deletion.end());
        }
        bounds.sort(Comparator.naturalOrder());
        deletions.sort(Comparator.comparing(RangeDeletion::start));
        PriorityQueue<RangeDeletion> open = new PriorityQueue<>(
                Comparator.comparingLong(RangeDeletion::sequence).reversed());
        List<RangeDeletion> pieces = new ArrayList<>();
        int next = 0;
        for (int i = 0; i + 1 < bounds.size(); i++) {
            Bytes start = bounds.get(i);
            while (next < deletions.size() && deletions.get(next).start().compareTo(start) <= 0) {
                open.add(deletions.get(next++));
            }
            RangeDeletion newest = open.peek();
            while (newest != null && newest.end().compareTo(start) <= 0) {
                open.remove();
                newest = open.peek();
            }
            if (newest != null && start.compareTo(bounds.get(i + 1)) < 0) {
                pieces.add(new RangeDeletion(start, bounds.get(i + 1), newest.sequence()));
            }
        }
        return pieces;
    }
}

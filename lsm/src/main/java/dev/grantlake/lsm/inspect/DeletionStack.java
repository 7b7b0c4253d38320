package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.RangeDeletion;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Holds the range deletions of runs against each other, run by run from the newest: where two cover the same keys, the
 * one further up must not be older. Keeps the oldest that covers each stretch of keys. Belongs to one thread.
 */
final class DeletionStack {

    private final Consumer<String> conflicts;
    private List<Piece> above = List.of();

    /** A stretch of keys; {@code run} is where the range deletion lies. */
    private record Piece(RangeDeletion deletion, String run) {}

    /** {@code conflicts} takes what is wrong, in words. */
    DeletionStack(Consumer<String> conflicts) {
        this.conflicts = conflicts;
    }

    /**
     * Goes down to the next run.
     *
     * @param ranges disjoint and in order, of the newest deletion each
     */
    void descend(String run, List<RangeDeletion> ranges) {
        if (ranges.isEmpty()) {
            return;
        }
        SortedSet<Bytes> bounds = new TreeSet<>();
        above.forEach(piece -> addBounds(piece.deletion, bounds));
        ranges.forEach(range -> addBounds(range, bounds));
        List<Piece> merged = new ArrayList<>();
        int upper = 0;
        int lower = 0;
        @Nullable Bytes start = null;
        for (Bytes end : bounds) {
            if (start == null) {
                start = end;
                continue;
            }
            while (upper < above.size() && above.get(upper).deletion.end().compareTo(start) <= 0) {
                upper++;
            }
            while (lower < ranges.size() && ranges.get(lower).end().compareTo(start) <= 0) {
                lower++;
            }
            Piece over = upper < above.size() && covers(above.get(upper).deletion, start) ? above.get(upper) : null;
            RangeDeletion under = lower < ranges.size() && covers(ranges.get(lower), start) ? ranges.get(lower) : null;
            if (over != null && (under == null || under.sequence() >= over.deletion.sequence())) {
                merged.add(new Piece(new RangeDeletion(start, end, over.deletion.sequence()), over.run));
            } else if (under != null) {
                merged.add(new Piece(new RangeDeletion(start, end, under.sequence()), run));
            }
            if (over != null && under != null && under.sequence() > over.deletion.sequence()) {
                conflicts.accept("the range deletion of [" + start + ", " + end + ") has sequence number "
                        + under.sequence() + " in " + run + ", above it " + over.deletion.sequence() + " in "
                        + over.run);
            }
            start = end;
        }
        above = merged;
    }

    private static void addBounds(RangeDeletion deletion, SortedSet<Bytes> bounds) {
        bounds.add(deletion.start());
        bounds.add(deletion.end());
    }

    private static boolean covers(RangeDeletion deletion, Bytes key) {
        return deletion.start().compareTo(key) <= 0 && deletion.end().compareTo(key) > 0;
    }
}

package dev.grantlake.lsm.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.cursor.TableSource;
import dev.grantlake.lsm.key.KeyBounds;

/**
 * A memtable as merged reads see it at one moment, in the place of a table that is newer than all others. What is added
 * later between the first and the last key of the view is shown, too, with sequence numbers that the read does not look
 * for. Thread-safe; its cursors are not.
 */
public final class MemtableView implements TableSource {

    /** No trailer: what {@link #find} answers where there is nothing. */
    public static final long NOT_FOUND = -1;

    private final SkipList points;
    private final int first;
    private final int last;
    private final KeyBounds bounds;
    private final long smallestSequence;
    private final long largestSequence;
    private final DeletedRanges deletedRanges;
    private final long visibleBelow;

    /** A view from the node {@code first} to {@code last}, or of no points if they are none. */
    MemtableView(
            SkipList points,
            int first,
            int last,
            KeyBounds bounds,
            long smallestSequence,
            long largestSequence,
            DeletedRanges deletedRanges,
            long visibleBelow) {
        this.points = points;
        this.first = first;
        this.last = last;
        this.bounds = bounds;
        this.smallestSequence = smallestSequence;
        this.largestSequence = largestSequence;
        this.deletedRanges = deletedRanges;
        this.visibleBelow = visibleBelow;
    }

    @Override
    public KeyBounds bounds() {
        return bounds;
    }

    @Override
    public long smallestSequence() {
        return smallestSequence;
    }

    @Override
    public long largestSequence() {
        return largestSequence;
    }

    @Override
    public InternalCursor points(KeyRange range) {
        if (first == SkipList.NONE || range.isEmpty()) {
            return new MemtableCursor(points, SkipList.NONE, SkipList.NONE);
        }
        int from = first;
        int to = last;
        if (range.from() != null && points.compareKey(first, range.from()) < 0) {
            from = points.firstFrom(range.from(), SkipList.NEWEST);
        }
        if (range.to() != null && points.compareKey(last, range.to()) >= 0) {
            to = points.lastBefore(range.to(), SkipList.NEWEST);
        }
        boolean empty = from == SkipList.NONE || to == SkipList.NONE || points.compare(from, to) > 0;
        return empty ? new MemtableCursor(points, SkipList.NONE, SkipList.NONE) : new MemtableCursor(points, from, to);
    }

    @Override
    public DeletedRanges deletedRanges() {
        return deletedRanges;
    }

    /**
     * Finds the newest visible version of a key, whatever its kind.
     *
     * @param value shows the value of what is found, for as long as anybody likes
     * @return its trailer, or {@link #NOT_FOUND}
     */
    public long find(Bytes userKey, ByteView value) {
        int node = points.find(userKey, visibleBelow);
        if (node == SkipList.NONE) {
            return NOT_FOUND;
        }
        points.showValue(node, value);
        return points.trailer(node);
    }

    @Override
    public String toString() {
        return "memtable " + bounds + " sequences " + smallestSequence + " to " + largestSequence;
    }
}

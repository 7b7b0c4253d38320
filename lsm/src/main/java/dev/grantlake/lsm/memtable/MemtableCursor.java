package dev.grantlake.lsm.memtable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;

/** A position among the points of a memtable, from one node to another. Belongs to one thread. */
final class MemtableCursor implements InternalCursor {

    private final SkipList points;
    private final int first;
    private final int last;
    private final ByteSink key = new ByteSink();
    private final ByteView userKey = new ByteView();
    private final ByteView value = new ByteView();
    private int node = SkipList.NONE;
    private boolean closed;

    /** A cursor from {@code first} to {@code last}, not behind each other; or over nothing if they are none. */
    MemtableCursor(SkipList points, int first, int last) {
        this.points = points;
        this.first = first;
        this.last = last;
    }

    @Override
    public boolean first() {
        return moveTo(first);
    }

    @Override
    public boolean last() {
        return moveTo(last);
    }

    @Override
    public boolean seekGe(Bytes sought) {
        if (first == SkipList.NONE || points.compareKey(last, sought) < 0) {
            return moveTo(SkipList.NONE);
        }
        return moveTo(points.compareKey(first, sought) >= 0 ? first : points.firstFrom(sought, SkipList.NEWEST));
    }

    @Override
    public boolean seekLt(Bytes sought) {
        if (first == SkipList.NONE || points.compareKey(first, sought) >= 0) {
            return moveTo(SkipList.NONE);
        }
        return moveTo(points.compareKey(last, sought) < 0 ? last : points.lastBefore(sought, SkipList.NEWEST));
    }

    @Override
    public boolean next() {
        return moveTo(node == SkipList.NONE || node == last ? SkipList.NONE : points.next(node));
    }

    @Override
    public boolean nextKey() {
        int next = node;
        do {
            next = next == SkipList.NONE || next == last ? SkipList.NONE : points.next(next);
        } while (next != SkipList.NONE && points.sameKey(next, node));
        return moveTo(next);
    }

    @Override
    public boolean prev() {
        return moveTo(node == SkipList.NONE || node == first ? SkipList.NONE : points.previous(node));
    }

    @Override
    public boolean valid() {
        return node != SkipList.NONE;
    }

    @Override
    public ByteView userKey() {
        requireEntry();
        return userKey;
    }

    @Override
    public long trailer() {
        requireEntry();
        return points.trailer(node);
    }

    @Override
    public ByteView value() {
        requireEntry();
        return value;
    }

    @Override
    public void close() {
        closed = true;
        node = SkipList.NONE;
    }

    private boolean moveTo(int target) {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
        node = target;
        if (target == SkipList.NONE) {
            return false;
        }
        points.copyKey(target, key);
        userKey.showScratch(key.array(), 0, key.size());
        points.showValue(target, value);
        return true;
    }

    private void requireEntry() {
        if (node == SkipList.NONE) {
            throw new StorageException(StorageException.Kind.FAILED_PRECONDITION, "the cursor stands on no entry");
        }
    }
}

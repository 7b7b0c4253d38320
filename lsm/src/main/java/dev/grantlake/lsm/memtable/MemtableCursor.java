package dev.grantlake.lsm.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.InternalKey;
import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A position among the points of a memtable, within a range. Belongs to one thread.
 *
 * <p>Implementation note. Going forward follows the links of the list; every other move is a search from its top.
 */
final class MemtableCursor implements InternalCursor {

    private final NavigableMap<InternalKey, Bytes> points;
    private final KeyRange range;
    private final ByteView userKey = new ByteView();
    private final ByteView value = new ByteView();

    private Map.@Nullable Entry<InternalKey, Bytes> entry;
    /** What follows the entry, once somebody has gone forward from it. */
    private @Nullable Iterator<Map.Entry<InternalKey, Bytes>> following;

    private boolean closed;

    MemtableCursor(NavigableMap<InternalKey, Bytes> points, KeyRange range) {
        this.points = points;
        this.range = range;
    }

    @Override
    public boolean first() {
        Bytes from = range.from();
        return moveTo(from == null ? points.firstEntry() : points.ceilingEntry(before(from)));
    }

    @Override
    public boolean last() {
        Bytes to = range.to();
        return moveTo(to == null ? points.lastEntry() : points.lowerEntry(before(to)));
    }

    @Override
    public boolean seekGe(Bytes sought) {
        Bytes from = range.from();
        return moveTo(points.ceilingEntry(before(from != null && sought.compareTo(from) < 0 ? from : sought)));
    }

    @Override
    public boolean seekLt(Bytes sought) {
        Bytes to = range.to();
        return moveTo(points.lowerEntry(before(to != null && sought.compareTo(to) > 0 ? to : sought)));
    }

    @Override
    public boolean next() {
        Map.Entry<InternalKey, Bytes> current = entry;
        if (current == null) {
            return false;
        }
        Iterator<Map.Entry<InternalKey, Bytes>> ahead = following;
        if (ahead == null) {
            ahead = points.tailMap(current.getKey(), false).entrySet().iterator();
        }
        boolean standing = moveTo(ahead.hasNext() ? ahead.next() : null);
        following = ahead;
        return standing;
    }

    @Override
    public boolean prev() {
        Map.Entry<InternalKey, Bytes> current = entry;
        return current != null && moveTo(points.lowerEntry(current.getKey()));
    }

    @Override
    public boolean valid() {
        return entry != null;
    }

    @Override
    public ByteView userKey() {
        requireEntry();
        return userKey;
    }

    @Override
    public long trailer() {
        return requireEntry().getKey().trailer();
    }

    @Override
    public ByteView value() {
        requireEntry();
        return value;
    }

    @Override
    public void close() {
        closed = true;
        entry = null;
        following = null;
    }

    private boolean moveTo(Map.@Nullable Entry<InternalKey, Bytes> target) {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
        following = null;
        entry = null;
        if (target == null || !range.contains(target.getKey().userKey())) {
            return false;
        }
        entry = target;
        show(userKey, target.getKey().userKey());
        show(value, target.getValue());
        return true;
    }

    private Map.Entry<InternalKey, Bytes> requireEntry() {
        Map.Entry<InternalKey, Bytes> current = entry;
        if (current == null) {
            throw new StorageException(StorageException.Kind.FAILED_PRECONDITION, "the cursor stands on no entry");
        }
        return current;
    }

    private static InternalKey before(Bytes userKey) {
        return new InternalKey(userKey, MemtableView.beforeAllVersions());
    }

    private static void show(ByteView view, Bytes bytes) {
        view.showStable(bytes.array(), bytes.offset(), bytes.length());
    }
}

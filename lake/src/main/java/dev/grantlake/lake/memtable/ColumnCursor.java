package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;

/**
 * Walks the keys that commits up to a number have touched, which are those of the first rows. A step follows one link,
 * either way: what a reader may see was there before the cursor was, so that nothing is missed by going along it.
 */
final class ColumnCursor implements LayerCursor {

    private final KeyList keys;
    private final EntryColumns entries;
    private final KeyRange range;
    private final int end;
    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    private int node = KeyList.NONE;
    private int row = EntryColumns.NONE;
    private boolean closed;

    /** A cursor over what lies before the row {@code end}. */
    ColumnCursor(KeyList keys, EntryColumns entries, KeyRange range, int end) {
        this.keys = keys;
        this.entries = entries;
        this.range = range;
        this.end = end;
    }

    @Override
    public boolean first() {
        return forward(range.from() == null ? keys.first() : keys.firstFrom(range.from()));
    }

    @Override
    public boolean last() {
        return backward(range.to() == null ? keys.last() : keys.lastBefore(range.to()));
    }

    @Override
    public boolean seekGe(Bytes key) {
        return forward(keys.firstFrom(range.startAt(key)));
    }

    @Override
    public boolean seekLt(Bytes key) {
        return backward(keys.lastBefore(range.endAt(key)));
    }

    @Override
    public boolean next() {
        return forward(node == KeyList.NONE ? KeyList.NONE : keys.next(node));
    }

    @Override
    public boolean prev() {
        return backward(node == KeyList.NONE ? KeyList.NONE : keys.previous(node));
    }

    /** Stands on the first visible entry from a node on. */
    private boolean forward(int from) {
        requireOpen();
        int at = from;
        while (at != KeyList.NONE && (range.to() == null || keys.compare(at, range.to()) < 0)) {
            if (stand(at)) {
                return true;
            }
            at = keys.next(at);
        }
        node = KeyList.NONE;
        return false;
    }

    /** Stands on the last visible entry up to a node. */
    private boolean backward(int from) {
        requireOpen();
        int at = from;
        while (at != KeyList.NONE && (range.from() == null || keys.compare(at, range.from()) >= 0)) {
            if (stand(at)) {
                return true;
            }
            at = keys.previous(at);
        }
        node = KeyList.NONE;
        return false;
    }

    private boolean stand(int at) {
        row = entries.newestBefore(end, keys.newest(at));
        if (row == EntryColumns.NONE) {
            return false;
        }
        node = at;
        keys.showKey(at, key);
        entries.showValue(row, value);
        return true;
    }

    @Override
    public boolean valid() {
        return node != KeyList.NONE;
    }

    @Override
    public ByteView key() {
        return key;
    }

    @Override
    public ByteView value() {
        return value;
    }

    @Override
    public boolean tombstone() {
        return valid() && entries.tombstone(row);
    }

    @Override
    public void close() {
        closed = true;
        node = KeyList.NONE;
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
    }
}

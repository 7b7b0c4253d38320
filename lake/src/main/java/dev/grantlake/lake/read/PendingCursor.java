package dev.grantlake.lake.read;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.memtable.LayerCursor;
import dev.grantlake.lake.memtable.Memtable.Found;
import dev.grantlake.lake.memtable.Memtable.Value;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.NavigableMap;

/** Walks the operations of a transaction; each move is a search, so that operations may be added meanwhile. */
final class PendingCursor implements LayerCursor {

    private final NavigableMap<Bytes, Found> operations;
    private final KeyRange range;
    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    private Map.@Nullable Entry<Bytes, Found> present;
    private boolean closed;

    PendingCursor(NavigableMap<Bytes, Found> operations, KeyRange range) {
        this.operations = operations;
        this.range = range;
    }

    @Override
    public boolean first() {
        return stand(range.from() == null ? operations.firstEntry() : operations.ceilingEntry(range.from()));
    }

    @Override
    public boolean last() {
        return stand(range.to() == null ? operations.lastEntry() : operations.lowerEntry(range.to()));
    }

    @Override
    public boolean seekGe(Bytes key) {
        return stand(operations.ceilingEntry(range.startAt(key)));
    }

    @Override
    public boolean seekLt(Bytes key) {
        return stand(operations.lowerEntry(range.endAt(key)));
    }

    @Override
    public boolean next() {
        return stand(present == null ? null : operations.higherEntry(present.getKey()));
    }

    @Override
    public boolean prev() {
        return stand(present == null ? null : operations.lowerEntry(present.getKey()));
    }

    private boolean stand(Map.@Nullable Entry<Bytes, Found> entry) {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
        present = entry != null && range.contains(entry.getKey()) ? entry : null;
        if (present == null) {
            return false;
        }
        key.show(present.getKey());
        value.show(present.getValue() instanceof Value found ? found.bytes() : Bytes.EMPTY);
        return true;
    }

    @Override
    public boolean valid() {
        return present != null;
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
        return present != null && !(present.getValue() instanceof Value);
    }

    @Override
    public void close() {
        closed = true;
        present = null;
    }
}

package dev.grantlake.lake.read;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.memtable.LayerCursor;
import dev.grantlake.lake.memtable.Memtable.Deleted;
import dev.grantlake.lake.memtable.Memtable.Found;
import dev.grantlake.lake.memtable.Memtable.Value;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What a transaction is going to do, the last operation of each key. Belongs to one thread. */
public final class Pending {

    private final NavigableMap<Bytes, Found> operations;

    /** Nothing yet. */
    public Pending() {
        this(new TreeMap<>());
    }

    private Pending(NavigableMap<Bytes, Found> operations) {
        this.operations = operations;
    }

    /** Puts {@code value} under {@code key}; both are kept as they are. */
    public void set(Bytes key, Bytes value) {
        operations.put(key, new Value(value));
    }

    /** Deletes what is under {@code key}. */
    public void delete(Bytes key) {
        operations.put(key, Deleted.DELETED);
    }

    /** What is going to be under {@code key}, or null if that is not touched. */
    public @Nullable Found get(Bytes key) {
        return operations.get(key);
    }

    /** The value that is going to be under {@code key}, or null if none is. */
    public @Nullable Bytes value(Bytes key) {
        return operations.get(key) instanceof Value value ? value.bytes() : null;
    }

    /** All operations in ascending order of keys; a deletion has no value. */
    public void forEach(BiConsumer<Bytes, @Nullable Bytes> action) {
        for (Map.Entry<Bytes, Found> operation : operations.entrySet()) {
            action.accept(operation.getKey(), operation.getValue() instanceof Value value ? value.bytes() : null);
        }
    }

    /** Number of keys that are touched. */
    public int size() {
        return operations.size();
    }

    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /** Another one with the same operations; a change of one does not show in the other. */
    public Pending copy() {
        return new Pending(new TreeMap<>(operations));
    }

    /** A cursor over the range, which goes along with what is changed meanwhile. */
    public LayerCursor cursor(KeyRange range) {
        return new PendingCursor(operations, range);
    }
}

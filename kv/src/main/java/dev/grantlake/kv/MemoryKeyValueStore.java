package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A key-value store in memory: for tests and tools, and for small data that has no file. Thread-safe. A cursor and a
 * {@link #snapshot} show the entries as they were when they were opened, whatever is put or deleted meanwhile.
 *
 * <p>Implementation note. Writes go to a sorted map. The first cursor after a write copies references to all entries
 * into arrays, which all cursors share until the next write: made for stores that are filled and then read.
 */
public final class MemoryKeyValueStore implements KeyValueReader {

    private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
    private final AtomicInteger openCursors = new AtomicInteger();
    /** The entries as they are now, if somebody has looked at them since the last write. */
    private @Nullable SortedEntries view;

    private boolean closed;

    /** Puts {@code value} under {@code key}, in place of what was there. */
    public synchronized MemoryKeyValueStore put(Bytes key, Bytes value) {
        requireOpen();
        view = null;
        entries.put(key, value);
        return this;
    }

    /** Puts all of {@code more}. */
    public synchronized MemoryKeyValueStore putAll(Map<Bytes, Bytes> more) {
        requireOpen();
        view = null;
        entries.putAll(more);
        return this;
    }

    /** Deletes what is under {@code key}, if something is. */
    public synchronized MemoryKeyValueStore delete(Bytes key) {
        requireOpen();
        view = null;
        entries.remove(key);
        return this;
    }

    /** Number of keys. */
    public synchronized int size() {
        requireOpen();
        return entries.size();
    }

    @Override
    public synchronized @Nullable Bytes get(Bytes key) {
        requireOpen();
        return entries.get(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        Cursor cursor = view().cursor(range, openCursors::decrementAndGet);
        openCursors.incrementAndGet();
        return cursor;
    }

    /** The entries as they are now, for as long as the result is open; closing the store does not close it. */
    public KeyValueReader snapshot() {
        return new Snapshot(view());
    }

    /**
     * Lets go of the entries; a second call does nothing.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if cursors are open, which is a leak
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            entries.clear();
            view = null;
            requireNoCursors(openCursors);
        }
    }

    private synchronized SortedEntries view() {
        requireOpen();
        if (view == null) {
            view = new SortedEntries(entries);
        }
        return view;
    }

    private void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private static StorageException closedException() {
        return new StorageException(StorageException.Kind.CLOSED, "the store is closed");
    }

    private static void requireNoCursors(AtomicInteger openCursors) {
        if (openCursors.get() != 0) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION, openCursors + " cursors of the store are still open");
        }
    }

    private static final class Snapshot implements KeyValueReader {

        private final AtomicInteger openCursors = new AtomicInteger();
        private volatile @Nullable SortedEntries entries;

        Snapshot(SortedEntries entries) {
            this.entries = entries;
        }

        @Override
        public @Nullable Bytes get(Bytes key) {
            return entries().get(key);
        }

        @Override
        public Cursor cursor(KeyRange range) {
            Cursor cursor = entries().cursor(range, openCursors::decrementAndGet);
            openCursors.incrementAndGet();
            return cursor;
        }

        @Override
        public void close() {
            if (entries != null) {
                entries = null;
                requireNoCursors(openCursors);
            }
        }

        private SortedEntries entries() {
            SortedEntries current = entries;
            if (current == null) {
                throw closedException();
            }
            return current;
        }
    }
}

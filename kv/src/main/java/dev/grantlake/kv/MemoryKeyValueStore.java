package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import static java.util.Objects.requireNonNull;

/**
 * A key-value store in memory, with all that the contract asks for but a disk: for tests and tools, and for small data
 * that has no file. Thread-safe; readers never wait. A {@link #snapshot} outlives the store.
 *
 * <p>A {@link WriteKind#SINGLE_DELETE} deletes whatever is there, and so does a {@link WriteKind#DELETE_SIZED}. Merges
 * are joined when they are committed.
 *
 * <p>Implementation note. The state is one tree that is never changed ({@link EntryTree}). A write makes the next tree
 * and puts it in the place of the last, so that batches are atomic and a snapshot is a reference.
 */
public final class MemoryKeyValueStore implements KeyValueStore, RangeReplacement, WritePauses, Maintenance, Metered {

    private final StoreOptions options;
    private final WriteGate gate = new WriteGate();
    private final OpenCursors openCursors = new OpenCursors();
    private final AtomicInteger openSnapshots = new AtomicInteger();
    /** Replaced by writes only, one at a time. */
    private volatile EntryTree entries = EntryTree.EMPTY;

    /** Replaced by writes only; what is open is filled in when it is asked for. */
    private volatile StoreMetrics written = new StoreMetrics(0, 0, 0, 0, 0, 0, 0);

    /** An empty store without a merger. */
    public MemoryKeyValueStore() {
        this(StoreOptions.DEFAULT);
    }

    /** An empty store. Its durability makes no difference: what is in memory ends with the process. */
    public MemoryKeyValueStore(StoreOptions options) {
        this.options = requireNonNull(options, "options");
    }

    /** Commits a batch that puts {@code value} under {@code key}, in place of what was there. */
    public MemoryKeyValueStore put(Bytes key, Bytes value) {
        commit(new WriteBatch().set(key, value));
        return this;
    }

    /** Commits a batch that puts all of {@code more}. */
    public MemoryKeyValueStore putAll(Map<Bytes, Bytes> more) {
        WriteBatch batch = new WriteBatch();
        more.forEach(batch::set);
        commit(batch);
        return this;
    }

    /** Commits a batch that deletes what is under {@code key}, if something is. */
    public MemoryKeyValueStore delete(Bytes key) {
        commit(new WriteBatch().delete(key));
        return this;
    }

    /** Number of keys. */
    public int size() {
        return entries().size();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return entries().get(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return openCursors.open(entries(), range);
    }

    @Override
    public KeyValueReader snapshot() {
        return new TreeSnapshot(entries(), openSnapshots);
    }

    @Override
    public void commit(WriteBatch batch) {
        commit(batch, options.durability());
    }

    @Override
    public void commit(WriteBatch batch, Durability durability) {
        requireNonNull(durability, "durability");
        gate.pass(() -> {
            if (!batch.isEmpty()) {
                entries = after(batch);
                written = new StoreMetrics(
                        written.batches() + 1,
                        written.operations() + batch.count(),
                        written.operationBytes() + batch.sizeBytes(),
                        written.replacements(),
                        written.replacingEntries(),
                        0,
                        0);
            }
        });
    }

    @Override
    public long replaceRanges(Collection<KeyRange> ranges, Cursor content) {
        List<KeyRange> emptied = List.copyOf(ranges);
        gate.requireOpen();
        EntryTree fresh = EntryTree.of(content);
        gate.pass(() -> {
            EntryTree rest = entries;
            for (KeyRange range : emptied) {
                rest = rest.without(range);
            }
            entries = rest.union(fresh);
            written = new StoreMetrics(
                    written.batches(),
                    written.operations(),
                    written.operationBytes(),
                    written.replacements() + 1,
                    written.replacingEntries() + fresh.size(),
                    0,
                    0);
        });
        options.listener().on(new StoreEvent.RangesReplaced(emptied, fresh.size()));
        return fresh.size();
    }

    @Override
    public Pause pauseWrites() {
        StoreListener listener = options.listener();
        Pause pause = gate.pause(() -> listener.on(new StoreEvent.WritesResumed()));
        try {
            listener.on(new StoreEvent.WritesPaused());
        } catch (RuntimeException | Error e) {
            // Nobody would have the pause to end it.
            try (pause) {
                throw e;
            }
        }
        return pause;
    }

    @Override
    public void flush() {
        gate.requireOpen();
    }

    @Override
    public void compact(KeyRange range) {
        requireNonNull(range, "range");
        gate.requireOpen();
    }

    @Override
    public StoreMetrics metrics() {
        StoreMetrics of = written;
        return new StoreMetrics(
                of.batches(),
                of.operations(),
                of.operationBytes(),
                of.replacements(),
                of.replacingEntries(),
                openCursors.count(),
                openSnapshots.get());
    }

    @Override
    public void close() {
        if (gate.close()) {
            entries = EntryTree.EMPTY;
            openCursors.requireNone();
        }
    }

    private EntryTree entries() {
        gate.requireOpen();
        return entries;
    }

    private EntryTree after(WriteBatch batch) {
        EntryTree next = entries;
        WriteBatch.Operations operation = batch.operations();
        while (operation.next()) {
            Bytes key = operation.key().copy();
            next = switch (operation.kind()) {
                case SET -> next.with(key, operation.value().copy());
                case DELETE, SINGLE_DELETE, DELETE_SIZED -> next.without(key);
                case DELETE_RANGE ->
                    next.without(new KeyRange(key, operation.value().copy()));
                case MERGE ->
                    next.with(key, merged(key, next.get(key), operation.value().copy()));
                case LOG_DATA -> next;
            };
        }
        return next;
    }

    private Bytes merged(Bytes key, @Nullable Bytes older, Bytes newer) {
        Merger merger = options.merger();
        if (merger == null) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION,
                    "a merge at key " + key + ", but the store was opened without a merger");
        }
        return older == null ? newer : merger.merge(key, older, newer);
    }
}

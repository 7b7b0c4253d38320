package dev.grantlake.records.write;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;

/** A store in memory that counts commits by their durability, and fails one of them if it is told to. */
public final class CountingStore implements KeyValueStore, Maintenance {

    private final MemoryKeyValueStore store = new MemoryKeyValueStore();
    private final Map<Durability, Integer> commits = new EnumMap<>(Durability.class);
    private int flushes;
    private int failing = -1;

    /** The store below, which counts nothing. */
    public MemoryKeyValueStore plain() {
        return store;
    }

    /** Commits since the last question. */
    public synchronized int commits(Durability durability) {
        Integer count = commits.remove(durability);
        return count == null ? 0 : count;
    }

    /** Flushes since the last question. */
    public synchronized int flushes() {
        int count = flushes;
        flushes = 0;
        return count;
    }

    /** Fails the commit behind the next {@code commits}. */
    public synchronized void failAfter(int commits) {
        failing = commits;
    }

    @Override
    public void commit(WriteBatch batch) {
        commit(batch, Durability.SYNC);
    }

    @Override
    public void commit(WriteBatch batch, Durability durability) {
        synchronized (this) {
            if (failing-- == 0) {
                throw new StorageException(StorageException.Kind.IO, "a commit that fails");
            }
            if (!batch.isEmpty()) {
                commits.merge(durability, 1, Integer::sum);
            }
        }
        store.commit(batch, durability);
    }

    @Override
    public void flush() {
        synchronized (this) {
            flushes++;
        }
        store.flush();
    }

    @Override
    public void compact(KeyRange range) {
        store.compact(range);
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return store.get(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return store.cursor(range);
    }

    @Override
    public KeyValueReader snapshot() {
        return store.snapshot();
    }

    @Override
    public void close() {
        store.close();
    }
}

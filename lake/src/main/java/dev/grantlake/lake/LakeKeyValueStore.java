package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.Metered;
import dev.grantlake.kv.StoreMetrics;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.WriteKind;
import dev.grantlake.lake.commit.Snapshot;
import dev.grantlake.lake.commit.Submission;
import dev.grantlake.lake.read.HeldCursor;
import dev.grantlake.lake.read.LayeredCursor;
import dev.grantlake.lake.read.Pending;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A lake behind the contract of all engines: a batch is a transaction that overwrites what is there. Thread-safe; the
 * lake is the store's, nobody else writes to it.
 *
 * <p>A batch that joins values or deletes ranges reads first: no other is committed between that and its commit. Log
 * data makes durable what was committed before it, and is not kept.
 */
public final class LakeKeyValueStore implements KeyValueStore, Maintenance, Metered {

    private final Lake lake;
    private final StoreOptions options;
    private final Lock together;
    private final Lock alone;
    private final AtomicInteger openCursors = new AtomicInteger();
    private final AtomicInteger openSnapshots = new AtomicInteger();
    private final LongAdder batches = new LongAdder();
    private final LongAdder operations = new LongAdder();
    private final LongAdder operationBytes = new LongAdder();

    /** A store over {@code lake}, which it closes. */
    public LakeKeyValueStore(Lake lake, StoreOptions options) {
        this.lake = lake;
        this.options = options;
        ReadWriteLock commits = new ReentrantReadWriteLock();
        this.together = commits.readLock();
        this.alone = commits.writeLock();
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        try (Snapshot now = lake.openSnapshot(false)) {
            return now.state().get(key, now.seq());
        }
    }

    @Override
    public Cursor cursor(KeyRange range) {
        Snapshot now = lake.openSnapshot(false);
        return cursor(now, range, openCursors, now::close);
    }

    private static Cursor cursor(Snapshot moment, KeyRange range, AtomicInteger count, Runnable release) {
        try {
            Cursor merged = new LayeredCursor(moment.state().layers(range, moment.seq(), false));
            count.incrementAndGet();
            return new HeldCursor(merged, () -> {
                count.decrementAndGet();
                release.run();
            });
        } catch (RuntimeException | Error e) {
            release.run();
            throw e;
        }
    }

    @Override
    public KeyValueReader snapshot() {
        openSnapshots.incrementAndGet();
        try {
            return new StoreSnapshot(lake.openSnapshot(false));
        } catch (RuntimeException | Error e) {
            openSnapshots.decrementAndGet();
            throw e;
        }
    }

    @Override
    public void commit(WriteBatch batch) {
        commit(batch, options.durability());
    }

    @Override
    public void commit(WriteBatch batch, Durability durability) {
        lake.requireOpen();
        if (batch.isEmpty()) {
            return;
        }
        Lock lock = reads(batch) ? alone : together;
        lock.lock();
        try {
            write(effect(batch), durability);
        } finally {
            lock.unlock();
        }
        batches.increment();
        operations.add(batch.count());
        operationBytes.add(batch.sizeBytes());
    }

    private void write(Pending effect, Durability durability) {
        boolean durable = durability == Durability.SYNC;
        if (!effect.isEmpty()) {
            lake.awaitMigration(lake.commit(Submission.of(effect, List.of(), durable, lake.limits())));
        } else if (durable) {
            lake.force();
        }
    }

    /** Whether what the batch does depends on what is there. */
    private boolean reads(WriteBatch batch) {
        boolean reads = false;
        WriteBatch.Operations each = batch.operations();
        while (each.next()) {
            if (each.kind() == WriteKind.MERGE && options.merger() == null) {
                throw new StorageException(
                        StorageException.Kind.FAILED_PRECONDITION,
                        "a merge at key " + each.key().copy() + ", but the store was opened without a merger");
            }
            reads |= each.kind() == WriteKind.MERGE || each.kind() == WriteKind.DELETE_RANGE;
        }
        return reads;
    }

    /** The last operation of each key that the batch touches. */
    private Pending effect(WriteBatch batch) {
        Pending effect = new Pending();
        try (Snapshot now = lake.openSnapshot(false)) {
            WriteBatch.Operations each = batch.operations();
            while (each.next()) {
                Bytes key = each.key().copy();
                switch (each.kind()) {
                    case SET -> effect.set(key, each.value().copy());
                    case DELETE, SINGLE_DELETE, DELETE_SIZED -> effect.delete(key);
                    case DELETE_RANGE ->
                        deleteRange(now, effect, new KeyRange(key, each.value().copy()));
                    case MERGE -> merge(now, effect, key, each.value().copy());
                    case LOG_DATA -> {}
                }
            }
        }
        return effect;
    }

    private static void deleteRange(Snapshot now, Pending effect, KeyRange range) {
        if (range.isEmpty()) {
            return;
        }
        // What the batch has put there so far is also gone.
        try (Cursor keys = LayeredCursor.with(effect.cursor(range), now.state().layers(range, now.seq(), true))) {
            for (boolean more = keys.first(); more; more = keys.next()) {
                effect.delete(keys.key().copy());
            }
        }
    }

    private void merge(Snapshot now, Pending effect, Bytes key, Bytes operand) {
        Merger merger = options.merger();
        Bytes older = effect.get(key) == null ? now.state().get(key, now.seq()) : effect.value(key);
        effect.set(key, older == null || merger == null ? operand : merger.merge(key, older, operand));
    }

    @Override
    public void flush() {
        lake.flush();
    }

    /** Compacts the table, whatever the range: fragments are not cut by keys. Its versions stay. */
    @Override
    public void compact(KeyRange range) {
        lake.compact();
    }

    @Override
    public StoreMetrics metrics() {
        return new StoreMetrics(
                batches.sum(), operations.sum(), operationBytes.sum(), 0, 0, openCursors.get(), openSnapshots.get());
    }

    @Override
    public void close() {
        lake.close();
    }

    /** What was committed when it was opened. */
    private final class StoreSnapshot implements KeyValueReader {

        private final Snapshot moment;
        private final AtomicInteger cursors = new AtomicInteger();
        private volatile boolean closed;

        StoreSnapshot(Snapshot moment) {
            this.moment = moment;
        }

        @Override
        public @Nullable Bytes get(Bytes key) {
            requireOpen();
            return moment.state().get(key, moment.seq());
        }

        @Override
        public Cursor cursor(KeyRange range) {
            requireOpen();
            return LakeKeyValueStore.cursor(moment, range, cursors, () -> {});
        }

        private void requireOpen() {
            if (closed) {
                throw new StorageException(StorageException.Kind.CLOSED, "the snapshot is closed");
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                moment.close();
                openSnapshots.decrementAndGet();
                if (cursors.get() > 0) {
                    throw new StorageException(
                            StorageException.Kind.FAILED_PRECONDITION,
                            cursors.get() + " cursors of the snapshot are still open");
                }
            }
        }
    }
}

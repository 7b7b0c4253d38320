package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableHistory;
import dev.grantlake.lake.table.TableStats;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The simplest table there can be: a sorted map a version; version n is of second n. What it keeps outlives it, see
 * {@link #reopened}. Thread-safe.
 */
public final class TreeTable implements Table {

    /** A row as a version has it; a tombstone has no value. */
    public record Row(@Nullable Bytes value, long seq) {}

    private record Version(NavigableMap<Bytes, Row> rows, KeyValueReader live, long maxSeq) {}

    private final List<Version> versions;
    private final AtomicInteger openViews = new AtomicInteger();
    private volatile Runnable beforeWrite = () -> {};
    private volatile boolean closed;

    /** An empty table, in version 1. */
    public TreeTable() {
        this(new ArrayList<>());
        versions.add(new Version(new TreeMap<>(), new MemoryKeyValueStore(), 0));
    }

    private TreeTable(List<Version> versions) {
        this.versions = versions;
    }

    /** Another table over the same versions, as after a restart. */
    public TreeTable reopened() {
        return new TreeTable(versions);
    }

    /** Runs {@code step} at the beginning of each write, which fails if it does. */
    public TreeTable beforeWrite(Runnable step) {
        beforeWrite = step;
        return this;
    }

    /** The rows of a version, with tombstones. */
    public NavigableMap<Bytes, Row> rows(long version) {
        return version(version).rows();
    }

    /** The row of a key in a version, which must be there. */
    public Row row(long version, Bytes key) {
        Row row = version(version).rows().get(key);
        if (row == null) {
            throw new AssertionError("no row " + key + " in version " + version);
        }
        return row;
    }

    /** The largest commit number in a version. */
    public long maxSeq(long version) {
        return version(version).maxSeq();
    }

    /** Number of the newest version. */
    public synchronized long newest() {
        return versions.size();
    }

    /** Views that nobody has closed. */
    public int openViews() {
        return openViews.get();
    }

    @Override
    public synchronized TableView head() {
        return new View(versions.size(), versions.get(versions.size() - 1));
    }

    @Override
    public TableView at(long version) {
        return new View(version, version(version));
    }

    @Override
    public TableView at(Instant time) {
        return at(Math.min(time.getEpochSecond(), newest()));
    }

    private synchronized Version version(long version) {
        if (version < 1 || version > versions.size()) {
            throw new VersionNotFound("version " + version + " of " + versions.size());
        }
        return versions.get((int) version - 1);
    }

    @Override
    public TableHistory history() {
        throw new UnsupportedOperationException("versions are found by their numbers");
    }

    @Override
    public TableView write(Rows rows) {
        beforeWrite.run();
        synchronized (this) {
            Version head = versions.get(versions.size() - 1);
            NavigableMap<Bytes, Row> next = new TreeMap<>(head.rows());
            int count = 0;
            for (RowCursor row = rows.walk(); row.next(); count++) {
                next.put(
                        row.key().copy(),
                        new Row(row.tombstone() ? null : row.value().copy(), row.seq()));
            }
            if (count != rows.count()) {
                throw new IllegalStateException(count + " rows instead of " + rows.count());
            }
            WriteBatch live = new WriteBatch();
            next.forEach((key, row) -> {
                if (row.value() != null) {
                    live.set(key, row.value());
                }
            });
            MemoryKeyValueStore store = new MemoryKeyValueStore();
            store.commit(live);
            versions.add(new Version(next, store, Math.max(head.maxSeq(), rows.maxSeq())));
            return head();
        }
    }

    @Override
    public boolean compact(CompactionEffort effort, BooleanSupplier stop) {
        return false;
    }

    @Override
    public TableStats stats() {
        return TableStats.NONE;
    }

    @Override
    public long prune(Instant time, long bound) {
        return 0;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    private final class View implements TableView {

        private final long number;
        private final Version version;
        private boolean open = true;

        View(long number, Version version) {
            this.number = number;
            this.version = version;
            openViews.incrementAndGet();
        }

        private synchronized KeyValueReader live() {
            if (!open) {
                throw new StorageException(StorageException.Kind.CLOSED, "the view is closed");
            }
            return version.live();
        }

        @Override
        public long version() {
            return number;
        }

        @Override
        public long maxSeq() {
            return version.maxSeq();
        }

        @Override
        public @Nullable Bytes get(Bytes key) {
            return live().get(key);
        }

        @Override
        public List<@Nullable Bytes> getAll(List<Bytes> keys) {
            List<@Nullable Bytes> values = new ArrayList<>();
            keys.forEach(key -> values.add(get(key)));
            return values;
        }

        @Override
        public boolean contains(Bytes key) {
            return get(key) != null;
        }

        @Override
        public Cursor cursor(KeyRange range) {
            return live().cursor(range);
        }

        @Override
        public Cursor keys(KeyRange range) {
            return live().cursor(range);
        }

        @Override
        public TableView share() {
            live();
            return new View(number, version);
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                openViews.decrementAndGet();
            }
        }
    }
}

package dev.grantlake.lake.crash;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
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
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A table as a library might keep it: two files a version, the rows and a manifest that names them, neither of which is
 * on disk before somebody forces it. Opened, it goes back behind versions that a loss of power has left in pieces, but
 * never behind the one that is known to be whole.
 */
final class FileTable implements Table {

    /** What a careless writer leaves out. */
    enum Forcing {
        ALL,
        NOTHING
    }

    private static final String MANIFEST = "manifest-";
    private static final String DATA = "data-";

    private final WritableVfs directory;
    private final Forcing forcing;
    private Version head;

    private record Row(@Nullable Bytes value, long seq) {}

    private record Version(long number, long maxSeq, NavigableMap<Bytes, Row> rows, MemoryKeyValueStore live) {

        static Version of(long number, long maxSeq, NavigableMap<Bytes, Row> rows) {
            MemoryKeyValueStore live = new MemoryKeyValueStore();
            WriteBatch batch = new WriteBatch();
            rows.forEach((key, row) -> {
                if (row.value() != null) {
                    batch.set(key, row.value());
                }
            });
            live.commit(batch);
            return new Version(number, maxSeq, rows, live);
        }
    }

    private FileTable(WritableVfs directory, Forcing forcing, Version head) {
        this.directory = directory;
        this.forcing = forcing;
        this.head = head;
    }

    /**
     * The table in {@code directory}, which stays the caller's.
     *
     * @param trusted the version that is known to be whole, 0 if none is
     */
    static FileTable open(WritableVfs directory, long trusted, Forcing forcing) {
        long newest = 0;
        for (String name : directory.list()) {
            if (name.startsWith(MANIFEST)) {
                newest = Math.max(newest, Long.parseLong(name.substring(MANIFEST.length())));
            }
        }
        for (long number = newest; number >= Math.max(1, trusted); number--) {
            Version version = read(directory, number);
            if (version != null) {
                return new FileTable(directory, forcing, version);
            }
            for (String name : List.of(MANIFEST + number, DATA + number)) {
                if (number > trusted && directory.exists(name)) {
                    directory.delete(name);
                }
            }
        }
        if (trusted > 0) {
            throw StorageException.corrupt(
                    Location.of(directory.description(), "table"), "version " + trusted, "versions up to " + newest);
        }
        FileTable table = new FileTable(directory, forcing, Version.of(0, 0, new TreeMap<>()));
        table.head = table.written(1, 0, new TreeMap<>());
        return table;
    }

    private static @Nullable Version read(WritableVfs directory, long number) {
        Bytes manifest = content(directory, MANIFEST + number);
        Bytes data = content(directory, DATA + number);
        if (manifest.length() != Integer.BYTES + Long.BYTES) {
            return null;
        }
        ByteReader said = new ByteReader(manifest, Location.of(directory.description(), "manifest"));
        long maxSeq = said.readLongLe();
        if (said.readIntLe() != checksum(data, maxSeq)) {
            return null;
        }
        NavigableMap<Bytes, Row> rows = new TreeMap<>();
        ByteReader reader = new ByteReader(data, Location.of(directory.description(), "data"));
        while (!reader.atEnd()) {
            long seq = reader.readLongLe();
            boolean live = reader.readUnsignedByte() == 1;
            Bytes key = reader.readLengthPrefixed("key");
            rows.put(key, new Row(live ? reader.readLengthPrefixed("value") : null, seq));
        }
        return Version.of(number, maxSeq, rows);
    }

    private static int checksum(Bytes data, long maxSeq) {
        return new Crc32c()
                .update(data)
                .update(new ByteSink().writeLongLe(maxSeq).toBytes())
                .value();
    }

    private static Bytes content(WritableVfs directory, String name) {
        if (!directory.exists(name)) {
            return Bytes.EMPTY;
        }
        try (ReadableFile file = directory.open(name)) {
            return file.read(0, (int) file.size());
        }
    }

    @Override
    public synchronized TableView head() {
        return new View(head);
    }

    @Override
    public synchronized TableView at(long version) {
        throw new VersionNotFound("version " + version);
    }

    @Override
    public synchronized TableView at(Instant time) {
        throw new VersionNotFound("a version at " + time);
    }

    @Override
    public TableHistory history() {
        throw new UnsupportedOperationException("only the newest version is kept");
    }

    @Override
    public synchronized TableView write(Rows rows) {
        NavigableMap<Bytes, Row> next = new TreeMap<>(head.rows());
        for (RowCursor row = rows.walk(); row.next(); ) {
            Bytes value = row.tombstone() ? null : row.value().copy();
            next.put(row.key().copy(), new Row(value, row.seq()));
        }
        head = written(head.number() + 1, Math.max(head.maxSeq(), rows.maxSeq()), next);
        return new View(head);
    }

    private Version written(long number, long maxSeq, NavigableMap<Bytes, Row> rows) {
        ByteSink data = new ByteSink();
        for (Map.Entry<Bytes, Row> entry : rows.entrySet()) {
            Bytes value = entry.getValue().value();
            data.writeLongLe(entry.getValue().seq())
                    .writeByte(value == null ? 0 : 1)
                    .writeLengthPrefixed(entry.getKey());
            if (value != null) {
                data.writeLengthPrefixed(value);
            }
        }
        int checksum = checksum(data.toBytes(), maxSeq);
        put(DATA + number, data.toBytes());
        put(
                MANIFEST + number,
                new ByteSink().writeLongLe(maxSeq).writeIntLe(checksum).toBytes());
        if (forcing == Forcing.ALL) {
            directory.force(DATA + number);
            directory.force(MANIFEST + number);
            directory.force();
        }
        return Version.of(number, maxSeq, rows);
    }

    private void put(String name, Bytes content) {
        // A failed try before this one may have left it.
        if (directory.exists(name)) {
            directory.delete(name);
        }
        try (WritableFile file = directory.createFile(name)) {
            file.write(content);
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
    public void close() {}

    private record View(Version shown) implements TableView {

        @Override
        public long version() {
            return shown.number();
        }

        @Override
        public long maxSeq() {
            return shown.maxSeq();
        }

        @Override
        public @Nullable Bytes get(Bytes key) {
            return shown.live().get(key);
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
            return shown.live().cursor(range);
        }

        @Override
        public Cursor keys(KeyRange range) {
            return cursor(range);
        }

        @Override
        public TableView share() {
            return this;
        }

        @Override
        public void close() {}
    }
}

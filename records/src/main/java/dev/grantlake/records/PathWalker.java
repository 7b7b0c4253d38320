package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.key.AccessPath;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.spi.RecordScan;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Function;

/** Walks access paths through one store. Thread-safe; each scan belongs to one thread. */
record PathWalker(KeyValueReader reader, String file) {

    /** The first record on a path. */
    <T> Optional<T> find(AccessPath path, Function<Row, T> codec) {
        try (RecordScan<T> scan = scan(path, null, codec)) {
            return scan.next() ? Optional.of(scan.record()) : Optional.empty();
        }
    }

    /**
     * All records on a path, or those behind a position on it.
     *
     * @throws dev.grantlake.store.StoreException if {@code after} is not a position on this path
     */
    <T> RecordScan<T> scan(AccessPath path, @Nullable Bytes after, Function<Row, T> codec) {
        path.check(after);
        return switch (path.kind()) {
            case NOWHERE -> new PointScan<>(null, path.test(), codec);
            case POINT -> new PointScan<>(after == null ? get(path.key()) : null, path.test(), codec);
            case ROWS -> new RowScan<>(reader.cursor(path.entries(after)), file, path.test(), codec);
            case INDEX -> new IndexScan<>(reader.cursor(path.entries(after)), this, path, codec);
        };
    }

    /** The row under a key, or null. */
    @Nullable
    Row get(Bytes key) {
        Bytes value = reader.get(key);
        return value == null ? null : new Row(file, key, value);
    }
}

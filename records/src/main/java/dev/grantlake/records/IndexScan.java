package dev.grantlake.records;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.records.key.AccessPath;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.spi.RecordScan;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * A walk over index entries to the rows that they lead to. An entry without a row, or whose row is none of the answers,
 * is passed over.
 */
final class IndexScan<T> implements RecordScan<T> {

    private final Cursor entries;
    private final PathWalker walker;
    private final AccessPath path;
    private final Function<Row, T> codec;
    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    private @Nullable Row row;
    private boolean started;
    private boolean ended;

    /** A scan over the entries that a cursor is bounded to; the cursor belongs to it. */
    IndexScan(Cursor entries, PathWalker walker, AccessPath path, Function<Row, T> codec) {
        this.entries = entries;
        this.walker = walker;
        this.path = path;
        this.codec = codec;
    }

    @Override
    public boolean next() {
        while (!ended) {
            ended = !(started ? entries.next() : entries.first());
            started = true;
            row = ended ? null : walker.get(path.rowKey(entries.key().copy()));
            if (row != null && passes(row)) {
                return true;
            }
        }
        return false;
    }

    private boolean passes(Row row) {
        key.show(row.key());
        value.show(row.value());
        return path.test().test(key, value);
    }

    @Override
    public T record() {
        if (row == null) {
            throw new IllegalStateException("the scan stands on no record");
        }
        return codec.apply(row);
    }

    @Override
    public Bytes position() {
        return entries.key().copy();
    }

    @Override
    public void close() {
        ended = true;
        entries.close();
    }
}

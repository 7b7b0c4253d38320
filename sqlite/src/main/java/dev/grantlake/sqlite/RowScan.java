package dev.grantlake.sqlite;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.spi.RecordScan;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;
import java.util.function.Predicate;

/** A walk over rows, each made a record; those that a filter beyond SQL does not want are passed over. */
final class RowScan<T> implements RecordScan<T> {

    private final Cursor cursor;
    private final Function<Row, T> reader;
    private final Predicate<T> filter;
    private final Function<Row, Bytes> position;
    private @Nullable T record;

    RowScan(Cursor cursor, Function<Row, T> reader, Predicate<T> filter, Function<Row, Bytes> position) {
        this.cursor = cursor;
        this.reader = reader;
        this.filter = filter;
        this.position = position;
    }

    @Override
    public boolean next() {
        while (cursor.next()) {
            T candidate = reader.apply(cursor.row());
            if (filter.test(candidate)) {
                record = candidate;
                return true;
            }
        }
        return false;
    }

    @Override
    public T record() {
        if (record == null) {
            throw new IllegalStateException("no present record");
        }
        return record;
    }

    @Override
    public Bytes position() {
        return position.apply(cursor.row());
    }

    @Override
    public void close() {
        cursor.close();
    }
}

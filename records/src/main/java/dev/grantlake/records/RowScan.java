package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.records.key.RowTest;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.spi.RecordScan;

import java.util.function.Function;

/** A walk over a range of rows. What no row is asked for is neither copied nor decoded. */
final class RowScan<T> implements RecordScan<T> {

    private final Cursor cursor;
    private final String file;
    private final RowTest test;
    private final Function<Row, T> codec;
    private boolean started;
    private boolean ended;

    /** A scan over what {@code cursor} is bounded to; the cursor belongs to it. */
    RowScan(Cursor cursor, String file, RowTest test, Function<Row, T> codec) {
        this.cursor = cursor;
        this.file = file;
        this.test = test;
        this.codec = codec;
    }

    @Override
    public boolean next() {
        while (!ended) {
            ended = !(started ? cursor.next() : cursor.first());
            started = true;
            if (!ended && test.test(cursor.key(), cursor.value())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public T record() {
        return codec.apply(new Row(file, cursor.key().retain(), cursor.value().retain()));
    }

    @Override
    public Bytes position() {
        return cursor.key().copy();
    }

    @Override
    public void close() {
        ended = true;
        cursor.close();
    }
}

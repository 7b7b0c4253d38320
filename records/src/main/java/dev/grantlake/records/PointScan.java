package dev.grantlake.records;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.RowTest;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.spi.RecordScan;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/** A walk over one row or none. */
final class PointScan<T> implements RecordScan<T> {

    private final @Nullable Row row;
    private final Function<Row, T> codec;
    private boolean started;

    PointScan(@Nullable Row row, RowTest test, Function<Row, T> codec) {
        this.row = row == null || !test.test(view(row.key()), view(row.value())) ? null : row;
        this.codec = codec;
    }

    private static ByteView view(Bytes bytes) {
        ByteView view = new ByteView();
        view.show(bytes);
        return view;
    }

    @Override
    public boolean next() {
        boolean first = !started;
        started = true;
        return first && row != null;
    }

    @Override
    public T record() {
        return codec.apply(current());
    }

    @Override
    public Bytes position() {
        return current().key();
    }

    private Row current() {
        if (!started || row == null) {
            throw new IllegalStateException("the scan stands on no record");
        }
        return row;
    }

    @Override
    public void close() {}
}

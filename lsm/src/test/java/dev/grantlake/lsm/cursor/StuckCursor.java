package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

/** A cursor whose seeks always lead to the first entry, as in a table whose keys are out of order. */
final class StuckCursor implements InternalCursor {

    private final InternalCursor cursor;

    StuckCursor(InternalCursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean first() {
        return cursor.first();
    }

    @Override
    public boolean last() {
        return cursor.last();
    }

    @Override
    public boolean seekGe(Bytes userKey) {
        return cursor.first();
    }

    @Override
    public boolean seekLt(Bytes userKey) {
        return cursor.first();
    }

    @Override
    public boolean next() {
        return cursor.next();
    }

    @Override
    public boolean nextKey() {
        return cursor.nextKey();
    }

    @Override
    public boolean prev() {
        return cursor.prev();
    }

    @Override
    public boolean valid() {
        return cursor.valid();
    }

    @Override
    public ByteView userKey() {
        return cursor.userKey();
    }

    @Override
    public long trailer() {
        return cursor.trailer();
    }

    @Override
    public ByteView value() {
        return cursor.value();
    }

    @Override
    public void close() {
        cursor.close();
    }
}

package dev.grantlake.ops.compaction;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;

/** A cursor that runs a check before each move, which may end the walk by an exception. Owns the cursor below. */
final class CheckedCursor implements Cursor {

    private final Cursor cursor;
    private final Runnable check;

    CheckedCursor(Cursor cursor, Runnable check) {
        this.cursor = cursor;
        this.check = check;
    }

    @Override
    public boolean first() {
        check.run();
        return cursor.first();
    }

    @Override
    public boolean last() {
        check.run();
        return cursor.last();
    }

    @Override
    public boolean seekGe(Bytes key) {
        check.run();
        return cursor.seekGe(key);
    }

    @Override
    public boolean seekLt(Bytes key) {
        check.run();
        return cursor.seekLt(key);
    }

    @Override
    public boolean next() {
        check.run();
        return cursor.next();
    }

    @Override
    public boolean prev() {
        check.run();
        return cursor.prev();
    }

    @Override
    public boolean valid() {
        return cursor.valid();
    }

    @Override
    public ByteView key() {
        return cursor.key();
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

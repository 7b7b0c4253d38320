package dev.grantlake.lake.read;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;

/** A cursor that holds what it reads: {@code release} is run once, when it is closed. */
public final class HeldCursor implements Cursor {

    private final Cursor cursor;
    private final Runnable release;
    private boolean closed;

    public HeldCursor(Cursor cursor, Runnable release) {
        this.cursor = cursor;
        this.release = release;
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
    public boolean seekGe(Bytes key) {
        return cursor.seekGe(key);
    }

    @Override
    public boolean seekLt(Bytes key) {
        return cursor.seekLt(key);
    }

    @Override
    public boolean next() {
        return cursor.next();
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
    public ByteView key() {
        return cursor.key();
    }

    @Override
    public ByteView value() {
        return cursor.value();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cursor.close();
            release.run();
        }
    }
}

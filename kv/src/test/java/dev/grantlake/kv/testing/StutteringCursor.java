package dev.grantlake.kv.testing;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;

/** A cursor that shows its first entry twice when it goes forward: what no store may take for content in order. */
final class StutteringCursor implements Cursor {

    private final Cursor entries;
    private boolean repeated;

    StutteringCursor(Cursor entries) {
        this.entries = entries;
    }

    @Override
    public boolean next() {
        if (!repeated) {
            repeated = true;
            return entries.valid();
        }
        return entries.next();
    }

    @Override
    public boolean first() {
        return entries.first();
    }

    @Override
    public boolean last() {
        return entries.last();
    }

    @Override
    public boolean seekGe(Bytes key) {
        return entries.seekGe(key);
    }

    @Override
    public boolean seekLt(Bytes key) {
        return entries.seekLt(key);
    }

    @Override
    public boolean prev() {
        return entries.prev();
    }

    @Override
    public boolean valid() {
        return entries.valid();
    }

    @Override
    public ByteView key() {
        return entries.key();
    }

    @Override
    public ByteView value() {
        return entries.value();
    }

    @Override
    public void close() {
        entries.close();
    }
}

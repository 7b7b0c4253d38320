package dev.grantlake.lake.read;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.lake.memtable.LayerCursor;

/** The lowest layer: a version of the table, which shows no tombstones. Closes the cursor that it is over. */
public record TableEntries(Cursor cursor) implements LayerCursor {

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
    public boolean tombstone() {
        return false;
    }

    @Override
    public void close() {
        cursor.close();
    }
}

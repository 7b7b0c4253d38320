package dev.grantlake.ops.verify;

import dev.grantlake.base.ByteView;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import org.jspecify.annotations.Nullable;

import java.util.Iterator;

/** A walk over the readable entries of a key range, in order. Belongs to one thread. */
final class Entries implements AutoCloseable {

    private final KeyValueReader reader;
    private final Iterator<KeyRange> parts;
    private @Nullable Cursor cursor;
    private boolean valid;

    /** Stands before the first entry of {@code range}. */
    Entries(KeyValueReader reader, LostKeys lost, KeyRange range) {
        this.reader = reader;
        this.parts = lost.readable(range).iterator();
    }

    /** Moves on; false at the end. */
    boolean next() {
        valid = cursor != null && cursor.next();
        while (!valid && parts.hasNext()) {
            close();
            cursor = reader.cursor(parts.next());
            valid = cursor.first();
        }
        return valid;
    }

    boolean valid() {
        return valid;
    }

    /** The key, valid until the next move. */
    ByteView key() {
        return present().key();
    }

    /** The value, valid until the next move. */
    ByteView value() {
        return present().value();
    }

    private Cursor present() {
        if (cursor == null) {
            throw new IllegalStateException("before the first entry");
        }
        return cursor;
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
        }
    }
}

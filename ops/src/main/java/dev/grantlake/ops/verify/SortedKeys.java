package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * Answers which keys of a range are there, when asked in ascending order: both sides are walked once. Belongs to one
 * thread.
 */
final class SortedKeys implements AutoCloseable {

    private final RecordScope scope;
    private final KeyRange range;
    private @Nullable Entries entries;

    SortedKeys(RecordScope scope, KeyRange range) {
        this.scope = scope;
        this.range = range;
    }

    /** Whether {@code key} is there, or may be, since it cannot be read. */
    boolean mayContain(Bytes key) {
        return contains(key) || scope.lost().contains(key);
    }

    boolean contains(Bytes key) {
        Entries walk = entries;
        if (walk == null) {
            walk = scope.entries(new KeyRange(key, range.to()));
            entries = walk;
            walk.next();
        }
        while (walk.valid() && walk.key().compareWith(key) < 0) {
            walk.next();
        }
        return walk.valid() && walk.key().compareWith(key) == 0;
    }

    /** The value under a key that was just found by {@link #contains}. */
    Bytes value() {
        if (entries == null) {
            throw new IllegalStateException("nothing was asked for");
        }
        return entries.value().retain();
    }

    @Override
    public void close() {
        if (entries != null) {
            entries.close();
        }
    }
}

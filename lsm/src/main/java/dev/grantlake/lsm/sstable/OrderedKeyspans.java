package dev.grantlake.lsm.sstable;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.KeyspanBlockBuilder;
import dev.grantlake.lsm.sstable.block.Span;
import org.jspecify.annotations.Nullable;

/** The range deletions or the range keys of a table on their way into their block. Belongs to one thread. */
final class OrderedKeyspans {

    private final KeyspanBlockBuilder block;
    private @Nullable InternalKey smallest;
    private @Nullable Span last;

    OrderedKeyspans(KeyspanBlockBuilder block) {
        this.block = block;
    }

    /**
     * Adds a key.
     *
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if its range is empty, overlaps the one before without
     *     being equal to it, or comes before it, or if it is newer than the one before in the same range
     */
    void add(Span key) {
        if (key.start().compareTo(key.end()) >= 0) {
            throw refused("an empty range", key);
        }
        Span before = last;
        if (before == null) {
            smallest = new InternalKey(key.start(), key.trailer());
        } else if (before.start().equals(key.start()) && before.end().equals(key.end())) {
            int order = Long.compareUnsigned(before.trailer(), key.trailer());
            boolean deletion = Trailer.kindCode(key.trailer()) == KeyKind.RANGE_DELETE.code();
            if (order < 0 || (order == 0 && deletion)) {
                throw refused("keys of one range not from new to old", key);
            }
        } else if (before.end().compareTo(key.start()) > 0) {
            throw refused("ranges that overlap or are out of order", key);
        }
        block.add(key);
        last = key;
    }

    KeyspanBlockBuilder block() {
        return block;
    }

    /** The bounds of all ranges, or null if there is none. */
    @Nullable
    KeyBounds bounds() {
        if (smallest == null || last == null) {
            return null;
        }
        return new KeyBounds(
                smallest, new InternalKey(last.end(), Trailer.withSequence(last.trailer(), Trailer.MAX_SEQUENCE)));
    }

    private StorageException refused(String what, Span key) {
        return new StorageException(
                StorageException.Kind.INVALID_ARGUMENT,
                what + ": " + text(key) + (last == null ? "" : " after " + text(last)));
    }

    private static String text(Span key) {
        return new InternalKey(key.start(), key.trailer()) + " to " + key.end();
    }
}

package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NavigableSet;

/**
 * Walks the newest entries that a reader may see. A move is a search in the list, except that one step up follows on
 * from the last: what a reader may see was in the list before the cursor was, so that nothing is missed by going along
 * it.
 */
final class SkipListCursor implements LayerCursor {

    /** Entries that a step passes over before it searches: a key may have any number of versions. */
    private static final int MOST_PASSED = 16;

    private final NavigableSet<Entry> entries;
    private final KeyRange range;
    private final long readSeq;
    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    private @Nullable Entry present;
    /** What comes behind the present entry, once a step up was taken from there. */
    private @Nullable Iterator<Entry> ahead;

    private boolean closed;

    SkipListCursor(NavigableSet<Entry> entries, KeyRange range, long readSeq) {
        this.entries = entries;
        this.range = range;
        this.readSeq = readSeq;
    }

    @Override
    public boolean first() {
        return forward(range.from() == null ? Entry.before(Bytes.EMPTY, Long.MAX_VALUE) : before(range.from()));
    }

    @Override
    public boolean last() {
        requireOpen();
        if (range.to() != null) {
            return backward(before(range.to()));
        }
        ahead = null;
        return stand(entries.isEmpty() ? null : newestUpTo(entries.last()));
    }

    @Override
    public boolean seekGe(Bytes key) {
        return forward(before(range.startAt(key)));
    }

    @Override
    public boolean seekLt(Bytes key) {
        return backward(before(range.endAt(key)));
    }

    @Override
    public boolean next() {
        requireOpen();
        Entry from = present;
        if (from == null) {
            return false;
        }
        Iterator<Entry> walk = ahead == null ? entries.tailSet(from, false).iterator() : ahead;
        ahead = walk;
        for (int passed = 0; passed < MOST_PASSED; passed++) {
            if (!walk.hasNext()) {
                return stand(null);
            }
            Entry entry = walk.next();
            if (entry.seq() <= readSeq && !entry.key().equals(from.key())) {
                return stand(entry);
            }
        }
        return forward(Entry.behind(from.key()));
    }

    @Override
    public boolean prev() {
        requireOpen();
        return present != null && backward(before(present.key()));
    }

    /** Stands on the first visible entry behind {@code place}. */
    private boolean forward(Entry place) {
        requireOpen();
        ahead = null;
        Entry entry = entries.higher(place);
        while (entry != null && entry.seq() > readSeq && range.contains(entry.key())) {
            entry = entries.ceiling(Entry.before(entry.key(), readSeq));
        }
        return stand(entry);
    }

    /** Stands on the newest visible entry of the last key in front of {@code place} that has one. */
    private boolean backward(Entry place) {
        requireOpen();
        ahead = null;
        return stand(newestUpTo(entries.lower(place)));
    }

    private @Nullable Entry newestUpTo(@Nullable Entry oldest) {
        Entry entry = oldest;
        while (entry != null && range.contains(entry.key())) {
            if (entry.seq() <= readSeq) {
                // It is the oldest of its key; the newest that may be seen lies in front of it, if there are more.
                return entries.ceiling(Entry.before(entry.key(), readSeq));
            }
            entry = entries.lower(before(entry.key()));
        }
        return null;
    }

    private boolean stand(@Nullable Entry entry) {
        present = entry != null && range.contains(entry.key()) ? entry : null;
        if (present == null) {
            return false;
        }
        key.show(present.key());
        value.show(present.value() == null ? Bytes.EMPTY : present.value());
        return true;
    }

    @Override
    public boolean valid() {
        return present != null;
    }

    @Override
    public ByteView key() {
        return key;
    }

    @Override
    public ByteView value() {
        return value;
    }

    @Override
    public boolean tombstone() {
        return present != null && present.value() == null;
    }

    @Override
    public void close() {
        closed = true;
        present = null;
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
    }

    private static Entry before(Bytes key) {
        return Entry.before(key, Long.MAX_VALUE);
    }
}

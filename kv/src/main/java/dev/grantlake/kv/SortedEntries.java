package dev.grantlake.kv;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.SortedMap;

/**
 * Keys and values in order, in two arrays that nobody changes any more: what a memory store looks like at one moment.
 */
final class SortedEntries {

    private final Bytes[] keys;
    private final Bytes[] values;

    /** A copy of {@code entries}, which are in unsigned byte order. */
    SortedEntries(SortedMap<Bytes, Bytes> entries) {
        this.keys = entries.keySet().toArray(new Bytes[0]);
        this.values = entries.values().toArray(new Bytes[0]);
    }

    @Nullable
    Bytes get(Bytes key) {
        int index = Arrays.binarySearch(keys, key);
        return index < 0 ? null : values[index];
    }

    /** A cursor over {@code range}, which calls {@code onClose} once when it is closed. */
    Cursor cursor(KeyRange range, Runnable onClose) {
        int start = range.from() == null ? 0 : lowerBound(range.from());
        int end = range.to() == null ? keys.length : lowerBound(range.to());
        return new IndexCursor(start, Math.max(start, end), onClose);
    }

    /** The index of the first key that is at least {@code key}. */
    private int lowerBound(Bytes key) {
        int index = Arrays.binarySearch(keys, key);
        return index < 0 ? -index - 1 : index;
    }

    private final class IndexCursor implements Cursor {

        private final int start;
        private final int end;
        private final Runnable onClose;
        private final ByteView key = new ByteView();
        private final ByteView value = new ByteView();
        private int index = -1;
        private boolean closed;

        IndexCursor(int start, int end, Runnable onClose) {
            this.start = start;
            this.end = end;
            this.onClose = onClose;
        }

        @Override
        public boolean first() {
            return moveTo(start);
        }

        @Override
        public boolean last() {
            return moveTo(end - 1);
        }

        @Override
        public boolean seekGe(Bytes key) {
            return moveTo(Math.max(start, lowerBound(key)));
        }

        @Override
        public boolean seekLt(Bytes key) {
            return moveTo(Math.min(end, lowerBound(key)) - 1);
        }

        @Override
        public boolean next() {
            return moveTo(valid() ? index + 1 : -1);
        }

        @Override
        public boolean prev() {
            return moveTo(valid() ? index - 1 : -1);
        }

        @Override
        public boolean valid() {
            return index >= 0;
        }

        @Override
        public ByteView key() {
            requireEntry();
            return key;
        }

        @Override
        public ByteView value() {
            requireEntry();
            return value;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                index = -1;
                onClose.run();
            }
        }

        private boolean moveTo(int target) {
            if (closed) {
                throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
            }
            if (target < start || target >= end) {
                index = -1;
                return false;
            }
            index = target;
            show(key, keys[index]);
            show(value, values[index]);
            return true;
        }

        private void requireEntry() {
            if (index < 0) {
                throw new IllegalStateException("the cursor stands on no entry");
            }
        }

        private static void show(ByteView view, Bytes bytes) {
            view.showStable(bytes.array(), bytes.offset(), bytes.length());
        }
    }
}

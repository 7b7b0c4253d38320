package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import org.jspecify.annotations.Nullable;

import java.util.Iterator;

/** The newest entry of each key: the first of those that lie beside each other. */
record NewestRows(Iterable<Entry> entries, int count, long minSeq, long maxSeq) implements Rows {

    static NewestRows of(Iterable<Entry> entries) {
        int count = 0;
        long minSeq = Long.MAX_VALUE;
        long maxSeq = 0;
        for (RowCursor row = new Walk(entries.iterator()); row.next(); count++) {
            minSeq = Math.min(minSeq, row.seq());
            maxSeq = Math.max(maxSeq, row.seq());
        }
        return new NewestRows(entries, count, minSeq, maxSeq);
    }

    @Override
    public RowCursor walk() {
        return new Walk(entries.iterator());
    }

    private static final class Walk implements RowCursor {

        private final Iterator<Entry> entries;
        private final ByteView key = new ByteView();
        private final ByteView value = new ByteView();
        private @Nullable Entry present;

        Walk(Iterator<Entry> entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() {
            while (entries.hasNext()) {
                Entry entry = entries.next();
                if (present == null || !entry.key().equals(present.key())) {
                    stand(entry);
                    return true;
                }
            }
            return false;
        }

        private void stand(Entry entry) {
            present = entry;
            key.show(entry.key());
            value.show(entry.value() == null ? Bytes.EMPTY : entry.value());
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
            return present().value() == null;
        }

        @Override
        public long seq() {
            return present().seq();
        }

        private Entry present() {
            if (present == null) {
                throw new IllegalStateException("the walk stands before the first row");
            }
            return present;
        }
    }
}

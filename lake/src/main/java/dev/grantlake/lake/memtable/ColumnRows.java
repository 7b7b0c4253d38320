package dev.grantlake.lake.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

/** The newest entry of each key, where it lies: an order of rows, and no copy of any. */
final class ColumnRows implements Rows {

    private final KeyList keys;
    private final EntryColumns entries;
    private final int[] order;
    private final long minSeq;
    private final long maxSeq;

    private ColumnRows(KeyList keys, EntryColumns entries, int[] order, long minSeq, long maxSeq) {
        this.keys = keys;
        this.entries = entries;
        this.order = order;
        this.minSeq = minSeq;
        this.maxSeq = maxSeq;
    }

    /** All of them; nobody adds any more. */
    static ColumnRows of(KeyList keys, EntryColumns entries, int count) {
        int[] order = new int[count];
        long minSeq = Long.MAX_VALUE;
        long maxSeq = 0;
        int node = keys.first();
        for (int i = 0; i < count; i++) {
            order[i] = node;
            long seq = entries.seq(keys.newest(node));
            minSeq = Math.min(minSeq, seq);
            maxSeq = Math.max(maxSeq, seq);
            node = keys.next(node);
        }
        return new ColumnRows(keys, entries, order, minSeq, maxSeq);
    }

    @Override
    public int count() {
        return order.length;
    }

    @Override
    public long maxSeq() {
        return maxSeq;
    }

    @Override
    public long minSeq() {
        return minSeq;
    }

    @Override
    public RowCursor walk() {
        return new Walk();
    }

    private final class Walk implements RowCursor {

        private final ByteView key = new ByteView();
        private final ByteView value = new ByteView();
        private int next;
        private int row = EntryColumns.NONE;

        @Override
        public boolean next() {
            if (next == order.length) {
                return false;
            }
            int node = order[next++];
            row = keys.newest(node);
            keys.showKey(node, key);
            entries.showValue(row, value);
            return true;
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
            return entries.tombstone(row);
        }

        @Override
        public long seq() {
            return entries.seq(row);
        }
    }
}

package dev.grantlake.lake.memtable;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.table.Rows;
import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;

/**
 * A memtable column by column, in few large arrays: keys, values and sequence numbers lie as they were added, and a
 * list of the keys in order says which row is the newest of each. Readers never wait, and a range costs what lies in
 * it. What is added is copied, unless it is large.
 *
 * <p>Implementation note. A row is written before its key leads to it.
 */
public final class ColumnMemtable implements Memtable {

    private final KeyList keys = new KeyList(new SplittableRandom());
    private final EntryColumns entries = new EntryColumns();
    private final Totals totals = new Totals();

    @Override
    public void add(Bytes key, @Nullable Bytes value, long seq) {
        int node = keys.locate(key);
        int older = node == KeyList.NONE ? EntryColumns.NONE : keys.newest(node);
        if (seq < totals.maxSeq() || (older != EntryColumns.NONE && entries.seq(older) == seq)) {
            throw new IllegalArgumentException("sequence number " + seq + " behind " + totals.maxSeq());
        }
        int row = entries.add(value, seq, older);
        if (node == KeyList.NONE) {
            keys.insert(key, row);
        } else {
            keys.renew(node, row);
        }
        totals.add(key, value, seq, node == KeyList.NONE);
    }

    @Override
    public @Nullable Found get(Bytes key, long readSeq) {
        int node = keys.find(key);
        if (node == KeyList.NONE) {
            return null;
        }
        int row = keys.newest(node);
        if (entries.seq(row) > readSeq) {
            row = entries.newestBefore(entries.endOf(readSeq), row);
        }
        if (row == EntryColumns.NONE) {
            return null;
        }
        return entries.tombstone(row) ? Deleted.DELETED : new Value(entries.value(row));
    }

    @Override
    public LayerCursor cursor(KeyRange range, long readSeq) {
        return new ColumnCursor(keys, entries, range, entries.endOf(readSeq));
    }

    @Override
    public Rows newest() {
        return ColumnRows.of(keys, entries, Math.toIntExact(totals.rows()));
    }

    @Override
    public boolean isEmpty() {
        return totals.maxSeq() == 0;
    }

    @Override
    public long rows() {
        return totals.rows();
    }

    @Override
    public long bytes() {
        return totals.bytes();
    }

    @Override
    public long heapBytes() {
        return totals.heapBytes();
    }

    @Override
    public long maxSeq() {
        return totals.maxSeq();
    }
}

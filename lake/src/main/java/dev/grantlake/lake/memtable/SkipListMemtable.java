package dev.grantlake.lake.memtable;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.table.Rows;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentSkipListSet;

/** A memtable row by row: a skip list of entries. Readers never wait, and a range costs what lies in it. */
public final class SkipListMemtable implements Memtable {

    private final ConcurrentSkipListSet<Entry> entries = new ConcurrentSkipListSet<>();
    private final Totals totals = new Totals();

    @Override
    public void add(Bytes key, @Nullable Bytes value, long seq) {
        Entry entry = new Entry(key, value, seq);
        if (seq < totals.maxSeq() || !entries.add(entry)) {
            throw new IllegalArgumentException("sequence number " + seq + " behind " + totals.maxSeq());
        }
        // The newest of a key stands in front of those before it.
        Entry next = entries.higher(entry);
        totals.add(key, value, seq, next == null || !next.key().equals(key));
    }

    @Override
    public @Nullable Found get(Bytes key, long readSeq) {
        Entry entry = entries.ceiling(Entry.before(key, readSeq));
        if (entry == null || !entry.key().equals(key)) {
            return null;
        }
        return entry.value() == null ? Deleted.DELETED : new Value(entry.value());
    }

    @Override
    public LayerCursor cursor(KeyRange range, long readSeq) {
        return new SkipListCursor(entries, range, readSeq);
    }

    @Override
    public Rows newest() {
        return NewestRows.of(entries);
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

package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.memtable.LayerCursor;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.memtable.Memtable.Found;
import dev.grantlake.lake.memtable.Memtable.Value;
import dev.grantlake.lake.read.TableEntries;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that a read needs, as it was at one moment: the memtables, the newest of which is still added to, and a version
 * of the table that holds what the memtables do not. Never changed; what takes its place shares the parts. Counts its
 * holders, and lets go of the table with the last. Thread-safe.
 */
public final class ReadState {

    /** The one that is added to first, then those that wait to be flushed, newest first. */
    private final List<Memtable> memtables;

    private final TableView table;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** A state that belongs to the caller, and the view with it. */
    ReadState(List<Memtable> memtables, TableView table) {
        this.memtables = List.copyOf(memtables);
        this.table = table;
    }

    /** One more holder, unless the last has let go. */
    boolean tryHold() {
        int count = holders.get();
        while (count > 0 && !holders.compareAndSet(count, count + 1)) {
            count = holders.get();
        }
        return count > 0;
    }

    /** One holder fewer. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            table.close();
        }
    }

    /** The memtable that is added to. */
    Memtable active() {
        return memtables.get(0);
    }

    /** Memtables that are not added to any more, newest first. */
    List<Memtable> frozen() {
        return memtables.subList(1, memtables.size());
    }

    /** The version of the table; the holder's for as long as he holds. */
    public TableView table() {
        return table;
    }

    /** The same with a fresh memtable in front. */
    ReadState rotated(Memtable fresh) {
        List<Memtable> all = new ArrayList<>();
        all.add(fresh);
        all.addAll(memtables);
        return new ReadState(all, table.share());
    }

    /** What comes when the oldest memtable is in {@code newTable}, which belongs to the result. */
    ReadState flushed(TableView newTable) {
        return new ReadState(memtables.subList(0, memtables.size() - 1), newTable);
    }

    /** The same over another version of the table with the same content. */
    ReadState over(TableView newTable) {
        return new ReadState(memtables, newTable);
    }

    /** About what the memtables take on the heap, in bytes. */
    long heapBytes() {
        long sum = 0;
        for (Memtable memtable : memtables) {
            sum += memtable.heapBytes();
        }
        return sum;
    }

    /** Keys in the memtables, each counted once in each. */
    long rows() {
        long sum = 0;
        for (Memtable memtable : memtables) {
            sum += memtable.rows();
        }
        return sum;
    }

    /** Bytes of keys and values in the memtables. */
    long bytes() {
        long sum = 0;
        for (Memtable memtable : memtables) {
            sum += memtable.bytes();
        }
        return sum;
    }

    /** The value under {@code key} after the commits up to {@code readSeq}, or null. */
    public @Nullable Bytes get(Bytes key, long readSeq) {
        Found found = inMemory(key, readSeq);
        return found == null ? table.get(key) : valueOf(found);
    }

    /** Whether there is a value under {@code key} after the commits up to {@code readSeq}; reads none from disk. */
    public boolean contains(Bytes key, long readSeq) {
        Found found = inMemory(key, readSeq);
        return found == null ? table.contains(key) : found instanceof Value;
    }

    /** The values under the keys, in their order, null where there is none; the table is asked once. */
    public List<@Nullable Bytes> getAll(List<Bytes> keys, long readSeq) {
        @Nullable Bytes[] values = new @Nullable Bytes[keys.size()];
        List<Bytes> asked = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Found found = inMemory(keys.get(i), readSeq);
            if (found == null) {
                asked.add(keys.get(i));
                places.add(i);
            } else {
                values[i] = valueOf(found);
            }
        }
        if (!asked.isEmpty()) {
            List<@Nullable Bytes> answers = table.getAll(asked);
            for (int i = 0; i < asked.size(); i++) {
                values[places.get(i)] = answers.get(i);
            }
        }
        return Arrays.asList(values);
    }

    /**
     * Cursors over what the commits up to {@code readSeq} have left in the range, newest layer first; the caller closes
     * them.
     *
     * @param keysOnly whether values of the table can be left out
     */
    public List<LayerCursor> layers(KeyRange range, long readSeq, boolean keysOnly) {
        List<LayerCursor> layers = new ArrayList<>(memtables.size() + 1);
        for (Memtable memtable : memtables) {
            layers.add(memtable.cursor(range, readSeq));
        }
        // The only one that holds more than memory, and nothing can fail behind it.
        layers.add(new TableEntries(keysOnly ? table.keys(range) : table.cursor(range)));
        return layers;
    }

    private @Nullable Found inMemory(Bytes key, long readSeq) {
        for (Memtable memtable : memtables) {
            Found found = memtable.get(key, readSeq);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Bytes valueOf(Found found) {
        return found instanceof Value value ? value.bytes() : null;
    }
}

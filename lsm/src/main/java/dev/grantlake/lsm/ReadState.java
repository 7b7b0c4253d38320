package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.memtable.MemtableView;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a database that is open consists of between two changes of its memtables or tables. Commits go on into the
 * newest memtable and raise what is visible, until another state takes this one's place: from then on it shows the last
 * of these moments, to whoever still reads it. So memtables, tables and what is visible always belong together.
 *
 * <p>Counts who reads it, the database itself first; the files of its tables stay as long. Thread-safe.
 */
final class ReadState {

    private final List<MemtableLayer> layers;
    private final TableRuns tables;
    private final AtomicInteger users = new AtomicInteger(1);
    /** Raised by commits, one at a time, while this is the present state. */
    private volatile long visibleBelow;

    /**
     * A state that its maker reads.
     *
     * @param layers newest first
     * @param tables counted for this state already
     */
    ReadState(List<MemtableLayer> layers, TableRuns tables, long visibleBelow) {
        this.layers = List.copyOf(layers);
        this.tables = tables;
        this.visibleBelow = visibleBelow;
    }

    /** Newest first. */
    List<MemtableLayer> layers() {
        return layers;
    }

    TableRuns tables() {
        return tables;
    }

    long visibleBelow() {
        return visibleBelow;
    }

    void publish(long newVisibleBelow) {
        visibleBelow = newVisibleBelow;
    }

    /** Counts one more reader, unless the last has gone already. */
    boolean tryRetain() {
        int count = users.get();
        while (count > 0) {
            if (users.compareAndSet(count, count + 1)) {
                return true;
            }
            count = users.get();
        }
        return false;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            tables.release();
        }
    }

    /** The present value of a key, as of now; without a view, since most look-ups end in the first places. */
    @Nullable
    Bytes get(Bytes key, ReadRules rules, SpareLookups lookups) {
        long now = visibleBelow;
        KeyLookup lookup = lookups.take();
        lookup.begin();
        boolean over = false;
        for (int i = 0; i < layers.size() && !over; i++) {
            over = lookup.endsIn(layers.get(i).memtable(), key, now);
        }
        if (!over) {
            lookup.endsIn(tables.runs(), key);
        }
        KeyKind outcome = lookup.outcome(rules);
        Bytes value = outcome == KeyKind.SET ? lookup.value().copy() : null;
        lookups.giveBack(lookup);
        return outcome == KeyKind.MERGE ? view(now, rules, lookups).merged(key) : value;
    }

    /** The state at one moment, up to the present. */
    ReadView view(long before, ReadRules rules, SpareLookups lookups) {
        List<TableRun<ReadSource>> runs =
                new ArrayList<>(layers.size() + tables.runs().size());
        for (MemtableLayer layer : layers) {
            MemtableView memtable = layer.memtable().view(before);
            if (memtable != null) {
                runs.add(TableRun.of(List.of(new MemorySource(memtable))));
            }
        }
        runs.addAll(tables.runs());
        return new ReadView(runs, before, rules, lookups);
    }
}

package dev.grantlake.lsm;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.version.VersionSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The state that reads of an open database begin with, and the changes that it goes through. Thread-safe; changes are
 * made with the commit lock held, so that each follows the last.
 */
final class Layers {

    private final VersionSet versions;
    private final RangeDeletionBudget budget;
    private final Location where;
    private volatile @Nullable ReadState current;

    /** The tables of the current version, and no memtable yet. */
    Layers(VersionSet versions, long visibleBelow, RangeDeletionBudget budget, Location where) {
        this.versions = versions;
        this.budget = budget;
        this.where = where;
        TableRuns tables = TableRuns.of(versions.pin(), versions.files(), null, budget);
        this.current = new ReadState(List.of(), tables, visibleBelow);
    }

    /**
     * The present state, which the caller releases.
     *
     * @throws StorageException of kind {@code CLOSED}
     */
    ReadState pin() {
        while (true) {
            ReadState state = present();
            // It fails where another state has taken its place since.
            if (state.tryRetain()) {
                return state;
            }
        }
    }

    /** The present state, for a look at what it consists of. */
    ReadState present() {
        ReadState state = current;
        if (state == null) {
            throw new StorageException(StorageException.Kind.CLOSED, where, "the store is closed", null);
        }
        return state;
    }

    /** The memtable that commits go to. */
    Memtable memtable() {
        return present().layers().get(0).memtable();
    }

    /** Puts a memtable above all others. */
    void add(MemtableLayer layer) {
        ReadState before = present();
        List<MemtableLayer> layers = new ArrayList<>();
        layers.add(layer);
        layers.addAll(before.layers());
        install(new ReadState(layers, before.tables().retain(), before.visibleBelow()));
    }

    /** Takes other tables, and away the memtables that those hold now, if any. */
    void install(TableRuns tables, Set<MemtableLayer> flushed) {
        List<MemtableLayer> layers = new ArrayList<>(present().layers());
        layers.removeAll(flushed);
        install(new ReadState(layers, tables, present().visibleBelow()));
    }

    /** Takes tables with keys that were never in a memtable, and shows them at the same moment. */
    void install(TableRuns tables, long visibleBelow) {
        install(new ReadState(present().layers(), tables, visibleBelow));
    }

    /** The tables of the current version, to be installed; while no other edit is made. */
    TableRuns currentTables() {
        return TableRuns.of(versions.pin(), versions.files(), present().tables(), budget);
    }

    /** Nothing can be read from now on; who reads goes on to the end. */
    void close() {
        ReadState last = current;
        current = null;
        if (last != null) {
            last.release();
        }
    }

    private void install(ReadState next) {
        ReadState before = present();
        current = next;
        before.release();
    }
}

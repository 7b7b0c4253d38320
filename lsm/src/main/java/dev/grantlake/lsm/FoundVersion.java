package dev.grantlake.lsm;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.memtable.MemtableView;
import dev.grantlake.lsm.sstable.PointLookup;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.TableView;

/**
 * The version of a key that a look-up found, wherever it was. One object serves look-up after look-up and takes no
 * memory for them. Belongs to one thread.
 */
final class FoundVersion {

    private final PointLookup inTable = new PointLookup();
    private final ByteView inMemory = new ByteView();
    private boolean ofTable;
    private long trailer;

    /** Looks into a table, as {@link PointLookup#find} does. */
    boolean find(Sstable table, TableView view, Bytes userKey, long maxSequence) {
        if (!inTable.find(table, view, userKey, maxSequence)) {
            return false;
        }
        ofTable = true;
        trailer = inTable.trailer();
        return true;
    }

    /** Looks into memory, as {@link Memtable#find} does. */
    boolean find(Memtable memtable, Bytes userKey, long visibleBelow) {
        return foundInMemory(memtable.find(userKey, visibleBelow, inMemory));
    }

    /** Looks into memory, as {@link MemtableView#find} does. */
    boolean find(MemtableView view, Bytes userKey) {
        return foundInMemory(view.find(userKey, inMemory));
    }

    private boolean foundInMemory(long found) {
        ofTable = false;
        trailer = found;
        return found != MemtableView.NOT_FOUND;
    }

    long trailer() {
        return trailer;
    }

    /** Valid until the next look-up. */
    ByteView value() {
        return ofTable ? inTable.value() : inMemory;
    }
}

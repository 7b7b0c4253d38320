package dev.grantlake.lsm;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.memtable.Memtable;

import java.util.List;

/**
 * The search for one key, source after source, from the newest to the oldest, until one tells. One object serves search
 * after search and takes no memory for them. Belongs to one thread.
 *
 * <pre>
 * lookup.begin();
 * boolean over = lookup.endsIn(memtable, key, visibleBelow) || lookup.endsIn(runs, key);
 * </pre>
 */
final class KeyLookup {

    private final FoundVersion version = new FoundVersion();
    private long hiddenBelow;
    private boolean found;

    /** Forgets the search before. */
    void begin() {
        hiddenBelow = 0;
        found = false;
    }

    /** Looks into a memtable; whether the search is over. */
    boolean endsIn(Memtable memtable, Bytes key, long visibleBelow) {
        hiddenBelow = Math.max(hiddenBelow, memtable.hidesBelow(key, visibleBelow));
        return version.find(memtable, key, visibleBelow) && end();
    }

    /** Looks into these, newest first; whether the search is over, which it is anyway if they are all there is. */
    boolean endsIn(List<TableRun<ReadSource>> runs, Bytes key) {
        for (int i = 0; i < runs.size(); i++) {
            ReadSource table = runs.get(i).find(key);
            if (table != null && table.largestSequence() >= hiddenBelow) {
                hiddenBelow = Math.max(hiddenBelow, table.deletedRanges().hidesBelow(key));
                if (table.find(key, version)) {
                    return end();
                }
            }
        }
        return false;
    }

    private boolean end() {
        found = Trailer.sequence(version.trailer()) >= hiddenBelow;
        return true;
    }

    /** What the newest version that counts does: SET, DELETE or MERGE; DELETE too if there is none. */
    KeyKind outcome(ReadRules rules) {
        if (!found) {
            return KeyKind.DELETE;
        }
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(version.trailer()), rules.where());
        return switch (kind) {
            case SET, SET_WITH_DELETE -> KeyKind.SET;
            case DELETE, SINGLE_DELETE, DELETE_SIZED -> KeyKind.DELETE;
            case MERGE -> KeyKind.MERGE;
            default ->
                throw StorageException.corrupt(rules.where(), "an entry that puts, merges or deletes", kind.name());
        };
    }

    /** The value of that version, or the operand; valid until the next search. */
    ByteView value() {
        return version.value();
    }
}

package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.cursor.VisibleCursor;
import dev.grantlake.lsm.key.KeyKind;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A database as it is read at one moment: sources to merge, and up to which commit. Immutable and thread-safe; whoever
 * reads keeps the sources open.
 */
final class ReadView {

    private final List<TableRun<ReadSource>> runs;
    private final long visibleBelow;
    private final ReadRules rules;
    private final SpareLookups lookups;

    /**
     * A view.
     *
     * @param runs newest first; they find no versions that are not visible
     * @param visibleBelow versions with this or a greater sequence number are not seen
     */
    ReadView(List<TableRun<ReadSource>> runs, long visibleBelow, ReadRules rules, SpareLookups lookups) {
        this.runs = runs;
        this.visibleBelow = visibleBelow;
        this.rules = rules;
        this.lookups = lookups;
    }

    @Nullable
    Bytes get(Bytes key) {
        KeyLookup lookup = lookups.take();
        lookup.begin();
        lookup.endsIn(runs, key);
        KeyKind outcome = lookup.outcome(rules);
        Bytes value = outcome == KeyKind.SET ? lookup.value().copy() : null;
        lookups.giveBack(lookup);
        return outcome == KeyKind.MERGE ? merged(key) : value;
    }

    /** The value of a key that has merge operands. */
    @Nullable
    Bytes merged(Bytes key) {
        try (Cursor cursor = cursor(new KeyRange(key, key.plus(Bytes.wrap(new byte[1]))), () -> {})) {
            return cursor.first() ? cursor.value().copy() : null;
        }
    }

    /** As {@link VisibleCursor} takes it. */
    Cursor cursor(KeyRange range, Runnable onClose) {
        return new VisibleCursor(runs, range, visibleBelow, rules, onClose);
    }

    /** Prepares the newest table that may hold the key: that one {@link #get} surely reads. */
    void prefetch(Bytes key) {
        for (TableRun<ReadSource> run : runs) {
            ReadSource table = run.find(key);
            if (table != null) {
                table.prefetch();
                return;
            }
        }
    }
}

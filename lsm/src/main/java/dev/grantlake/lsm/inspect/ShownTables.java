package dev.grantlake.lsm.inspect;

import dev.grantlake.base.ByteView;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The virtual tables that show parts of one file. Each entry of the file, given in order, is added to those that show
 * it. Of a file of which very many show the same, as no writer makes one, nothing is concluded. Belongs to one thread.
 */
final class ShownTables {

    private static final int MAX_AT_A_KEY = 64;
    private static final long MAX_SPAN_STEPS = 100_000_000;

    private final List<ShownTable> tables = new ArrayList<>();

    /** Those that began at or before the last point and had not ended before it. */
    private final List<ShownTable> open = new ArrayList<>();

    private int next;
    private long spanSteps;
    private boolean tooMany;

    /** The virtual ones among {@code tables}. */
    ShownTables(List<TableMetadata> tables) {
        for (TableMetadata table : tables) {
            if (table.virtual()) {
                this.tables.add(new ShownTable(table));
            }
        }
        this.tables.sort(Comparator.comparing(shown -> shown.table().bounds().smallest()));
    }

    /** All of them; none if nothing is to be concluded. */
    List<ShownTable> all() {
        return tooMany ? List.of() : tables;
    }

    void point(ByteView userKey, long sequence) {
        if (tooMany || (next == tables.size() && open.isEmpty())) {
            return;
        }
        while (next < tables.size() && tables.get(next).startsBy(userKey)) {
            open.add(tables.get(next++));
        }
        open.removeIf(shown -> shown.endsBefore(userKey));
        tooMany = open.size() > MAX_AT_A_KEY;
        for (int i = 0; !tooMany && i < open.size(); i++) {
            if (open.get(i).showsPoint(userKey)) {
                open.get(i).add(sequence);
            }
        }
    }

    void rangeDeletion(RangeDeletion deletion) {
        for (ShownTable shown : spanned()) {
            if (shown.showsDeletion(deletion.start(), deletion.end())) {
                shown.add(deletion.sequence());
            }
        }
    }

    void rangeKey(RangeKey key) {
        for (ShownTable shown : spanned()) {
            if (shown.showsRangeKey(key.start(), key.end())) {
                shown.add(key.sequence());
            }
        }
    }

    private List<ShownTable> spanned() {
        spanSteps += tables.size();
        tooMany |= spanSteps > MAX_SPAN_STEPS;
        return all();
    }
}

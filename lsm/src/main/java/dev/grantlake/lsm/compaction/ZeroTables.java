package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some tables of level 0 that may go down together: with each, all that are older and overlap it, since otherwise older
 * versions would lie above newer ones. Immutable.
 */
final class ZeroTables {

    private final List<TableMetadata> all;
    private final BitSet chosen;

    /**
     * None yet.
     *
     * @param all of level 0, from the oldest to the newest
     */
    ZeroTables(List<TableMetadata> all) {
        this(all, new BitSet());
    }

    private ZeroTables(List<TableMetadata> all, BitSet chosen) {
        this.all = all;
        this.chosen = chosen;
    }

    /** From the oldest to the newest. */
    List<TableMetadata> tables() {
        return IntStream.range(0, all.size())
                .filter(chosen::get)
                .mapToObj(all::get)
                .toList();
    }

    /** These, and {@code table}, and what has to go with it. */
    ZeroTables withOlder(TableMetadata table) {
        BitSet more = (BitSet) chosen.clone();
        int newest = all.indexOf(table);
        more.set(newest);
        KeyBounds bounds = null;
        for (int i = all.size() - 1; i >= 0; i--) {
            KeyBounds own = all.get(i).bounds();
            if (more.get(i) || (i < newest && bounds != null && bounds.overlaps(own))) {
                more.set(i);
                bounds = bounds == null ? own : bounds.and(own);
            }
        }
        return new ZeroTables(all, more);
    }

    /** These, and all that lie within {@code bounds} and can go along, up to so many bytes. */
    ZeroTables within(KeyBounds bounds, RunningCompactions running, long mostBytes) {
        BitSet more = (BitSet) chosen.clone();
        long bytes = Compaction.bytesOf(tables());
        for (int i = 0; i < all.size(); i++) {
            TableMetadata table = all.get(i);
            if (!more.get(i)
                    && bounds.holds(table.bounds())
                    && !running.has(table)
                    && bytes + table.size() <= mostBytes
                    && olderStays(more, i) == null) {
                more.set(i);
                bytes += table.size();
            }
        }
        return new ZeroTables(all, more);
    }

    boolean disjoint() {
        List<TableMetadata> tables = tables();
        return Stacks.of(tables).deepest() <= 1;
    }

    private @Nullable TableMetadata olderStays(BitSet more, int index) {
        KeyBounds bounds = all.get(index).bounds();
        for (int i = 0; i < index; i++) {
            if (!more.get(i) && all.get(i).bounds().overlaps(bounds)) {
                return all.get(i);
            }
        }
        return null;
    }
}

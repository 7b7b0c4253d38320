package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import org.jspecify.annotations.Nullable;

/**
 * A position among the data blocks of a table, over an index of one or two levels. Belongs to one thread.
 *
 * <p>Implementation note. Both levels are walked by entry numbers, which only count up or down, and there are never
 * more than two; so no index, whatever its bytes, is walked for ever. A partition is checked against the separators
 * above it when it is entered: keys of neighbouring partitions cannot interleave.
 */
final class IndexCursor {

    private final Sstable table;
    private final IndexBlock top;
    private final boolean twoLevels;

    /** The present partition; with one level the index itself. */
    private IndexBlock leaf;

    private int topEntry;
    private int leafOfTopEntry = -1;
    private int entry;
    private boolean valid;

    IndexCursor(Sstable table) {
        this.table = table;
        this.top = table.index();
        this.twoLevels = table.hasTwoLevelIndex();
        this.leaf = top;
    }

    boolean first() {
        if (top.size() == 0) {
            return invalidate();
        }
        return enter(0) && at(0);
    }

    boolean last() {
        if (top.size() == 0) {
            return invalidate();
        }
        return enter(top.size() - 1) && at(leaf.size() - 1);
    }

    /** Moves to the first block whose separator is at least {@code userKey}: no block before has such a key. */
    boolean seekGe(Bytes userKey) {
        if (!twoLevels) {
            int found = top.seekGe(userKey);
            return found == top.size() ? invalidate() : at(found);
        }
        int partition = top.seekGe(userKey);
        if (partition == top.size()) {
            return invalidate();
        }
        enter(partition);
        int found = leaf.seekGe(userKey);
        if (found < leaf.size()) {
            return at(found);
        }
        // The separator above may be greater than the last one of its partition.
        return partition + 1 == top.size() ? invalidate() : enter(partition + 1) && at(0);
    }

    boolean next() {
        if (!valid) {
            return false;
        }
        if (entry + 1 < leaf.size()) {
            return at(entry + 1);
        }
        if (twoLevels && topEntry + 1 < top.size()) {
            return enter(topEntry + 1) && at(0);
        }
        return invalidate();
    }

    boolean prev() {
        if (!valid) {
            return false;
        }
        if (entry > 0) {
            return at(entry - 1);
        }
        if (twoLevels && topEntry > 0) {
            return enter(topEntry - 1) && at(leaf.size() - 1);
        }
        return invalidate();
    }

    boolean valid() {
        return valid;
    }

    /** A number of the present block, different from that of every other block of the table. */
    long ordinal() {
        return (long) topEntry << Integer.SIZE | entry;
    }

    /** At least every user key of the present block, and at most every one of the next. */
    Bytes separator() {
        return leaf.separator(entry);
    }

    /** The separator before the present one, or null at the first block. */
    @Nullable
    Bytes previousSeparator() {
        if (entry > 0) {
            return leaf.separator(entry - 1);
        }
        return twoLevels && topEntry > 0 ? top.separator(topEntry - 1) : null;
    }

    /** Offset of the present block in the file; as stored, not checked. */
    long offset() {
        return leaf.offset(entry);
    }

    /** Stored length of the present block; as stored, not checked. */
    long length() {
        return leaf.length(entry);
    }

    private boolean at(int entry) {
        this.entry = entry;
        valid = true;
        return true;
    }

    private boolean invalidate() {
        valid = false;
        return false;
    }

    /** Makes {@code leaf} the partition below a top-level entry. */
    private boolean enter(int partition) {
        if (twoLevels && leafOfTopEntry != partition) {
            valid = false;
            leafOfTopEntry = -1;
            IndexBlock loaded = table.indexPartition(top.offset(partition), top.length(partition));
            requireBetween(loaded, partition);
            leaf = loaded;
            leafOfTopEntry = partition;
        }
        topEntry = partition;
        return true;
    }

    private void requireBetween(IndexBlock partition, int topEntry) {
        int size = partition.size();
        Bytes above = top.separator(topEntry);
        boolean between = size > 0
                && partition.separator(size - 1).compareTo(above) <= 0
                && (topEntry == 0 || partition.separator(0).compareTo(top.separator(topEntry - 1)) >= 0);
        if (!between) {
            throw StorageException.corrupt(
                    table.at(top.offset(topEntry), BlockKind.INDEX),
                    "separators up to " + above + (topEntry == 0 ? "" : " from " + top.separator(topEntry - 1)),
                    size == 0 ? "none" : partition.separator(0) + " to " + partition.separator(size - 1));
        }
    }
}

package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import org.jspecify.annotations.Nullable;

/**
 * A position among the points of one table, within the bounds of a view. Belongs to one thread.
 *
 * <p>Implementation note. The bounds cost nothing per entry: they narrow a block when it is loaded, and only the blocks
 * at the ends of the view have anything to narrow. A step inside a block is a step of the block's cursor; the index is
 * touched at block ends.
 */
final class TableCursor implements InternalCursor {

    private static final long NO_BLOCK = -1;

    private final Sstable table;
    private final TableView view;
    private final IndexCursor index;
    private final DataBlockCursor block;
    private final ByteView externalValue = new ByteView();

    /** The {@link IndexCursor#ordinal} of the block that {@code block} holds. */
    private long loaded = NO_BLOCK;

    private boolean valid;
    private boolean closed;

    TableCursor(Sstable table, TableView view) {
        this.table = table;
        this.view = view;
        this.index = new IndexCursor(table);
        this.block = table.format().newDataBlockCursor();
    }

    @Override
    public boolean first() {
        Bytes smallest = view.smallest();
        if (smallest != null) {
            return seekGe(smallest);
        }
        startMove();
        if (!index.first()) {
            return false;
        }
        load();
        return settle(block.first() || firstOfNextBlock());
    }

    @Override
    public boolean last() {
        startMove();
        if (!seekLastBlock(view.largest())) {
            return false;
        }
        load();
        return settle(block.last() || lastOfPreviousBlock());
    }

    @Override
    public boolean seekGe(Bytes userKey) {
        startMove();
        Bytes smallest = view.smallest();
        Bytes target = smallest != null && view.startsAbove(userKey) ? smallest : userKey;
        if (view.endsBelow(target) || !index.seekGe(target)) {
            return false;
        }
        load();
        return settle(block.seekGe(target) || firstOfNextBlock());
    }

    @Override
    public boolean seekLt(Bytes userKey) {
        if (view.endsBelow(userKey)) {
            return last();
        }
        startMove();
        if (view.startsAbove(userKey) || !(index.seekGe(userKey) || index.last())) {
            return false;
        }
        load();
        return settle(block.seekLt(userKey) || lastOfPreviousBlock());
    }

    @Override
    public boolean next() {
        if (!valid) {
            return false;
        }
        valid = false;
        return settle(block.next() || firstOfNextBlock());
    }

    @Override
    public boolean nextKey() {
        if (!valid) {
            return false;
        }
        if (block.nextKey()) {
            return true;
        }
        valid = false;
        return settle(nextKeyBehindBlock());
    }

    @Override
    public boolean prev() {
        if (!valid) {
            return false;
        }
        valid = false;
        return settle(block.prev() || lastOfPreviousBlock());
    }

    @Override
    public boolean valid() {
        return valid;
    }

    @Override
    public ByteView userKey() {
        requireValid();
        return block.userKey();
    }

    @Override
    public long trailer() {
        requireValid();
        return view.see(block.trailer());
    }

    @Override
    public ByteView value() {
        requireValid();
        ByteView value = block.value();
        if (!block.valueIsExternal()) {
            return value;
        }
        table.showExternalValue(value, index.offset(), externalValue);
        return externalValue;
    }

    @Override
    public void close() {
        closed = true;
        valid = false;
        loaded = NO_BLOCK;
        block.unload();
    }

    /** The last block that can hold a key of the view. */
    private boolean seekLastBlock(@Nullable Bytes largest) {
        if (largest == null || !index.seekGe(largest)) {
            return index.last();
        }
        // Versions of one user key may straddle blocks; all these blocks but the last have it as their separator.
        while (index.separator().equals(largest)) {
            if (!index.next()) {
                return index.last();
            }
        }
        return true;
    }

    private boolean firstOfNextBlock() {
        while (!view.endsBelow(index.separator()) && index.next()) {
            load();
            if (block.first()) {
                return true;
            }
        }
        return false;
    }

    /** Behind the last key of a block: that key may go on in the next ones, but only if it is the separator. */
    private boolean nextKeyBehindBlock() {
        Bytes separator = index.separator();
        boolean mayGoOn = block.compareLast(separator) == 0;
        boolean standing = firstOfNextBlock();
        while (mayGoOn && standing && block.userKey().compareWith(separator) == 0) {
            standing = block.nextKey() || firstOfNextBlock();
        }
        return standing;
    }

    private boolean lastOfPreviousBlock() {
        Bytes separator = index.previousSeparator();
        while (separator != null && !view.startsAbove(separator) && index.prev()) {
            load();
            if (block.last()) {
                return true;
            }
            separator = index.previousSeparator();
        }
        return false;
    }

    private void load() {
        long ordinal = index.ordinal();
        if (ordinal == loaded) {
            return;
        }
        loaded = NO_BLOCK;
        table.load(index, block);
        Bytes previous = index.previousSeparator();
        boolean startsInside = view.smallest() == null || (previous != null && !view.startsAbove(previous));
        boolean endsInside = view.largest() == null || index.separator().compareTo(view.largest()) < 0;
        if (!startsInside || !endsInside) {
            block.restrict(view.smallest(), view.largest(), view.largestExclusive());
        }
        loaded = ordinal;
    }

    private void startMove() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
        valid = false;
    }

    private boolean settle(boolean standing) {
        valid = standing;
        return standing;
    }

    private void requireValid() {
        if (!valid) {
            throw new StorageException(StorageException.Kind.FAILED_PRECONDITION, "the cursor stands on no entry");
        }
    }
}

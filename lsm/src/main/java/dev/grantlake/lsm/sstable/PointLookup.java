package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;

/**
 * Finds single points in tables. One object serves look-up after look-up, in whatever tables, and takes no memory for
 * them; it keeps the last block at hand, so look-ups in key order decode each block once. Belongs to one thread.
 */
public final class PointLookup {

    private static final long NO_BLOCK = -1;

    /** One cursor for each table format met so far. */
    private final Map<TableFormat, DataBlockCursor> blocks = new EnumMap<>(TableFormat.class);

    private final ByteView externalValue = new ByteView();

    private DataBlockCursor block = cursorFor(TableFormat.PEBBLE_V7);
    private @Nullable Sstable table;
    private long loaded = NO_BLOCK;
    private long blockOffset;
    private long trailer;
    private boolean found;

    /**
     * Finds the newest version of a user key in one table.
     *
     * @param view how the table is seen
     * @param maxSequence versions with a greater sequence number are passed over
     * @return whether there is one; then {@link #trailer()} and {@link #value()} show it, whatever its kind
     */
    public boolean find(Sstable table, TableView view, Bytes userKey, long maxSequence) {
        found = false;
        if (view.startsAbove(userKey) || view.endsBelow(userKey)) {
            return false;
        }
        if (!table.mayContain(userKey)) {
            return false;
        }
        IndexCursor index = new IndexCursor(table);
        if (!index.seekGe(userKey)) {
            return false;
        }
        load(table, index);
        boolean standing = block.seekGe(userKey);
        while (true) {
            if (!standing) {
                // Versions of one user key may straddle blocks; only then does a separator equal the key.
                if (!index.separator().equals(userKey) || !index.next()) {
                    return false;
                }
                load(table, index);
                standing = block.first();
            } else if (block.userKey().compareWith(userKey) != 0) {
                return false;
            } else {
                trailer = view.see(block.trailer());
                if (Trailer.sequence(trailer) <= maxSequence) {
                    found = true;
                    return true;
                }
                standing = block.next();
            }
        }
    }

    /** The trailer of what was found, as the view shows it. */
    public long trailer() {
        requireFound();
        return trailer;
    }

    /** The value of what was found, fetched from its value block if it lies in one; valid until the next look-up. */
    public ByteView value() {
        Sstable source = requireFound();
        ByteView value = block.value();
        if (!block.valueIsExternal()) {
            return value;
        }
        source.showExternalValue(value, blockOffset, externalValue);
        return externalValue;
    }

    private void load(Sstable table, IndexCursor index) {
        long ordinal = index.ordinal();
        if (this.table == table && loaded == ordinal) {
            return;
        }
        loaded = NO_BLOCK;
        block = cursorFor(table.format());
        table.load(index, block);
        this.table = table;
        loaded = ordinal;
        blockOffset = index.offset();
    }

    private DataBlockCursor cursorFor(TableFormat format) {
        DataBlockCursor cursor = blocks.get(format);
        if (cursor == null) {
            cursor = format.newDataBlockCursor();
            blocks.put(format, cursor);
        }
        return cursor;
    }

    private Sstable requireFound() {
        if (!found || table == null) {
            throw new StorageException(StorageException.Kind.FAILED_PRECONDITION, "nothing was found");
        }
        return table;
    }
}

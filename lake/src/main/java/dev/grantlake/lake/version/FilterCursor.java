package dev.grantlake.lake.version;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.block.BlockSizes;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.KeyScan;
import dev.grantlake.lake.dataset.RowBatch;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/**
 * A walk through a range by questions for the next rows in order, each for four times as many as the one before. Each
 * has its price by the size of the range, so it asks for few rows only as long as few may be all that is wanted.
 */
final class FilterCursor implements Cursor {

    private static final int FIRST_ROWS = 128;
    private static final int GROWTH = 4;

    private final DatasetVersion version;
    private final KeyRange range;
    private final Set<Column> columns;
    private final int mostRows;

    private final ByteView key = new ByteView();
    private final ByteView value = new ByteView();
    private @Nullable RowBatch rows;
    /** Whether the rows come with the greatest key first. */
    private boolean reverse;

    private int present;
    private boolean valid;
    private int wanted;

    FilterCursor(DatasetVersion version, KeyRange range, boolean values) {
        this.version = version;
        this.range = range;
        this.columns = values ? EnumSet.of(Column.KEY, Column.VALUE) : EnumSet.of(Column.KEY);
        this.mostRows = BlockSizes.scanRows(version.fragments());
        this.wanted = Math.min(FIRST_ROWS, mostRows);
    }

    @Override
    public boolean first() {
        return jump(range, false);
    }

    @Override
    public boolean last() {
        return jump(range, true);
    }

    @Override
    public boolean seekGe(Bytes target) {
        return jump(new KeyRange(range.startAt(target), range.to()), false);
    }

    @Override
    public boolean seekLt(Bytes target) {
        return jump(new KeyRange(range.from(), range.endAt(target)), true);
    }

    @Override
    public boolean next() {
        return step(false);
    }

    @Override
    public boolean prev() {
        return step(true);
    }

    private boolean jump(KeyRange part, boolean backward) {
        wanted = Math.min(FIRST_ROWS, mostRows);
        return ask(part, backward);
    }

    private boolean step(boolean backward) {
        if (!valid || rows == null) {
            return false;
        }
        int next = backward == reverse ? present + 1 : present - 1;
        if (next >= 0 && next < rows.count()) {
            return show(rows, next);
        }
        if (backward == reverse && rows.count() < wanted) {
            valid = false;
            return false;
        }
        Bytes at = key.copy();
        wanted = (int) Math.min(mostRows, (long) GROWTH * wanted);
        return ask(backward ? new KeyRange(range.from(), at) : range.after(at), backward);
    }

    private boolean ask(KeyRange part, boolean backward) {
        reverse = backward;
        valid = false;
        if (part.isEmpty()) {
            return false;
        }
        RowBatch found = version.scan(new KeyScan(part, backward, wanted, columns));
        rows = found;
        return found.count() > 0 && show(found, 0);
    }

    private boolean show(RowBatch from, int row) {
        from.keys().show(row, key);
        if (columns.contains(Column.VALUE)) {
            from.values().show(row, value);
        }
        present = row;
        valid = true;
        return true;
    }

    @Override
    public boolean valid() {
        return valid;
    }

    @Override
    public ByteView key() {
        return key;
    }

    @Override
    public ByteView value() {
        return value;
    }

    @Override
    public void close() {
        rows = null;
        valid = false;
    }
}

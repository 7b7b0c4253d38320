package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.lsm.sstable.block.PointKinds;
import org.jspecify.annotations.Nullable;

/**
 * A position among the rows of a columnar data block under the default key schema. Format:
 * {@code docs/formats/sstable.md}, "Data blocks". The custom header is an upper bound of the user keys' lengths; it is
 * not relied on. Columns:
 *
 * <pre>
 * 0  prefix-bytes  user key
 * 1  bytes         suffix of the user key; empty, since the default comparer splits nothing off
 * 2  uint          trailer
 * 3  bool          whether the user key differs from the row before; the keys themselves say so
 * 4  bytes         value, or prefix byte and handle
 * 5  bool          which of the two
 * 6  bool          obsolete; reads do not go by it
 * </pre>
 *
 * <p>Implementation note. A step costs the copy of one row's piece of its key, and nothing else is touched before it is
 * asked for. The bits that tell a reader which rows it may skip are not gone by: what they say follows from sequence
 * numbers, and a wrong one would hide data.
 */
public final class ColumnarDataBlock implements DataBlockCursor {

    private static final int NOWHERE = -1;

    private final ColumnarBlock block = new ColumnarBlock();
    private final PrefixBytesColumn keys = new PrefixBytesColumn(block, 0);
    private final BytesColumn suffixes = new BytesColumn(block, 1);
    private final UintColumn trailers = new UintColumn(block, 2);
    private final BitmapColumn changes = new BitmapColumn(block, 3);
    private final BytesColumn values = new BytesColumn(block, 4);
    private final BitmapColumn externals = new BitmapColumn(block, 5);
    private final BitmapColumn obsoletes = new BitmapColumn(block, 6);

    private final ByteView userKey = new ByteView();
    private final ByteView value = new ByteView();

    /** The rows shown are {@code [from, to)}. */
    private int from;

    private int to;
    private int row = NOWHERE;

    @Override
    public void load(Bytes bytes, Location where) {
        unload();
        block.load(bytes, where, ColumnarLayout.DATA);
        int rows = block.rows();
        if (rows == 0) {
            throw block.corrupt("a row at least", "none");
        }
        keys.load(rows);
        suffixes.load(rows);
        if (!suffixes.allEmpty()) {
            throw block.corrupt(1, "only empty suffixes", "others");
        }
        trailers.load(rows);
        changes.load(rows);
        values.load(rows);
        externals.load(rows);
        obsoletes.load(rows);
        to = rows;
    }

    @Override
    public void unload() {
        from = 0;
        to = 0;
        row = NOWHERE;
    }

    @Override
    public void restrict(@Nullable Bytes smallest, @Nullable Bytes largest, boolean largestExclusive) {
        row = NOWHERE;
        if (smallest != null) {
            from = Math.max(from, keys.seekGe(smallest));
        }
        if (largest != null) {
            int behind = keys.seekGe(largest);
            if (!largestExclusive) {
                while (behind < to && keys.compare(behind, largest) == 0) {
                    behind++;
                }
            }
            to = Math.min(to, behind);
        }
    }

    @Override
    public int compareFirst(Bytes other) {
        return keys.compare(0, other);
    }

    @Override
    public int compareLast(Bytes other) {
        return keys.compare(block.rows() - 1, other);
    }

    @Override
    public boolean first() {
        return moveTo(from);
    }

    @Override
    public boolean last() {
        return moveTo(to - 1);
    }

    @Override
    public boolean seekGe(Bytes key) {
        return moveTo(Math.max(from, keys.seekGe(key)));
    }

    @Override
    public boolean seekLt(Bytes key) {
        return moveTo(Math.min(to, keys.seekGe(key)) - 1);
    }

    @Override
    public boolean next() {
        if (row == NOWHERE || row + 1 >= to) {
            row = NOWHERE;
            return false;
        }
        row++;
        keys.keyAfter(row);
        userKey.showScratch(keys.keyBuffer(), 0, keys.keyLength());
        return true;
    }

    @Override
    public boolean nextKey() {
        if (row == NOWHERE) {
            return false;
        }
        do {
            row++;
            if (row >= to) {
                row = NOWHERE;
                return false;
            }
        } while (!keys.keyAfter(row));
        userKey.showScratch(keys.keyBuffer(), 0, keys.keyLength());
        return true;
    }

    @Override
    public boolean prev() {
        // Also true of NOWHERE.
        if (row <= from) {
            row = NOWHERE;
            return false;
        }
        row--;
        keys.keyBefore(row);
        userKey.showScratch(keys.keyBuffer(), 0, keys.keyLength());
        return true;
    }

    @Override
    public boolean valid() {
        return row != NOWHERE;
    }

    @Override
    public ByteView userKey() {
        return userKey;
    }

    @Override
    public long trailer() {
        long trailer = trailers.at(requireRow());
        if (!PointKinds.has(trailer)) {
            throw block.corrupt(2, "the kind of a point in row " + row, Long.toString(trailer & 0xff));
        }
        return trailer;
    }

    @Override
    public boolean isObsolete() {
        return obsoletes.at(requireRow());
    }

    @Override
    public ByteView value() {
        values.show(requireRow(), value);
        return value;
    }

    @Override
    public boolean valueIsExternal() {
        return externals.at(requireRow());
    }

    private boolean moveTo(int target) {
        if (target < from || target >= to) {
            row = NOWHERE;
            return false;
        }
        row = NOWHERE;
        keys.key(target);
        row = target;
        userKey.showScratch(keys.keyBuffer(), 0, keys.keyLength());
        return true;
    }

    private int requireRow() {
        if (row == NOWHERE) {
            throw new StorageException(StorageException.Kind.FAILED_PRECONDITION, "the cursor stands on no entry");
        }
        return row;
    }
}

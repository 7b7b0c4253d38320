package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * The skeleton of a columnar block: where its columns lie. The columns themselves are read by {@link UintColumn},
 * {@link BytesColumn}, {@link BitmapColumn} and {@link PrefixBytesColumn}, each of which proves that its column ends
 * where the next begins. Format: {@code docs/formats/sstable.md}, "Columnar blocks". With {@code c} bytes of custom
 * header and {@code n} columns:
 *
 * <pre>
 * offset     size  field
 * 0          c     custom header of the block's kind
 * c          1     version, 1
 * c+1        2     number of columns n
 * c+3        4     number of rows
 * c+7+5i     1     type of column i
 * c+8+5i     4     page offset of column i, from the start of the block
 * c+7+5n           the columns, one after the other
 * length-1   1     padding
 * </pre>
 *
 * <p>All integers are little-endian; alignment is relative to the start of the block. An object serves block after
 * block; it belongs to one thread while it is being loaded.
 *
 * <p>Implementation note. Any number of rows could be claimed by columns whose encoding takes no space (a constant, an
 * empty bitmap). Every row of a sound block costs a byte at least (its key's end, or its trailer), so no block may
 * claim more rows than it has bytes, and work by rows is bounded by the block's length.
 */
final class ColumnarBlock {

    static final int VERSION = 1;
    private static final int HEADER_BYTES = 7;
    private static final int COLUMN_HEADER_BYTES = 5;
    private static final int PADDING_BYTES = 1;
    private static final Location NOWHERE = Location.of("", "no block");

    private byte[] array = Bytes.EMPTY.array();
    private int start;
    private int length;
    private Location where = NOWHERE;
    private int customHeaderBytes;
    private int rows;
    private int columns;

    /**
     * Takes up a block and proves its skeleton: version, number and types of columns, rows, and pages that lie in order
     * within the block.
     *
     * @param layout what this kind of block has to have
     */
    void load(Bytes block, Location where, ColumnarLayout layout) {
        this.array = block.array();
        this.start = block.offset();
        this.length = block.length();
        this.where = where;
        this.customHeaderBytes = layout.customHeaderBytes();
        this.columns = layout.columns().size();

        int headerEnd = customHeaderBytes + HEADER_BYTES + COLUMN_HEADER_BYTES * columns;
        if (length < headerEnd + PADDING_BYTES) {
            throw corrupt("a block of at least " + (headerEnd + PADDING_BYTES) + " bytes", length + " bytes");
        }
        int version = array[start + customHeaderBytes] & 0xff;
        if (version != VERSION) {
            throw corrupt("version " + VERSION + " of a columnar block", Integer.toString(version));
        }
        int storedColumns = LittleEndian.getUnsignedShort(array, start + customHeaderBytes + 1);
        if (storedColumns != columns) {
            throw corrupt(columns + " columns", Integer.toString(storedColumns));
        }
        rows = LittleEndian.getInt(array, start + customHeaderBytes + 3);
        if (rows < 0 || rows > length) {
            throw corrupt("at most as many rows as bytes (" + length + ")", Integer.toUnsignedString(rows));
        }
        int previous = headerEnd;
        for (int i = 0; i < columns; i++) {
            int type = array[start + columnHeader(i)] & 0xff;
            int expected = layout.columns().get(i).type().code();
            if (type != expected) {
                throw corrupt(i, "type " + expected, Integer.toString(type));
            }
            int page = pageStart(i);
            if (i == 0 ? page != headerEnd : page < previous || page > length - PADDING_BYTES) {
                throw corrupt(
                        i,
                        i == 0
                                ? "its page at " + headerEnd
                                : "its page between " + previous + " and " + (length - PADDING_BYTES),
                        Integer.toUnsignedString(page));
            }
            previous = page;
        }
    }

    /** The number of rows of this kind of block's row columns. */
    int rows() {
        return rows;
    }

    /** The array that holds the block. */
    byte[] array() {
        return array;
    }

    /** Index in {@link #array()} of a position in the block. */
    int index(int position) {
        return start + position;
    }

    /** Length of the block in bytes. */
    int length() {
        return length;
    }

    /** A custom header of four bytes. */
    int customHeader() {
        return LittleEndian.getInt(array, start);
    }

    /** Position of the column's first byte in the block. */
    int pageStart(int column) {
        return LittleEndian.getInt(array, start + columnHeader(column) + 1);
    }

    /** Position just behind the column's last byte. */
    int pageEnd(int column) {
        return column + 1 < columns ? pageStart(column + 1) : length - PADDING_BYTES;
    }

    StorageException corrupt(String expected, String found) {
        return StorageException.corrupt(where, expected, found);
    }

    StorageException corrupt(int column, String expected, String found) {
        return StorageException.corrupt(where, "column " + column + ": expected " + expected + ", found " + found);
    }

    /** That the column's data ends exactly where its page does; {@code end} is a position in the block. */
    void requireEnd(int column, int end) {
        if (end != pageEnd(column)) {
            throw corrupt(column, "its data to end at " + pageEnd(column), Integer.toString(end));
        }
    }

    private int columnHeader(int column) {
        return customHeaderBytes + HEADER_BYTES + COLUMN_HEADER_BYTES * column;
    }
}

package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;

import java.util.Arrays;

/**
 * A column of byte strings: the ends of each, then all of them together. Format, for n ≥ 1 rows:
 *
 * <pre>
 * offsets   n+1 integers as {@link UintColumn} has them, the first 0, width at most 4, no base
 * data      row i is data[offset i, offset i+1)
 * </pre>
 *
 * No rows take no bytes. Loading proves the first and the last offset; the others are proved as rows are asked for.
 */
final class BytesColumn {

    private final ColumnarBlock block;
    private final int column;
    private final UintColumn offsets;
    private byte[] array = new byte[0];
    private int dataStart;
    private int dataLength;

    /** Column number {@code column} of whatever {@code block} holds. */
    BytesColumn(ColumnarBlock block, int column) {
        this.block = block;
        this.column = column;
        this.offsets = new UintColumn(block, column);
    }

    void load(int rows) {
        array = block.array();
        dataLength = 0;
        if (rows == 0) {
            block.requireEnd(column, block.pageStart(column));
            return;
        }
        int dataPosition = offsets.loadOffsets(block.pageStart(column), rows + 1);
        dataStart = block.index(dataPosition);
        dataLength = block.pageEnd(column) - dataPosition;
        if (offsets.offset(0) != 0 || offsets.offset(rows) != dataLength) {
            throw block.corrupt(
                    column,
                    "offsets from 0 to " + dataLength,
                    "from " + Integer.toUnsignedString(offsets.offset(0)) + " to "
                            + Integer.toUnsignedString(offsets.offset(rows)));
        }
    }

    /** Whether all rows are empty. */
    boolean allEmpty() {
        return dataLength == 0;
    }

    /** Points {@code view} at a row, in place. */
    void show(int row, ByteView view) {
        int from = offsets.offset(row);
        int to = offsets.offset(row + 1);
        if (from < 0 || to < from || to > dataLength) {
            throw disorder(row, from, to);
        }
        view.showStable(array, dataStart + from, to - from);
    }

    /** A row, sharing the block's array. */
    Bytes at(int row) {
        int from = offsets.offset(row);
        int to = offsets.offset(row + 1);
        if (from < 0 || to < from || to > dataLength) {
            throw disorder(row, from, to);
        }
        return Bytes.wrap(array, dataStart + from, to - from);
    }

    /** Compares a row with {@code key}, in unsigned byte order. */
    int compare(int row, Bytes key) {
        int from = offsets.offset(row);
        int to = offsets.offset(row + 1);
        if (from < 0 || to < from || to > dataLength) {
            throw disorder(row, from, to);
        }
        return Arrays.compareUnsigned(
                array, dataStart + from, dataStart + to, key.array(), key.offset(), key.offset() + key.length());
    }

    private StorageException disorder(int row, int from, int to) {
        return block.corrupt(
                column,
                "row " + row + " to lie in order within " + dataLength + " bytes of data",
                "[" + Integer.toUnsignedString(from) + ", " + Integer.toUnsignedString(to) + ")");
    }
}

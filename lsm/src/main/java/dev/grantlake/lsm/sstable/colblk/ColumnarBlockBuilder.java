package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.StorageException;

import java.util.List;

/**
 * Puts columns together to a block; the counterpart of {@link ColumnarBlock}. Belongs to one thread.
 *
 * @param columns the columns of {@code layout}, in its order
 */
record ColumnarBlockBuilder(ColumnarLayout layout, List<ColumnBuilder> columns) {

    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 7;
    private static final int COLUMN_HEADER_BYTES = 5;

    ColumnarBlockBuilder {
        columns = List.copyOf(columns);
    }

    /**
     * The size of a block.
     *
     * @param rows all rows of the columns, or all but the last
     * @param boundaries rows of the layout's boundary columns
     */
    int size(int rows, int boundaries) {
        int at = headerBytes();
        for (int i = 0; i < columns.size(); i++) {
            at = columns.get(i).end(i < layout.boundaryColumns() ? boundaries : rows, at);
        }
        if (at < 0) {
            throw new StorageException(StorageException.Kind.LIMIT_EXCEEDED, "a block of more than 2^31 bytes");
        }
        return at + 1;
    }

    /**
     * Writes a block over what {@code target} holds.
     *
     * @param customHeader the number in the custom header, if the layout has one
     */
    void write(int rows, int boundaries, int customHeader, ByteSink target) {
        int size = size(rows, boundaries);
        target.clear().writeZeros(size);
        byte[] block = target.array();
        int header = layout.customHeaderBytes();
        if (header > 0) {
            LittleEndian.putInt(block, 0, customHeader);
        }
        block[header] = VERSION;
        LittleEndian.putShort(block, header + 1, columns.size());
        LittleEndian.putInt(block, header + 3, rows);
        int at = headerBytes();
        for (int i = 0; i < columns.size(); i++) {
            ColumnBuilder column = columns.get(i);
            int columnHeader = header + HEADER_BYTES + COLUMN_HEADER_BYTES * i;
            block[columnHeader] = (byte) column.type().code();
            LittleEndian.putInt(block, columnHeader + 1, at);
            at = column.write(i < layout.boundaryColumns() ? boundaries : rows, at, block);
        }
        // Behind the last column lies one zero byte.
        if (at != size - 1) {
            throw new IllegalStateException("a block of " + size + " bytes, columns up to " + at);
        }
    }

    void clear() {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).clear();
        }
    }

    private int headerBytes() {
        return layout.customHeaderBytes() + HEADER_BYTES + COLUMN_HEADER_BYTES * columns.size();
    }
}

package dev.grantlake.lsm.sstable.colblk;

import java.util.List;

/**
 * A kind of columnar blocks: what its custom header says and which columns it has.
 *
 * @param customHeader what the four bytes of the custom header mean; empty if there is none
 * @param boundaryColumns so many columns, the first ones, have the custom header's number of rows instead of the
 *     block's
 */
public record ColumnarLayout(String customHeader, int boundaryColumns, List<Column> columns) {

    public static final ColumnarLayout DATA = new ColumnarLayout(
            "maximum user key length",
            0,
            List.of(
                    new Column("user key", ColumnType.PREFIX_BYTES),
                    new Column("key suffix", ColumnType.BYTES),
                    new Column("trailer", ColumnType.UINT),
                    new Column("key differs from the row before", ColumnType.BOOL),
                    new Column("value", ColumnType.BYTES),
                    new Column("value is external", ColumnType.BOOL),
                    new Column("obsolete", ColumnType.BOOL)));

    /** An index block of either level. */
    public static final ColumnarLayout INDEX = new ColumnarLayout(
            "",
            0,
            List.of(
                    new Column("separator", ColumnType.BYTES),
                    new Column("offset", ColumnType.UINT),
                    new Column("length", ColumnType.UINT),
                    new Column("block properties", ColumnType.BYTES)));

    /** Range deletions or range keys. */
    public static final ColumnarLayout KEYSPAN = new ColumnarLayout(
            "number of boundaries",
            2,
            List.of(
                    new Column("boundary", ColumnType.BYTES),
                    new Column("first key from the boundary on", ColumnType.UINT),
                    new Column("trailer", ColumnType.UINT),
                    new Column("suffix", ColumnType.BYTES),
                    new Column("value", ColumnType.BYTES)));

    /** Metaindex or properties. */
    public static final ColumnarLayout KEY_VALUE = new ColumnarLayout(
            "", 0, List.of(new Column("name", ColumnType.BYTES), new Column("value", ColumnType.BYTES)));

    /** One column: what it holds and how. */
    record Column(String name, ColumnType type) {}

    public ColumnarLayout {
        columns = List.copyOf(columns);
    }

    int customHeaderBytes() {
        return customHeader.isEmpty() ? 0 : Integer.BYTES;
    }

    /** The number of rows of a column of a loaded block of this layout; not proved to be sound for boundaries. */
    int rows(ColumnarBlock block, int column) {
        return column < boundaryColumns ? block.customHeader() : block.rows();
    }
}

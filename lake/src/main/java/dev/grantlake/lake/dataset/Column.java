package dev.grantlake.lake.dataset;

import java.util.List;

/**
 * The columns of the dataset, in their order. The key stays first: merges of the library by other columns are faulty.
 */
public enum Column {
    KEY("key", ColumnType.BINARY),
    /** No bytes where the row is a tombstone. */
    VALUE("val", ColumnType.BINARY),
    /** The largest sequence number of the batch that the row was written in. */
    VERSION("version", ColumnType.UINT64),
    TOMBSTONE("tombstone", ColumnType.BOOLEAN),
    /** Sequence number of the transaction that wrote the row; not there in datasets of format 1. */
    SEQ("seq", ColumnType.UINT64);

    /** The columns that this version writes. */
    public static final List<ColumnDescription> SCHEMA = List.of(
            KEY.description(), VALUE.description(), VERSION.description(), TOMBSTONE.description(), SEQ.description());

    /** The columns of format 1, which has no sequence numbers. */
    public static final List<ColumnDescription> FORMAT_1_SCHEMA = SCHEMA.subList(0, 4);

    private final String label;
    private final ColumnType type;

    Column(String label, ColumnType type) {
        this.label = label;
        this.type = type;
    }

    /** The column's name in the dataset. */
    public String label() {
        return label;
    }

    public ColumnType type() {
        return type;
    }

    /** The column as {@link DatasetVersion#columns} has it. */
    public ColumnDescription description() {
        return new ColumnDescription(label, type.label(), false);
    }
}

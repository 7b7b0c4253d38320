package dev.grantlake.lake.dataset;

/** What a column holds. */
public enum ColumnType {
    /** Bytes, up to 2 GiB in one batch. */
    BINARY("Binary"),
    UINT64("UInt64"),
    BOOLEAN("Boolean");

    private final String label;

    ColumnType(String label) {
        this.label = label;
    }

    /** The type's name in messages and in {@link ColumnDescription}. */
    public String label() {
        return label;
    }
}

package dev.grantlake.lsm.sstable;

/** What a block of a table is for. */
public enum BlockKind {
    DATA("data block"),
    /** A single index, or a partition of a two-level index. */
    INDEX("index block"),
    /** The upper level of a two-level index. */
    TOP_INDEX("top-level index block"),
    RANGE_DELETIONS("range-deletion block"),
    RANGE_KEYS("range-key block"),
    VALUES("value block"),
    VALUE_INDEX("value index block"),
    PROPERTIES("properties block"),
    METAINDEX("metaindex block"),
    FILTER("filter block"),
    BLOB_REFERENCES("blob-reference block"),
    /** What newer writers may add. */
    OTHER("other block");

    private final String label;

    BlockKind(String label) {
        this.label = label;
    }

    /** The name in messages, for example {@code data block}. */
    @Override
    public String toString() {
        return label;
    }
}

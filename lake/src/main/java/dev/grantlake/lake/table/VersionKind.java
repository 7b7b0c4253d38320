package dev.grantlake.lake.table;

/** Why there is a version. */
public enum VersionKind {
    /** Something that the lake does not do: rows, columns or settings that somebody else has changed. */
    FOREIGN,
    /** The empty table. */
    CREATION,
    /** Commits of transactions: one flush. */
    FLUSH,
    /** The same content in other fragments. */
    COMPACTION,
    /** Of two rows of one key, which somebody else has made, the right one. */
    REPAIR,
    /** An index built or brought up to date: the same content. */
    INDEX,
    /** One of the two steps from format 1 to the present columns. */
    MIGRATION
}

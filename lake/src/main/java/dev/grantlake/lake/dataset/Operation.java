package dev.grantlake.lake.dataset;

/** What kind of change made a version. */
public enum Operation {
    /** The first version, or all rows anew. */
    OVERWRITE,
    /** New fragments, and nothing else. */
    APPEND,
    /** New fragments, marks and fragments removed: what {@link Change} makes. */
    UPDATE,
    /** Marks only. */
    DELETE,
    /** Fragments rewritten by another tool. */
    REWRITE,
    INDEX,
    /** Columns added, dropped or changed. */
    SCHEMA,
    CONFIG,
    /** An older version made new. */
    RESTORE,
    /** Something else, or nobody can tell any more. */
    UNKNOWN
}

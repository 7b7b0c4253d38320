package dev.grantlake.store;

/** How the database of a sync is packed into its file. */
public enum Packing {
    /** Frames of zstd, one a table, that are found by an index: any part can be read without the others. */
    INDEXED_ZSTD,
    /** One tar archive, compressed as one zstd stream. */
    TAR_ZSTD,
    /** One tar archive, not compressed. */
    TAR
}

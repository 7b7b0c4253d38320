package dev.grantlake.lsm.sstable.colblk;

/** How a column of a columnar block is encoded; the code is the type byte in the block's header. */
enum ColumnType {
    /** {@link BitmapColumn}. */
    BOOL(1),
    /** {@link UintColumn}. */
    UINT(2),
    /** {@link BytesColumn}. */
    BYTES(3),
    /** {@link PrefixBytesColumn}. */
    PREFIX_BYTES(4);

    private final int code;

    ColumnType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

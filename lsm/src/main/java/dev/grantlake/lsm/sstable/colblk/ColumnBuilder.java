package dev.grantlake.lsm.sstable.colblk;

/**
 * Collects the values of one column, row by row, and encodes the first rows of them. Sizes and encodings follow
 * Pebble's writer to the byte. Belongs to one thread; {@link #clear} keeps the memory, so that one builder serves block
 * after block.
 *
 * <p>A block that turns out too large is ended without its last row, so builders answer for all rows and for all but
 * the last, and for nothing else.
 */
sealed interface ColumnBuilder permits UintColumnBuilder, BytesColumnBuilder, BitmapColumnBuilder, PrefixBytesBuilder {

    /** What the block's header says of the column. */
    ColumnType type();

    /**
     * The end of the encoded column.
     *
     * @param rows all rows, or all but the last
     * @param offset where the column begins in its block
     */
    int end(int rows, int offset);

    /**
     * Encodes the column.
     *
     * @param target the block, zeros from {@code offset} on
     * @return {@link #end}
     */
    int write(int rows, int offset, byte[] target);

    /** Forgets all rows. */
    void clear();
}

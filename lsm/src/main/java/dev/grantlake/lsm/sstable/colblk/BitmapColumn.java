package dev.grantlake.lsm.sstable.colblk;

/**
 * A column of bits. Format, for n rows:
 *
 * <pre>
 * size              field
 * 1                 encoding: 1 all zero, and nothing follows; 0 a bitmap
 * 0…7               zeros up to a multiple of 8 in the block
 * 8·⌈n/64⌉          words; row i is bit i mod 64 of word ⌊i/64⌋
 * 8·⌈words/64⌉      summary words; bit j says whether word j has any bit
 * </pre>
 *
 * The summary only speeds up a search for the next set bit; it is not read.
 */
final class BitmapColumn {

    private static final int BITMAP = 0;
    private static final int ALL_ZERO = 1;

    private final ColumnarBlock block;
    private final int column;
    private byte[] array = new byte[0];
    private int start;
    private boolean allZero = true;

    /** Column number {@code column} of whatever {@code block} holds. */
    BitmapColumn(ColumnarBlock block, int column) {
        this.block = block;
        this.column = column;
    }

    void load(int rows) {
        int position = block.pageStart(column);
        int end = block.pageEnd(column);
        if (position >= end) {
            throw block.corrupt(column, "a bitmap encoding at " + position, "the end of the column");
        }
        array = block.array();
        int encoding = array[block.index(position)] & 0xff;
        allZero = encoding == ALL_ZERO;
        if (allZero) {
            block.requireEnd(column, position + 1);
            return;
        }
        if (encoding != BITMAP) {
            throw block.corrupt(column, "a bitmap encoding of 0 or 1", Integer.toString(encoding));
        }
        int words = (rows + Long.SIZE - 1) / Long.SIZE;
        int summaryWords = (words + Long.SIZE - 1) / Long.SIZE;
        int aligned = (position + 1 + Long.BYTES - 1) & -Long.BYTES;
        block.requireEnd(column, aligned + Long.BYTES * (words + summaryWords));
        start = block.index(aligned);
    }

    /** Whether no row has its bit set, as far as that is known without looking at them. */
    boolean allZero() {
        return allZero;
    }

    boolean at(int row) {
        return !allZero && (array[start + (row >>> 3)] >>> (row & 7) & 1) != 0;
    }
}

package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.LittleEndian;

/**
 * An array of unsigned integers of one width, and the column made of one such array; also the offsets inside
 * {@link BytesColumn} and {@link PrefixBytesColumn}. Format:
 *
 * <pre>
 * size   field
 * 1      encoding: bits 0 to 6 the width w (0, 1, 2, 4 or 8), bit 7 the delta flag (never with w = 8)
 * 8      base, only with the delta flag; not aligned
 * 0…7    zeros up to a multiple of w in the block, only if w &gt; 0
 * w·n    the stored values
 * </pre>
 *
 * Value i is base + stored value i, modulo 2^64; without the flag the base is 0, with w = 0 all values are the base. No
 * values at all take no bytes at all.
 */
final class UintColumn {

    static final int DELTA = 0x80;

    private final ColumnarBlock block;
    private final int column;
    private byte[] array = new byte[0];
    private int start;
    private int width;
    private long base;

    /** In column number {@code column} of whatever {@code block} holds. */
    UintColumn(ColumnarBlock block, int column) {
        this.block = block;
        this.column = column;
    }

    /** Takes up the whole column as {@code count} integers. */
    void load(int count) {
        if (count == 0) {
            block.requireEnd(column, block.pageStart(column));
            return;
        }
        block.requireEnd(column, loadArray(block.pageStart(column), count));
    }

    /**
     * Takes up {@code count} ≥ 1 integers at {@code position} as offsets into data that follows them: at most four
     * bytes wide, without base.
     *
     * @return the position behind them
     */
    int loadOffsets(int position, int count) {
        int end = loadArray(position, count);
        if (width == 8 || base != 0) {
            throw block.corrupt(column, "offsets of at most 4 bytes without base", "width " + width + ", base " + base);
        }
        return end;
    }

    private int loadArray(int position, int count) {
        int end = block.pageEnd(column);
        if (position >= end) {
            throw block.corrupt(column, "an integer encoding at " + position, "the end of the column");
        }
        array = block.array();
        int encoding = array[block.index(position)] & 0xff;
        int next = position + 1;
        width = encoding & ~DELTA;
        boolean delta = (encoding & DELTA) != 0;
        if (!(width <= 2 || width == 4 || (width == 8 && !delta))) {
            throw block.corrupt(column, "an integer encoding", "0x" + Integer.toHexString(encoding));
        }
        base = 0;
        if (delta) {
            if (end - next < Long.BYTES) {
                throw block.corrupt(column, "an 8-byte base at " + next, "the end of the column at " + end);
            }
            base = LittleEndian.getLong(array, block.index(next));
            next += Long.BYTES;
        }
        if (width > 1) {
            next = (next + width - 1) & -width;
        }
        long bytes = (long) width * count;
        if (bytes > end - next) {
            throw block.corrupt(
                    column, count + " integers of " + width + " bytes at " + next, "the end of the column at " + end);
        }
        start = block.index(next);
        return next + (int) bytes;
    }

    /** Bytes of a stored value: 0, 1, 2, 4 or 8. */
    int width() {
        return width;
    }

    /** The value in row {@code i}, which must be one of the loaded. */
    long at(int i) {
        return switch (width) {
            case 0 -> base;
            case 1 -> base + (array[start + i] & 0xff);
            case 2 -> base + LittleEndian.getUnsignedShort(array, start + (i << 1));
            case 4 -> base + (LittleEndian.getInt(array, start + (i << 2)) & 0xffff_ffffL);
            default -> LittleEndian.getLong(array, start + (i << 3));
        };
    }

    /** The value in row {@code i} of an array of offsets; one of 2^31 or more comes back negative. */
    int offset(int i) {
        return switch (width) {
            case 0 -> 0;
            case 1 -> array[start + i] & 0xff;
            case 2 -> LittleEndian.getUnsignedShort(array, start + (i << 1));
            default -> LittleEndian.getInt(array, start + (i << 2));
        };
    }
}

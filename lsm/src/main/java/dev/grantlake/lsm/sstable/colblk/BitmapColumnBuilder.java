package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.LittleEndian;

import java.util.Arrays;

/** Builds a {@link BitmapColumn}. Rows that nobody set are 0. */
final class BitmapColumnBuilder implements ColumnBuilder {

    private static final int ENCODED = 0;
    private static final int ALL_ZERO = 1;
    private static final int NONE = Integer.MAX_VALUE;

    private final boolean alwaysEncoded;
    private long[] words = new long[8];
    private int firstSet = NONE;

    /**
     * A column without rows.
     *
     * @param alwaysEncoded whether to write every bit of a column of zeros, too
     */
    BitmapColumnBuilder(boolean alwaysEncoded) {
        this.alwaysEncoded = alwaysEncoded;
    }

    @Override
    public ColumnType type() {
        return ColumnType.BOOL;
    }

    /** Sets the bit of a row, which is not below any that was set before. */
    void set(int row) {
        int word = row >>> 6;
        if (word >= words.length) {
            words = Arrays.copyOf(words, Math.max(word + 1, 2 * words.length));
        }
        words[word] |= 1L << row;
        firstSet = Math.min(firstSet, row);
    }

    @Override
    public int end(int rows, int offset) {
        return allZero(rows)
                ? offset + 1
                : UintColumnBuilder.align(offset + 1, Long.BYTES) + Long.BYTES * (words(rows) + words(words(rows)));
    }

    @Override
    public int write(int rows, int offset, byte[] target) {
        if (allZero(rows)) {
            target[offset] = ALL_ZERO;
            return offset + 1;
        }
        target[offset] = ENCODED;
        int count = words(rows);
        int at = UintColumnBuilder.align(offset + 1, Long.BYTES);
        int summaries = at + Long.BYTES * count;
        long summary = 0;
        for (int i = 0; i < count; i++) {
            long word = i < words.length ? words[i] : 0;
            if (i == count - 1 && (rows & 63) != 0) {
                word &= (1L << rows) - 1;
            }
            LittleEndian.putLong(target, at + Long.BYTES * i, word);
            summary |= word == 0 ? 0 : 1L << i;
            if ((i & 63) == 63 || i == count - 1) {
                LittleEndian.putLong(target, summaries + Long.BYTES * (i >>> 6), summary);
                summary = 0;
            }
        }
        return summaries + Long.BYTES * words(count);
    }

    @Override
    public void clear() {
        Arrays.fill(words, 0);
        firstSet = NONE;
    }

    private boolean allZero(int rows) {
        return !alwaysEncoded && firstSet >= rows;
    }

    /** Words for so many bits. */
    private static int words(int bits) {
        return (bits + 63) >>> 6;
    }
}

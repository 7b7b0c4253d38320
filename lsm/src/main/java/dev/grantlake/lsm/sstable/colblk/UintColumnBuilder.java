package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.LittleEndian;

import java.util.Arrays;

/**
 * Builds a {@link UintColumn}, in the narrowest encoding.
 *
 * <p>Implementation note. The encoding is kept up to date with every row. If the last row did not change it, the column
 * without that row is written with it, too, and with the base that the last row may have lowered: so does Pebble.
 */
final class UintColumnBuilder implements ColumnBuilder {

    /** With fewer rows, the eight bytes of a base may cost more than they save. */
    private static final int FEW_ROWS = 8;

    private static final int BASE_BYTES = 8;

    private long[] values = new long[32];
    private int count;
    private long least;
    private long greatest;

    /** The encoding byte for all rows, and the last row that changed it. */
    private int encoding;

    private int encodingRow;

    UintColumnBuilder() {
        clear();
    }

    @Override
    public ColumnType type() {
        return ColumnType.UINT;
    }

    /** Appends a row. */
    void add(long value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        boolean less = Long.compareUnsigned(value, least) < 0;
        boolean greater = Long.compareUnsigned(value, greatest) > 0;
        if (less || greater || count < FEW_ROWS) {
            least = less ? value : least;
            greatest = greater ? value : greatest;
            int now = encoding(least, greatest, count + 1);
            if (now != encoding) {
                encoding = now;
                encodingRow = count;
            }
        }
        values[count++] = value;
    }

    /** The value of a row. */
    long at(int row) {
        return values[row];
    }

    @Override
    public int end(int rows, int offset) {
        return rows == 0 ? offset : end(rows, offset, encodingRow < rows ? encoding : encodingWithoutLast());
    }

    @Override
    public int write(int rows, int offset, byte[] target) {
        if (rows == 0) {
            return offset;
        }
        int chosen = encodingRow < rows ? encoding : encodingWithoutLast();
        long base = 0;
        target[offset] = (byte) chosen;
        if ((chosen & UintColumn.DELTA) != 0) {
            base = encodingRow < rows ? least : least(rows);
            LittleEndian.putLong(target, offset + 1, base);
        }
        int width = chosen & ~UintColumn.DELTA;
        int end = end(rows, offset, chosen);
        int at = end - rows * width;
        switch (width) {
            case 0 -> {}
            case 1 -> {
                for (int row = 0; row < rows; row++) {
                    target[at + row] = (byte) (values[row] - base);
                }
            }
            case 2 -> {
                for (int row = 0; row < rows; row++) {
                    LittleEndian.putShort(target, at + 2 * row, (int) (values[row] - base));
                }
            }
            case 4 -> {
                for (int row = 0; row < rows; row++) {
                    LittleEndian.putInt(target, at + 4 * row, (int) (values[row] - base));
                }
            }
            default -> {
                for (int row = 0; row < rows; row++) {
                    LittleEndian.putLong(target, at + 8 * row, values[row]);
                }
            }
        }
        return end;
    }

    @Override
    public void clear() {
        count = 0;
        least = -1;
        greatest = 0;
        encoding = 0;
        encodingRow = 0;
    }

    /** The end of {@code rows} ≥ 1 integers under an encoding. */
    static int end(int rows, int offset, int encoding) {
        int width = encoding & ~UintColumn.DELTA;
        int at = offset + 1 + ((encoding & UintColumn.DELTA) == 0 ? 0 : BASE_BYTES);
        return width == 0 ? at : align(at, width) + rows * width;
    }

    /** The bytes that hold every value up to {@code greatest}: 0, 1, 2, 4 or 8. */
    static int width(long greatest) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(greatest);
        if (bits <= Byte.SIZE) {
            return bits == 0 ? 0 : 1;
        }
        return bits <= Short.SIZE ? Short.BYTES : bits <= Integer.SIZE ? Integer.BYTES : Long.BYTES;
    }

    /** The next multiple of {@code width}, a power of two. */
    static int align(int offset, int width) {
        return (offset + width - 1) & -width;
    }

    private static int encoding(long least, long greatest, int rows) {
        int width = width(greatest - least);
        if (width == Long.BYTES || (greatest >>> (width * Byte.SIZE)) == 0) {
            return width;
        }
        if (rows < FEW_ROWS) {
            int plain = width(greatest);
            if (rows * (plain - width) < BASE_BYTES) {
                return plain;
            }
        }
        return width | UintColumn.DELTA;
    }

    private int encodingWithoutLast() {
        int rows = count - 1;
        long most = 0;
        for (int row = 0; row < rows; row++) {
            most = Long.compareUnsigned(values[row], most) > 0 ? values[row] : most;
        }
        return encoding(least(rows), most, rows);
    }

    private long least(int rows) {
        long result = -1;
        for (int row = 0; row < rows; row++) {
            result = Long.compareUnsigned(values[row], result) < 0 ? values[row] : result;
        }
        return result;
    }
}

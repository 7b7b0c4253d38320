package dev.grantlake.lake.dataset;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;

import java.util.Objects;

/**
 * Byte strings packed into one array, so that a cache can hold them: where each of them ends, 4 bytes each, counted
 * from the end of these numbers, and then the strings. Immutable.
 */
public final class BinaryColumn {

    private final byte[] packed;
    private final int count;

    private BinaryColumn(byte[] packed, int count) {
        this.packed = packed;
        this.count = count;
    }

    /** The column in an array that {@link #packed} gave, or of the same form; it now belongs to the result. */
    public static BinaryColumn of(byte[] packed, int count) {
        Objects.checkFromIndexSize(0, Math.multiplyExact(count, Integer.BYTES), packed.length);
        return new BinaryColumn(packed, count);
    }

    /** The array behind the column, which nobody changes. */
    public byte[] packed() {
        return packed;
    }

    public int count() {
        return count;
    }

    /** Bytes of all strings together. */
    public int dataBytes() {
        return packed.length - Integer.BYTES * count;
    }

    public int length(int row) {
        return end(row) - start(row);
    }

    /** Points {@code view} at a string, for as long as anybody likes. */
    public void show(int row, ByteView view) {
        int start = start(row);
        view.showStable(packed, start, end(row) - start);
    }

    /** A copy of a string. */
    public Bytes copy(int row) {
        int start = start(row);
        return Bytes.copyOf(packed, start, end(row) - start);
    }

    private int start(int row) {
        return row == 0 ? Integer.BYTES * count : end(row - 1);
    }

    private int end(int row) {
        Objects.checkIndex(row, count);
        return Integer.BYTES * count + LittleEndian.getInt(packed, Integer.BYTES * row);
    }
}

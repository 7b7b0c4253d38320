package dev.grantlake.lake.dataset;

import dev.grantlake.base.ByteSink;

import java.util.Arrays;

/** Puts a {@link BinaryColumn} together, string by string. Belongs to one thread. */
public final class BinaryColumnBuilder {

    private int[] ends = new int[64];
    private int count;
    private final ByteSink data = new ByteSink();

    /** Appends one string; the bytes are copied. */
    public BinaryColumnBuilder add(byte[] array, int offset, int length) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        data.writeBytes(array, offset, length);
        ends[count++] = data.size();
        return this;
    }

    public int count() {
        return count;
    }

    /** The column of what was added. */
    public BinaryColumn build() {
        ByteSink packed = new ByteSink(Math.addExact(Math.multiplyExact(count, Integer.BYTES), data.size()));
        for (int i = 0; i < count; i++) {
            packed.writeIntLe(ends[i]);
        }
        return BinaryColumn.of(packed.writeBytes(data).toArray(), count);
    }
}

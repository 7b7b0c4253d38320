package dev.grantlake.lance;

import dev.grantlake.base.LittleEndian;
import dev.grantlake.lake.dataset.BinaryColumn;
import org.apache.arrow.vector.VarBinaryVector;

import java.util.Arrays;

/** Copies byte strings out of Arrow's buffers, a batch at a time. */
final class BinaryCollector {

    private int[] ends = new int[0];
    private int count;
    private byte[] data = new byte[0];
    private int size;

    void add(VarBinaryVector vector, int rows) {
        if (rows == 0) {
            return;
        }
        ends = Arrays.copyOf(ends, count + rows);
        int start = vector.getOffsetBuffer().getInt(0);
        for (int i = 1; i <= rows; i++) {
            ends[count++] = size + vector.getOffsetBuffer().getInt((long) i * VarBinaryVector.OFFSET_WIDTH) - start;
        }
        int length = ends[count - 1] - size;
        if (length > data.length - size) {
            data = Arrays.copyOf(data, Math.addExact(size, length));
        }
        vector.getDataBuffer().getBytes(start, data, size, length);
        size += length;
    }

    BinaryColumn build() {
        byte[] packed = new byte[Math.addExact(Integer.BYTES * count, size)];
        for (int i = 0; i < count; i++) {
            LittleEndian.putInt(packed, Integer.BYTES * i, ends[i]);
        }
        System.arraycopy(data, 0, packed, Integer.BYTES * count, size);
        return BinaryColumn.of(packed, count);
    }
}

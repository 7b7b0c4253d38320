package dev.grantlake.lance;

import dev.grantlake.base.LittleEndian;
import dev.grantlake.lake.dataset.BinaryColumn;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VarBinaryVector;

import java.util.ArrayList;
import java.util.List;

/** Copies byte strings out of Arrow's buffers, a batch at a time; each byte once, where all come in one batch. */
final class BinaryCollector {

    private final List<BinaryColumn> batches = new ArrayList<>();

    void add(VarBinaryVector vector, int rows) {
        if (rows > 0) {
            batches.add(copy(vector, rows));
        }
    }

    private static BinaryColumn copy(VarBinaryVector vector, int rows) {
        ArrowBuf offsets = vector.getOffsetBuffer();
        int start = offsets.getInt(0);
        int length = offsets.getInt((long) rows * Integer.BYTES) - start;
        int head = Math.multiplyExact(rows, Integer.BYTES);
        byte[] packed = new byte[Math.addExact(head, length)];
        // Where a string ends is where the next one starts, in the byte order of the machine: the library has no other.
        offsets.getBytes(Integer.BYTES, packed, 0, head);
        if (start != 0) {
            move(packed, 0, rows, -start);
        }
        vector.getDataBuffer().getBytes(start, packed, head, length);
        return BinaryColumn.of(packed, rows);
    }

    /** Adds {@code by} to the ends of strings. */
    private static void move(byte[] ends, int at, int rows, int by) {
        for (int i = at; i < at + rows * Integer.BYTES; i += Integer.BYTES) {
            LittleEndian.putInt(ends, i, LittleEndian.getInt(ends, i) + by);
        }
    }

    BinaryColumn build() {
        return batches.size() == 1 ? batches.get(0) : joined();
    }

    private BinaryColumn joined() {
        int count = 0;
        int size = 0;
        for (BinaryColumn batch : batches) {
            count = Math.addExact(count, batch.count());
            size = Math.addExact(size, batch.packed().length);
        }
        byte[] packed = new byte[size];
        int head = 0;
        int data = count * Integer.BYTES;
        for (BinaryColumn batch : batches) {
            int ends = batch.count() * Integer.BYTES;
            System.arraycopy(batch.packed(), 0, packed, head, ends);
            move(packed, head, batch.count(), data - count * Integer.BYTES);
            System.arraycopy(batch.packed(), ends, packed, data, batch.dataBytes());
            head += ends;
            data += batch.dataBytes();
        }
        return BinaryColumn.of(packed, count);
    }
}

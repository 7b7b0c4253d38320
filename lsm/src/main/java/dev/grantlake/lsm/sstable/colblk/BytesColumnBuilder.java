package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

/** Builds a {@link BytesColumn}. */
final class BytesColumnBuilder implements ColumnBuilder {

    private final ByteSink data = new ByteSink();
    private final UintColumnBuilder offsets = new UintColumnBuilder();
    private int count;

    BytesColumnBuilder() {
        offsets.add(0);
    }

    @Override
    public ColumnType type() {
        return ColumnType.BYTES;
    }

    /** Appends a row. */
    void add(byte[] array, int offset, int length) {
        data.writeBytes(array, offset, length);
        offsets.add(data.size());
        count++;
    }

    void add(Bytes bytes) {
        add(bytes.array(), bytes.offset(), bytes.length());
    }

    int count() {
        return count;
    }

    @Override
    public int end(int rows, int offset) {
        return rows == 0 ? offset : offsets.end(rows + 1, offset) + (int) offsets.at(rows);
    }

    @Override
    public int write(int rows, int offset, byte[] target) {
        if (rows == 0) {
            return offset;
        }
        int length = (int) offsets.at(rows);
        int at = offsets.write(rows + 1, offset, target);
        System.arraycopy(data.array(), 0, target, at, length);
        return at + length;
    }

    @Override
    public void clear() {
        data.clear();
        offsets.clear();
        offsets.add(0);
        count = 0;
    }
}

package dev.grantlake.lance;

import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.RowBatch;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Copies rows out of Arrow's batches; columns that the first batch does not have are not there. */
final class RowCollector {

    private static final String ADDRESS = "_rowaddr";

    private final BinaryCollector keys = new BinaryCollector();
    private final BinaryCollector values = new BinaryCollector();
    private boolean hasKeys;
    private boolean hasValues;
    private boolean @Nullable [] tombstones;
    private long @Nullable [] seqs;
    private long @Nullable [] versions;
    private long @Nullable [] addresses;
    private int count;

    void add(VectorSchemaRoot root) {
        int rows = root.getRowCount();
        for (FieldVector vector : root.getFieldVectors()) {
            add(vector, rows);
        }
        count += rows;
    }

    /** The columns of a part of these rows' files; {@link #finish} says how many rows there are. */
    void add(FieldVector vector, int rows) {
        String name = vector.getName();
        if (name.equals(Column.KEY.label())) {
            hasKeys = true;
            keys.add((VarBinaryVector) vector, rows);
        } else if (name.equals(Column.VALUE.label())) {
            hasValues = true;
            values.add((VarBinaryVector) vector, rows);
        } else if (name.equals(Column.TOMBSTONE.label())) {
            tombstones = add(tombstones, (BitVector) vector, rows);
        } else if (name.equals(Column.SEQ.label())) {
            seqs = add(seqs, (UInt8Vector) vector, rows);
        } else if (name.equals(Column.VERSION.label())) {
            versions = add(versions, (UInt8Vector) vector, rows);
        } else if (name.equals(ADDRESS)) {
            addresses = add(addresses, (UInt8Vector) vector, rows);
        }
    }

    private static long[] add(long @Nullable [] before, UInt8Vector vector, int rows) {
        int from = before == null ? 0 : before.length;
        long[] longs = before == null ? new long[rows] : Arrays.copyOf(before, from + rows);
        for (int i = 0; i < rows; i++) {
            longs[from + i] = vector.get(i);
        }
        return longs;
    }

    private static boolean[] add(boolean @Nullable [] before, BitVector vector, int rows) {
        int from = before == null ? 0 : before.length;
        boolean[] booleans = before == null ? new boolean[rows] : Arrays.copyOf(before, from + rows);
        for (int i = 0; i < rows; i++) {
            booleans[from + i] = vector.get(i) != 0;
        }
        return booleans;
    }

    int count() {
        return count;
    }

    RowBatch finish() {
        return finish(count);
    }

    RowBatch finish(int rows) {
        return new RowBatch(
                rows,
                hasKeys ? keys.build() : null,
                hasValues ? values.build() : null,
                tombstones,
                seqs,
                versions,
                addresses);
    }
}

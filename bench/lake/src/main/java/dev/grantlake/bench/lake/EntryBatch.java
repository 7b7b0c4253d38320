package dev.grantlake.bench.lake;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;
import java.util.List;

/** Entries as one batch for the library to write. */
final class EntryBatch extends ArrowReader {

    static final String KEY = "key";
    static final String VALUE = "val";
    static final Schema SCHEMA = new Schema(List.of(binary(KEY), binary(VALUE)));

    private final byte[][] keys;
    private final byte[][] values;
    private boolean read;

    EntryBatch(BufferAllocator allocator, byte[][] keys, byte[][] values) {
        super(allocator);
        this.keys = keys;
        this.values = values;
    }

    private static Field binary(String name) {
        return new Field(name, FieldType.notNullable(ArrowType.Binary.INSTANCE), null);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        if (read) {
            return false;
        }
        read = true;
        VectorSchemaRoot root = getVectorSchemaRoot();
        VarBinaryVector keyColumn = (VarBinaryVector) root.getVector(KEY);
        VarBinaryVector valueColumn = (VarBinaryVector) root.getVector(VALUE);
        for (int i = 0; i < keys.length; i++) {
            keyColumn.setSafe(i, keys[i]);
            valueColumn.setSafe(i, values[i]);
        }
        root.setRowCount(keys.length);
        return true;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
        return SCHEMA;
    }
}

package dev.grantlake.lance;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;

/** Our rows as Arrow batches, for the library to write. */
final class RowsReader extends ArrowReader {

    private static final int BATCH_ROWS = 8192;
    private static final int BATCH_BYTES = 16 << 20;

    private final RowCursor walk;
    private final long batchStamp;
    private final int columns;
    private boolean more;

    RowsReader(BufferAllocator allocator, Rows rows, long batchStamp, int columns) {
        super(allocator);
        this.walk = rows.walk();
        this.batchStamp = batchStamp;
        this.columns = columns;
        this.more = walk.next();
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        VectorSchemaRoot root = getVectorSchemaRoot();
        root.clear();
        if (!more) {
            return false;
        }
        VarBinaryVector keys = (VarBinaryVector) root.getVector(Column.KEY.label());
        VarBinaryVector values = (VarBinaryVector) root.getVector(Column.VALUE.label());
        UInt8Vector versions = (UInt8Vector) root.getVector(Column.VERSION.label());
        BitVector tombstones = (BitVector) root.getVector(Column.TOMBSTONE.label());
        // Not there before a migration.
        UInt8Vector seqs = (UInt8Vector) root.getVector(Column.SEQ.label());
        int count = 0;
        long bytes = 0;
        for (; more && count < BATCH_ROWS && bytes < BATCH_BYTES; more = walk.next()) {
            ByteView key = walk.key();
            ByteView value = walk.value();
            keys.setSafe(count, key.array(), key.offset(), key.length());
            values.setSafe(count, value.array(), value.offset(), value.length());
            versions.setSafe(count, walk.batch(batchStamp));
            tombstones.setSafe(count, walk.tombstone() ? 1 : 0);
            if (seqs != null) {
                seqs.setSafe(count, walk.seq());
            }
            bytes += key.length() + (long) value.length();
            count++;
        }
        root.setRowCount(count);
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
        return LanceSchema.schema(columns);
    }
}

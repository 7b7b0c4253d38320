package dev.grantlake.lsm.wal;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import org.jspecify.annotations.Nullable;

/** Steps through the operations of one batch. Belongs to one thread; copies nothing. */
public final class BatchReader {

    /** Taking in tables whose values lie in blob files; Pebble v2.1.5 does not know it. */
    private static final int INGEST_SST_WITH_BLOBS = 25;

    private final Batch batch;
    private int position = Batch.HEADER_BYTES;
    private long sequence;

    BatchReader(Batch batch) {
        this.batch = batch;
        this.sequence = batch.sequence();
    }

    /**
     * The next operation, or null behind the last.
     *
     * @throws StorageException of kind {@code CORRUPT} for a kind that no batch has, or a key or value that leads out
     *     of the record, {@code UNSUPPORTED} for a kind that only later versions of Pebble write
     */
    public @Nullable BatchOperation next() {
        Bytes rest = batch.record().payload().from(position);
        if (rest.isEmpty()) {
            return null;
        }
        // Behind the first chunk a record's bytes do not lie where their index says, so each operation finds its own.
        Location where = batch.record().locate(batch.file(), position, Batch.PART);
        ByteReader in = new ByteReader(rest, where);
        KeyKind kind = kind(in.readUnsignedByte(), where);
        Bytes key = in.readLengthPrefixed("key");
        Bytes value = BatchOperation.hasValue(kind) ? in.readLengthPrefixed("value") : Bytes.EMPTY;
        BatchOperation operation = new BatchOperation(where, kind, sequence, key, value);
        position += in.position();
        sequence += operation.counted() ? 1 : 0;
        return operation;
    }

    private static KeyKind kind(int code, Location where) {
        if (code == INGEST_SST_WITH_BLOBS) {
            throw StorageException.unsupported(where, "takes in tables with values in blob files (kind 25)");
        }
        KeyKind kind = KeyKind.ofCode(code);
        if (kind == null || kind == KeyKind.SEPARATOR || kind == KeyKind.SET_WITH_DELETE) {
            throw StorageException.corrupt(where, "the kind of an operation", Integer.toString(code));
        }
        return kind;
    }
}

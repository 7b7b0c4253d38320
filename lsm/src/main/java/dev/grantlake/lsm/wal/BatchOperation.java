package dev.grantlake.lsm.wal;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;

/**
 * One operation of a batch. What key and value are depends on the kind:
 *
 * <pre>
 * kind              | key                 | value
 *  0 DELETE           | user key            |
 *  1 SET              | user key            | value
 *  2 MERGE            | user key            | operand
 *  3 LOG_DATA         | anything            |
 *  7 SINGLE_DELETE    | user key            |
 * 15 RANGE_DELETE     | first key deleted   | first key behind
 * 19 RANGE_KEY_DELETE | start               | end
 * 20 RANGE_KEY_UNSET  | start               | bytes end, suffixes
 * 21 RANGE_KEY_SET    | start               | bytes end, pairs of suffix and value
 * 22 INGEST_SST       | uvarint file number |
 * 23 DELETE_SIZED     | user key            | uvarint size of what is deleted
 * 24 EXCISE           | start               | end
 * </pre>
 *
 * @param where the operation's first byte
 * @param sequence its sequence number; for LOG_DATA, which has none, that of the next operation
 * @param key a view of the record
 * @param value a view of the record; empty where the kind has none
 */
public record BatchOperation(Location where, KeyKind kind, long sequence, Bytes key, Bytes value) {

    /** Whether the batch's count counts it, and a sequence number is used up. */
    public boolean counted() {
        return kind != KeyKind.LOG_DATA;
    }

    /** Whether it takes in tables or makes room for them: such operations come in batches of their own. */
    public boolean ingests() {
        return kind == KeyKind.INGEST_SST || kind == KeyKind.EXCISE;
    }

    /**
     * The number of the table that an {@code INGEST_SST} takes in.
     *
     * @throws StorageException of kind {@code CORRUPT} if the key is no file number
     */
    public long tableNumber() {
        ByteReader in = new ByteReader(key, where);
        long number = in.readVarint64();
        if (number <= 0 || !in.atEnd()) {
            throw StorageException.corrupt(where, "the file number of a table", key.toString());
        }
        return number;
    }

    /**
     * The length of key and value that a {@code DELETE_SIZED} expects to delete, unsigned.
     *
     * @throws StorageException of kind {@code CORRUPT} if the value is no number
     */
    public long deletedBytes() {
        ByteReader in = new ByteReader(value, where);
        long bytes = in.readVarint64();
        if (!in.atEnd()) {
            throw StorageException.corrupt(where, "the size of what is deleted", value.toString());
        }
        return bytes;
    }

    /** The same with bytes of its own, which outlive the record. */
    BatchOperation copy() {
        return new BatchOperation(where, kind, sequence, Bytes.wrap(key.toArray()), Bytes.wrap(value.toArray()));
    }

    /** Whether operations of this kind have a value. */
    static boolean hasValue(KeyKind kind) {
        return switch (kind) {
            case SET, MERGE, RANGE_DELETE, RANGE_KEY_DELETE, RANGE_KEY_UNSET, RANGE_KEY_SET, DELETE_SIZED, EXCISE ->
                true;
            default -> false;
        };
    }
}

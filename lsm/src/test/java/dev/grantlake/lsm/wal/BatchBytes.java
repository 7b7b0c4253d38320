package dev.grantlake.lsm.wal;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;

/** Puts a batch together by hand, right or wrong; text stands for its UTF-8 bytes. */
public final class BatchBytes {

    private final ByteSink operations = new ByteSink();
    private final long sequence;
    private int count;

    public BatchBytes(long sequence) {
        this.sequence = sequence;
    }

    public BatchBytes set(String key, String value) {
        return operation(KeyKind.SET, Bytes.utf8(key), Bytes.utf8(value));
    }

    public BatchBytes delete(String key) {
        return operation(KeyKind.DELETE, Bytes.utf8(key), Bytes.EMPTY);
    }

    /** One operation, with a value where the kind has one. */
    public BatchBytes operation(KeyKind kind, Bytes key, Bytes value) {
        operations.writeByte(kind.code()).writeLengthPrefixed(key);
        if (BatchOperation.hasValue(kind)) {
            operations.writeLengthPrefixed(value);
        }
        count += kind == KeyKind.LOG_DATA ? 0 : 1;
        return this;
    }

    /** Any bytes, which count nothing. */
    public BatchBytes raw(byte... bytes) {
        operations.writeBytes(bytes);
        return this;
    }

    /** States another count than that of the operations. */
    public BatchBytes counting(int count) {
        this.count = count;
        return this;
    }

    public byte[] toArray() {
        return new ByteSink()
                .writeLongLe(sequence)
                .writeIntLe(count)
                .writeBytes(operations)
                .toArray();
    }
}

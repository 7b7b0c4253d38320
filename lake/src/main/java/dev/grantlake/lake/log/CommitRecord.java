package dev.grantlake.lake.log;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One transaction in the bytes of the log. It is encoded by whoever commits, outside of all locks; its sequence number
 * and checksum are filled in when its turn has come. Belongs to one thread at a time.
 */
public final class CommitRecord {

    private static final int SEQ_AT = SegmentFormat.FRAME_BYTES + Integer.BYTES;
    private static final int SET = 1;
    private static final int DELETE = 2;

    private final byte[] bytes;
    private final int size;
    private long seq;

    private CommitRecord(byte[] bytes, int size) {
        this.bytes = bytes;
        this.size = size;
    }

    /**
     * Begins a transaction.
     *
     * @param operations how many there are going to be, 1 or more
     */
    public static Encoder encode(int operations, CommitLimits limits) {
        if (operations < 1) {
            throw new StorageException(Kind.INVALID_ARGUMENT, "a transaction of " + operations + " operations");
        }
        return new Encoder(operations, limits);
    }

    /** A record that does nothing but take {@code seq}, so that it and those before are not given again. */
    static CommitRecord reservation(long seq) {
        CommitRecord record = new Encoder(0, CommitLimits.DEFAULT).finish();
        record.stamp(seq);
        return record;
    }

    /** Takes the operations of one transaction, in ascending order of their keys, each key once. */
    public static final class Encoder {

        private final CommitLimits limits;
        private final ByteSink sink = new ByteSink();
        private @Nullable Bytes lastKey;
        private int expected;

        private Encoder(int operations, CommitLimits limits) {
            this.limits = limits;
            this.expected = operations;
            sink.writeZeros(SegmentFormat.FRAME_BYTES)
                    .writeIntLe(SegmentFormat.COMMIT)
                    .writeLongLe(0)
                    .writeVarint(operations);
        }

        /**
         * Puts {@code value}, which may be empty, under {@code key}.
         *
         * @throws StorageException of kind {@code LIMIT_EXCEEDED} if a part or the whole becomes too large,
         *     {@code INVALID_ARGUMENT} if the key is empty or not behind the one before
         */
        public Encoder set(Bytes key, Bytes value) {
            limits.requireValue(value.length());
            add(SET, key);
            sink.writeLengthPrefixed(value);
            return inLimits();
        }

        /** Removes what is under {@code key}; refuses what {@link #set} refuses. */
        public Encoder delete(Bytes key) {
            add(DELETE, key);
            return inLimits();
        }

        private void add(int kind, Bytes key) {
            limits.requireKey(key.length());
            if (lastKey != null && lastKey.compareTo(key) >= 0) {
                throw new StorageException(Kind.INVALID_ARGUMENT, "key " + key + " behind " + lastKey);
            }
            lastKey = key;
            expected--;
            sink.writeByte(kind).writeLengthPrefixed(key);
        }

        private Encoder inLimits() {
            limits.requireRecord(sink.size() - SegmentFormat.FRAME_BYTES);
            return this;
        }

        /** The record; nothing can be added any more. */
        public CommitRecord finish() {
            if (expected != 0) {
                throw new StorageException(Kind.INVALID_ARGUMENT, "other operations than announced, by " + -expected);
            }
            return new CommitRecord(sink.array(), sink.size());
        }
    }

    /** Bytes that the record takes in the log. */
    public int sizeBytes() {
        return size;
    }

    /** The sequence number, 0 as long as there is none. */
    public long seq() {
        return seq;
    }

    /** Gives the transaction its sequence number, or another one after the log has refused it. */
    public void stamp(long seq) {
        if (seq < 1) {
            throw new StorageException(Kind.INVALID_ARGUMENT, "sequence number " + seq);
        }
        this.seq = seq;
        LittleEndian.putLong(bytes, SEQ_AT, seq);
        SegmentFormat.frame(bytes, 0, size - SegmentFormat.FRAME_BYTES);
    }

    /** Writes the record into an array that has room for it. */
    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, size);
    }
}

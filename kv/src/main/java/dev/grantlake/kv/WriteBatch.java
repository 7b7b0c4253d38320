package dev.grantlake.kv;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.Varint;

/**
 * Operations that become visible together, in this order: a later one finds the effect of those before it. Nothing
 * happens until the batch is committed. What is added is copied. Belongs to one thread, and to the caller: a commit
 * leaves it as it is, and {@link #clear} makes it ready for the next.
 *
 * <p>Implementation note. One run of bytes, as the logs of Pebble have it behind the header of a batch: an operation is
 * the byte of its {@link WriteKind}, then the key and, where the kind has one, the value, each behind its length as a
 * varint.
 */
public final class WriteBatch {

    /** The most bytes that operations of one batch take, the lengths included. */
    public static final int MAX_BYTES = 1 << 29;

    private final ByteSink operations = new ByteSink(0);
    private int count;

    /** Puts {@code value} under {@code key}, in place of what is there. */
    public WriteBatch set(Bytes key, Bytes value) {
        return add(WriteKind.SET, key, value);
    }

    /** Deletes what is under {@code key}, if something is. */
    public WriteBatch delete(Bytes key) {
        return add(WriteKind.DELETE, key, Bytes.EMPTY);
    }

    /**
     * Deletes a key that was set exactly once since it was last absent, and never merged: a store with levels forgets
     * set and deletion as soon as they meet. For other keys it is not defined whether an older value comes back.
     */
    public WriteBatch singleDelete(Bytes key) {
        return add(WriteKind.SINGLE_DELETE, key, Bytes.EMPTY);
    }

    /**
     * As {@link #delete}, and says how much that makes free, for a store that plans by it. A wrong number changes
     * nothing of what is read.
     *
     * @param valueBytes the length of the value that is probably there, 0 or more
     */
    public WriteBatch deleteSized(Bytes key, int valueBytes) {
        if (valueBytes < 0) {
            throw new StorageException(StorageException.Kind.INVALID_ARGUMENT, "a value of " + valueBytes + " bytes");
        }
        byte[] size = new byte[Varint.MAX_BYTES];
        int length = Varint.write(size, 0, (long) key.length() + valueBytes);
        return add(WriteKind.DELETE_SIZED, key, Bytes.wrap(size, 0, length));
    }

    /** Deletes all keys from {@code from}, included, to {@code to}, excluded; nothing if {@code from} is not less. */
    public WriteBatch deleteRange(Bytes from, Bytes to) {
        return add(WriteKind.DELETE_RANGE, from, to);
    }

    /** Joins {@code operand} to what is under {@code key}; only for a store that was opened with a {@link Merger}. */
    public WriteBatch merge(Bytes key, Bytes operand) {
        return add(WriteKind.MERGE, key, operand);
    }

    /**
     * Adds bytes that are logged, where the store has a log, and not read again. A batch of nothing else changes no
     * key; committed with {@link Durability#SYNC}, it makes durable what was committed before it.
     */
    public WriteBatch logData(Bytes data) {
        return add(WriteKind.LOG_DATA, data, Bytes.EMPTY);
    }

    /** Number of operations, log data left out: each uses up a sequence number in a store that has them. */
    public int count() {
        return count;
    }

    /** Bytes that the operations take, 0 to {@link #MAX_BYTES}. */
    public int sizeBytes() {
        return operations.size();
    }

    /** Whether there is nothing in it, not even log data. */
    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /** Forgets all operations and keeps the memory. */
    public WriteBatch clear() {
        operations.clear();
        count = 0;
        return this;
    }

    /** All operations as Pebble's logs have them, {@link #sizeBytes} long; of use until the batch is next changed. */
    public Bytes encoded() {
        return Bytes.wrap(operations.array(), 0, operations.size());
    }

    /** A walk through the operations from the first one on; of use until the batch is next changed. */
    public Operations operations() {
        return new Operations(operations.array(), operations.size());
    }

    @Override
    public String toString() {
        return count + " operations, " + sizeBytes() + " bytes";
    }

    private WriteBatch add(WriteKind kind, Bytes key, Bytes value) {
        long needed = 1L + prefixed(key) + (kind.hasValue() ? prefixed(value) : 0);
        if (needed > MAX_BYTES - operations.size()) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "a batch of " + (operations.size() + needed) + " bytes, at most " + MAX_BYTES + " are possible");
        }
        operations.makeRoom((int) needed).writeByte(kind.code()).writeLengthPrefixed(key);
        if (kind.hasValue()) {
            operations.writeLengthPrefixed(value);
        }
        count += kind == WriteKind.LOG_DATA ? 0 : 1;
        return this;
    }

    private static long prefixed(Bytes bytes) {
        return (long) Varint.size(bytes.length()) + bytes.length();
    }

    /** Stands before the first operation of a batch, and then on one after the other. Belongs to one thread. */
    public static final class Operations {

        private final byte[] array;
        private final int end;
        private final ByteView key = new ByteView();
        private final ByteView value = new ByteView();
        private WriteKind kind = WriteKind.LOG_DATA;
        private int position;

        private Operations(byte[] array, int end) {
            this.array = array;
            this.end = end;
        }

        /** Moves to the next operation, if there is one. */
        public boolean next() {
            if (position == end) {
                return false;
            }
            kind = WriteKind.ofCode(array[position++]);
            show(key);
            if (kind.hasValue()) {
                show(value);
            } else {
                value.showScratch(array, position, 0);
            }
            return true;
        }

        /** What the present operation does. */
        public WriteKind kind() {
            return kind;
        }

        /** The key; where a range starts; or log data. Valid until the next move. */
        public ByteView key() {
            return key;
        }

        /** The value, as the kind has it, or no bytes; valid until the next move. */
        public ByteView value() {
            return value;
        }

        private void show(ByteView view) {
            long length = Varint.read31(array, position, end);
            int from = Varint.endOf31(length);
            view.showScratch(array, from, Varint.valueOf31(length));
            position = from + view.length();
        }
    }
}

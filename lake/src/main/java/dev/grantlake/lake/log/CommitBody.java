package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.Varint;

/**
 * The body of a commit, whose checksum is right. It is checked whole before anything of it is used: what does not parse
 * then is no torn tail, but the work of a faulty writer.
 */
final class CommitBody {

    private static final int SET = 1;
    private static final int DELETE = 2;
    private static final int SEQ_AT = Integer.BYTES;
    /** So many bytes have a length and a count at most. */
    private static final int MAX_VARINT_BYTES = 5;

    private final byte[] array;
    private final Location where;
    private final int start;
    private final int end;
    private final long seq;

    private int position;

    /**
     * Reads the number and checks the operations.
     *
     * @param where the body's first byte
     * @throws StorageException of kind {@code CORRUPT}
     */
    CommitBody(Bytes body, Location where) {
        this.array = body.array();
        this.where = where;
        this.start = body.offset();
        this.end = start + body.length();
        this.seq = LittleEndian.getLong(array, start + SEQ_AT);
        if (seq < 1) {
            throw StorageException.corrupt(
                    where.plus(SEQ_AT), "a sequence number up to 2^63-1", Long.toUnsignedString(seq));
        }
        check();
    }

    /** The body's first byte. */
    Location where() {
        return where;
    }

    long seq() {
        return seq;
    }

    /** Hands out all operations. */
    void replay(CommitSink sink) {
        int count = begin();
        for (int i = 0; i < count; i++) {
            boolean set = array[position++] == SET;
            Bytes key = bytes();
            if (set) {
                sink.set(seq, key, bytes());
            } else {
                sink.delete(seq, key);
            }
        }
    }

    private void check() {
        int count = begin();
        Bytes last = Bytes.EMPTY;
        for (int i = 0; i < count; i++) {
            int at = position;
            int kind = position < end ? array[position++] : 0;
            if (kind != SET && kind != DELETE) {
                throw fault(at, "operation " + (i + 1) + " of " + count, at < end ? "kind " + kind : "the end");
            }
            Bytes key = bytes();
            // The empty key is behind nothing, so it is refused, too.
            if (key.compareTo(last) <= 0) {
                throw fault(at, "a key behind " + last, key.toString());
            }
            last = key;
            if (kind == SET) {
                bytes();
            }
        }
        if (position < end) {
            throw fault(position, "the end behind " + count + " operations", (end - position) + " bytes");
        }
    }

    private int begin() {
        position = start + SegmentFormat.PREFIX_BYTES;
        return number("a count");
    }

    private Bytes bytes() {
        int at = position;
        int length = number("a length");
        if (length > end - position) {
            throw fault(at, "at most " + (end - position) + " bytes", "a length of " + length);
        }
        position += length;
        return Bytes.wrap(array, position - length, length);
    }

    private int number(String what) {
        int at = position;
        long read = Varint.read31(array, at, end);
        int value = Varint.valueOf31(read);
        int after = Varint.endOf31(read);
        if (read < 0 || after - at > MAX_VARINT_BYTES || after - at != Varint.size(value)) {
            throw fault(at, what + " in its shortest form", "another");
        }
        position = after;
        return value;
    }

    private StorageException fault(int at, String expected, String found) {
        return StorageException.corrupt(where.plus(at - start), expected, found);
    }
}

package dev.grantlake.records.row;

import dev.grantlake.base.Bytes;

/**
 * A walk over the fields of one encoded protobuf message, in the order in which they lie. Nothing is decoded but tags
 * and lengths. Belongs to one thread.
 *
 * <p>Liberal as protobuf is about order, repetition and unknown fields; strict about bounds: a field that does not fit,
 * an overlong varint, a field number outside [1, 2^31), an unmatched group or one nested deeper than
 * {@value #MAX_GROUP_DEPTH} is an error.
 */
public final class WireFields {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int GROUP_START = 3;
    private static final int GROUP_END = 4;
    private static final int FIXED32 = 5;
    private static final int MAX_GROUP_DEPTH = 100;

    private final byte[] array;
    private final int end;
    private final Origin origin;
    private int position;
    private int number;
    private int wireType;
    private long scalar;
    private int start;
    private int length;

    public WireFields(Bytes message, Origin origin) {
        this.array = message.array();
        this.position = message.offset();
        this.end = message.offset() + message.length();
        this.origin = origin;
    }

    /** Moves to the next field; false at the end of the message. */
    public boolean next() {
        if (position == end) {
            return false;
        }
        readTag();
        if (wireType == LENGTH_DELIMITED) {
            long size = readVarint();
            if (size < 0 || size > end - position) {
                throw origin.corrupt(
                        "at most " + (end - position) + " bytes in field " + number,
                        "a length of " + Long.toUnsignedString(size));
            }
            start = position;
            length = (int) size;
            position += length;
        } else if (wireType == VARINT) {
            scalar = readVarint();
        } else {
            skipRare(0);
        }
        return true;
    }

    /** The number of the present field. */
    public int number() {
        return number;
    }

    /** How the present field is encoded, 0 to 5. */
    int wireType() {
        return wireType;
    }

    /** Checks that the content of the present field, which is length-delimited, is UTF-8. */
    void requireText() {
        for (int i = start; i < start + length; i++) {
            if (array[i] < 0) {
                Utf8.decode(array, start, length, origin);
                return;
            }
        }
    }

    /** The content of a string, bytes or message field; another wire type is an error. Shares the message's array. */
    public Bytes bytes() {
        require(LENGTH_DELIMITED);
        return Bytes.wrap(array, start, length);
    }

    /** The content of a string field; another wire type and invalid UTF-8 are errors. */
    public String text() {
        require(LENGTH_DELIMITED);
        return Utf8.decode(array, start, length, origin);
    }

    /** The value of an integer, enum or bool field; another wire type is an error. */
    public long integer() {
        require(VARINT);
        return scalar;
    }

    private void require(int expected) {
        if (wireType != expected) {
            throw origin.corrupt("wire type " + expected + " of field " + number, "wire type " + wireType);
        }
    }

    private void readTag() {
        long tag = readVarint();
        wireType = (int) tag & 7;
        long field = tag >>> 3;
        if (field < 1 || field > Integer.MAX_VALUE) {
            throw origin.corrupt("a field number in [1, 2^31)", Long.toUnsignedString(field));
        }
        number = (int) field;
    }

    /** Passes over what no field of ours is made of, so that unknown fields do no harm. */
    private void skipRare(int depth) {
        switch (wireType) {
            case VARINT -> readVarint();
            case FIXED64 -> skip(Long.BYTES);
            case FIXED32 -> skip(Integer.BYTES);
            case LENGTH_DELIMITED -> skip(readVarint());
            case GROUP_START -> skipGroup(depth);
            default ->
                throw origin.corrupt(
                        "a wire type of 0 to 5",
                        wireType == GROUP_END ? "the end of no group" : "wire type " + wireType);
        }
    }

    private void skipGroup(int depth) {
        if (depth == MAX_GROUP_DEPTH) {
            throw origin.corrupt("groups nested at most " + MAX_GROUP_DEPTH + " deep", "a deeper one");
        }
        int group = number;
        for (readTag(); wireType != GROUP_END; readTag()) {
            skipRare(depth + 1);
        }
        if (number != group) {
            throw origin.corrupt("the end of group " + group, "the end of group " + number);
        }
        wireType = GROUP_START;
    }

    private void skip(long bytes) {
        if (bytes < 0 || bytes > end - position) {
            throw origin.corrupt("field " + number, "the end of the message inside it");
        }
        position += (int) bytes;
    }

    private long readVarint() {
        if (position < end && array[position] >= 0) {
            return array[position++];
        }
        return readLongVarint();
    }

    /**
     * A varint of several bytes. The loop ends by what it reads and not by a count: one that is counted would be
     * unrolled into every place that reads a field, which takes the compiler longer than it saves.
     */
    private long readLongVarint() {
        long value = 0;
        int shift = 0;
        byte b;
        do {
            if (position == end) {
                throw origin.corrupt("a varint", "the end of the message inside it");
            }
            b = array[position++];
            if (shift == 63 && (b & 0xfe) != 0) {
                throw origin.corrupt("a varint of at most 64 bits", "a longer one");
            }
            value |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while (b < 0);
        return value;
    }
}

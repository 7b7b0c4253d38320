package dev.grantlake.c1z;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * Walks the fields of one protobuf message without a schema and without objects: {@link #next} goes to the next field,
 * then exactly one of the value methods or {@link #skip} takes it. Belongs to one thread.
 *
 * <p>Implementation note. The heads of files and the frame index are read by hand because the generated classes cost
 * more than a hundred milliseconds on a cold JVM and, for hostile input, many times the memory of what they parse. A
 * reader that switches on {@link #tag} treats a known field with a foreign wire type as unknown, as protobuf does.
 *
 * <p>The record layer has a walk of its own, {@code WireFields}, and the two are better apart. That one passes over
 * rows by the million, so it has each value ready in plain fields, and makes up a place only once something is wrong.
 * Here a few messages a file are walked, whose values are taken in more shapes, and an error names the byte.
 */
final class ProtoReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int START_GROUP = 3;
    static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    /** As deep as protobuf's own parsers for the JVM follow groups. */
    private static final int MAX_GROUP_DEPTH = 100;

    private final ByteReader in;
    private final Location origin;
    private int fieldStart;
    private int tag;

    /** A walk over {@code message}, whose first byte lies at {@code origin}. */
    ProtoReader(Bytes message, Location origin) {
        this.in = new ByteReader(message, origin);
        this.origin = origin;
    }

    /** Goes to the next field; false at the end of the message. */
    boolean next() {
        if (in.atEnd()) {
            return false;
        }
        tag = readTag();
        return true;
    }

    private int readTag() {
        fieldStart = in.position();
        long value = in.readVarint64();
        if (value >>> 32 != 0 || value >>> 3 == 0) {
            throw StorageException.corrupt(
                    here(), "a field number of 1 to 536870911", "tag " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /** Field number and wire type of the present field, as {@code number << 3 | wireType}. */
    int tag() {
        return tag;
    }

    int field() {
        return tag >>> 3;
    }

    int wireType() {
        return tag & 7;
    }

    /** Where the present field lies. */
    Location here() {
        return origin.plus(fieldStart);
    }

    /** Bytes of the message that have been taken. */
    int position() {
        return in.position();
    }

    /** Refuses the present field unless it has this wire type. */
    void expect(int wireType, String what) {
        if (wireType() != wireType) {
            throw StorageException.corrupt(here(), what + " with wire type " + wireType, "wire type " + wireType());
        }
    }

    long varint() {
        return in.readVarint64();
    }

    long fixed64() {
        return in.readLongLe();
    }

    /** The value of a length-delimited field; shares the array of the message. */
    Bytes bytes(String what) {
        return in.readLengthPrefixed(what);
    }

    /** The value of a message field, ready to be walked. */
    ProtoReader message(String what) {
        Bytes value = in.readLengthPrefixed(what);
        return new ProtoReader(value, in.here().plus(-value.length()).as(what));
    }

    /** The value of a string field; what is not UTF-8 is corrupt. */
    String text(String what) {
        return Text.ofUtf8(in.readLengthPrefixed(what), here(), what);
    }

    /** Passes over the value of the present field, whatever its type. */
    void skip() {
        if (wireType() == START_GROUP) {
            skipGroup();
        } else {
            skipValue(tag);
        }
    }

    private void skipValue(int tag) {
        switch (tag & 7) {
            case VARINT -> in.readVarint64();
            case FIXED64 -> in.skip(Long.BYTES, "an 8-byte field");
            case LENGTH_DELIMITED -> in.readLengthPrefixed("an unknown field");
            case FIXED32 -> in.skip(Integer.BYTES, "a 4-byte field");
            case END_GROUP -> throw StorageException.corrupt(here(), "a field", "the end of a group that never began");
            default -> throw StorageException.corrupt(here(), "a wire type of 0 to 5", "wire type " + (tag & 7));
        }
    }

    /** Iterative, so that nesting costs no stack. */
    private void skipGroup() {
        int[] open = new int[MAX_GROUP_DEPTH];
        int depth = 0;
        open[depth++] = tag >>> 3;
        while (depth > 0) {
            int inner = readTag();
            if ((inner & 7) == START_GROUP) {
                if (depth == MAX_GROUP_DEPTH) {
                    throw StorageException.corrupt(here(), "at most " + MAX_GROUP_DEPTH + " groups", "deeper nesting");
                }
                open[depth++] = inner >>> 3;
            } else if ((inner & 7) == END_GROUP) {
                if (open[--depth] != inner >>> 3) {
                    throw StorageException.corrupt(
                            here(), "the end of group " + open[depth], "the end of group " + (inner >>> 3));
                }
            } else {
                skipValue(inner);
            }
        }
    }
}

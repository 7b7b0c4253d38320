package dev.grantlake.records.encode;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.List;

/**
 * Writes the fields of one record as protobuf does: what has its default value is left out, everything else comes in
 * the order of the calls, which is that of field numbers. Texts without a UTF-8 form are refused in the record's name.
 * Belongs to one thread.
 *
 * <p>Implementation note. Not the generated messages' own way, since that sorts maps by UTF-16 and replaces what has no
 * UTF-8 form. A message inside is written first and moved by the few bytes of its length afterwards: no size is
 * computed beforehand.
 */
final class FieldSink {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int TYPE_BITS = 3;

    private final ByteSink out;
    private final RecordName name;

    FieldSink(ByteSink out, RecordName name) {
        this.out = out;
        this.name = name;
    }

    RecordName name() {
        return name;
    }

    void text(int field, String value) {
        if (!value.isEmpty()) {
            element(field, value);
        }
    }

    void texts(int field, List<String> values) {
        for (String value : values) {
            element(field, value);
        }
    }

    /** A text that counts even if it is empty. */
    void element(int field, String value) {
        Bytes utf8 = name.utf8(value);
        tag(field, DELIMITED);
        out.writeLengthPrefixed(utf8);
    }

    void bytes(int field, ByteString value) {
        if (!value.isEmpty()) {
            tag(field, DELIMITED);
            out.writeVarint(value.size());
            raw(value);
        }
    }

    void flag(int field, boolean value) {
        integer(field, value ? 1 : 0);
    }

    /** An integer or the number of an enum; negative ones take ten bytes. */
    void integer(int field, long value) {
        if (value != 0) {
            anyInteger(field, value);
        }
    }

    /** An integer that counts even if it is zero. */
    void anyInteger(int field, long value) {
        tag(field, VARINT);
        out.writeVarint(value);
    }

    /** A number that counts even if it is zero. */
    void anyDouble(int field, double value) {
        tag(field, FIXED64);
        out.writeLongLe(Double.doubleToRawLongBits(value));
    }

    /** Begins a message inside; what is returned ends it. */
    int begin(int field) {
        tag(field, DELIMITED);
        return out.size();
    }

    void end(int begun) {
        out.prefixLength(begun);
    }

    void time(int field, Timestamp time) {
        int begun = begin(field);
        time(time);
        end(begun);
    }

    /** The fields of a time. */
    void time(Timestamp time) {
        integer(Timestamp.SECONDS_FIELD_NUMBER, time.getSeconds());
        integer(Timestamp.NANOS_FIELD_NUMBER, time.getNanos());
        unknown(time.getUnknownFields());
    }

    /** Annotations: what is in them is opaque and stays as it is. */
    void annotations(int field, List<Any> annotations) {
        for (Any annotation : annotations) {
            int begun = begin(field);
            text(Any.TYPE_URL_FIELD_NUMBER, annotation.getTypeUrl());
            bytes(Any.VALUE_FIELD_NUMBER, annotation.getValue());
            unknown(annotation.getUnknownFields());
            end(begun);
        }
    }

    /** What nobody here knows, behind what is known. Messages keep it by number, not in the order of arrival. */
    void unknown(UnknownFieldSet fields) {
        if (!fields.asMap().isEmpty()) {
            raw(fields.toByteString());
        }
    }

    private void raw(ByteString bytes) {
        int at = out.size();
        out.writeZeros(bytes.size());
        bytes.copyTo(out.array(), at);
    }

    private void tag(int field, int type) {
        out.writeVarint((long) field << TYPE_BITS | type);
    }
}

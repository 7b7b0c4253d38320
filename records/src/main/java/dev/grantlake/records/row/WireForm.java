package dev.grantlake.records.row;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * What an encoded message must look like to its last field: the wire types of the known fields, texts that are UTF-8,
 * messages inside that are sound themselves. Fields that nobody knows must only be whole. Nothing is built while
 * checking. Immutable and thread-safe.
 */
public final class WireForm {

    /** As deep as protobuf's own readers go. */
    private static final int MAX_DEPTH = 100;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final @Nullable Field[] fields;

    /** A known field; {@code inner} is the form of a message. */
    private record Field(
            int wireType,
            boolean text,
            boolean repeatedScalar,
            @Nullable WireForm inner) {}

    private WireForm(int maxNumber) {
        this.fields = new @Nullable Field[maxNumber + 1];
    }

    /** The form of messages of this type. */
    public static WireForm of(Descriptor type) {
        return of(type, new HashMap<>());
    }

    /** Types may contain themselves. */
    private static WireForm of(Descriptor type, Map<String, WireForm> known) {
        WireForm seen = known.get(type.getFullName());
        if (seen != null) {
            return seen;
        }
        int max = 0;
        for (FieldDescriptor field : type.getFields()) {
            max = Math.max(max, field.getNumber());
        }
        WireForm form = new WireForm(max);
        known.put(type.getFullName(), form);
        for (FieldDescriptor field : type.getFields()) {
            form.fields[field.getNumber()] = field(field, known);
        }
        return form;
    }

    private static Field field(FieldDescriptor field, Map<String, WireForm> known) {
        int wireType = switch (field.getType()) {
            case DOUBLE, FIXED64, SFIXED64 -> FIXED64;
            case FLOAT, FIXED32, SFIXED32 -> FIXED32;
            case STRING, BYTES, MESSAGE -> LENGTH_DELIMITED;
            default -> VARINT;
        };
        return new Field(
                wireType,
                field.getType() == FieldDescriptor.Type.STRING,
                field.isRepeated() && wireType != LENGTH_DELIMITED,
                field.getType() == FieldDescriptor.Type.MESSAGE ? of(field.getMessageType(), known) : null);
    }

    /**
     * Checks a message to its end.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} for the first thing that is wrong
     */
    public void check(Bytes message, Origin origin) {
        check(message, origin, 0);
    }

    private void check(Bytes message, Origin origin, int depth) {
        if (depth > MAX_DEPTH) {
            throw origin.corrupt("messages nested at most " + MAX_DEPTH + " deep", "a deeper one");
        }
        for (WireFields present = new WireFields(message, origin); present.next(); ) {
            Field field = present.number() < fields.length ? fields[present.number()] : null;
            if (field == null || (field.repeatedScalar() && present.wireType() == LENGTH_DELIMITED)) {
                continue;
            }
            if (present.wireType() != field.wireType()) {
                throw origin.corrupt(
                        "wire type " + field.wireType() + " of field " + present.number(),
                        "wire type " + present.wireType());
            }
            if (field.text()) {
                present.requireText();
            } else if (field.inner() != null) {
                field.inner().check(present.bytes(), origin, depth + 1);
            }
        }
    }
}

package dev.grantlake.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Prints messages as proto3 JSON, from their descriptors alone: original field names in byte order, unset fields
 * absent, enums by name, 64-bit integers as text, bytes as base64, the common types of protobuf in their own forms.
 * Thread-safe.
 *
 * <p>It prints whatever a parser has let through. What proto3 JSON has no form for does not stop it: an {@code Any}
 * that cannot be resolved or parsed keeps its bytes in {@code @value_base64}, a time out of range is printed as a text
 * that says so, an enum number without a name as the number.
 */
public final class ProtoJson {

    /**
     * Levels of nesting at which an {@code Any} is no longer looked into. Parsers bound the depth of one message, but
     * each {@code Any} starts a new one.
     */
    private static final int ANY_DEPTH_MAX = 200;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long DURATION_SECONDS_MAX = 315_576_000_000L;

    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final Function<String, @Nullable Descriptor> types;
    private final Map<Descriptor, Shape> shapes = new ConcurrentHashMap<>();

    /** Fields in the order they are printed, and the form that the type has of its own, if it has one. */
    private record Shape(List<FieldDescriptor> fields, WellKnown form) {}

    /** A printer that looks into an {@code Any} if {@code types} knows its type URL, and else leaves it opaque. */
    public ProtoJson(Function<String, @Nullable Descriptor> types) {
        this.types = types;
    }

    /** Writes {@code message} as one value. */
    public void write(Message message, JsonGenerator out) throws IOException {
        writeMessage(message, out, 0);
    }

    /** Writes the fields of {@code message} into an object that is open, without the fields of these names. */
    public void writeFieldsWithout(Set<String> omitted, Message message, JsonGenerator out) throws IOException {
        for (FieldDescriptor field : shape(message.getDescriptorForType()).fields()) {
            if (!omitted.contains(field.getName())) {
                writeFieldIfSet(message, field, out, 0);
            }
        }
    }

    private void writeMessage(Message message, JsonGenerator out, int depth) throws IOException {
        switch (shape(message.getDescriptorForType()).form()) {
            case PLAIN, EMPTY -> {
                out.writeStartObject();
                writeFields(message, out, depth);
                out.writeEndObject();
            }
            case ANY -> writeAny(message, out, depth);
            case TIMESTAMP -> out.writeString(timestamp(message));
            case DURATION -> out.writeString(duration(message));
            case FIELD_MASK -> out.writeString(fieldMask(message));
            case STRUCT, LIST, WRAPPER -> writeField(message, field(message, 1), out, depth);
            case VALUE -> writeValue(message, out, depth);
        }
    }

    private void writeFields(Message message, JsonGenerator out, int depth) throws IOException {
        for (FieldDescriptor field : shape(message.getDescriptorForType()).fields()) {
            writeFieldIfSet(message, field, out, depth);
        }
    }

    private void writeFieldIfSet(Message message, FieldDescriptor field, JsonGenerator out, int depth)
            throws IOException {
        if (field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field)) {
            out.writeFieldName(field.getName());
            writeField(message, field, out, depth);
        }
    }

    private void writeField(Message message, FieldDescriptor field, JsonGenerator out, int depth) throws IOException {
        if (field.isMapField()) {
            writeMap(message, field, out, depth);
        } else if (field.isRepeated()) {
            out.writeStartArray();
            int count = message.getRepeatedFieldCount(field);
            for (int i = 0; i < count; i++) {
                writeScalarOrMessage(message.getRepeatedField(field, i), field, out, depth);
            }
            out.writeEndArray();
        } else {
            writeScalarOrMessage(message.getField(field), field, out, depth);
        }
    }

    private void writeMap(Message message, FieldDescriptor field, JsonGenerator out, int depth) throws IOException {
        FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
        boolean unsigned = keyField.getType() == FieldDescriptor.Type.UINT32
                || keyField.getType() == FieldDescriptor.Type.FIXED32
                || keyField.getType() == FieldDescriptor.Type.UINT64
                || keyField.getType() == FieldDescriptor.Type.FIXED64;
        // Of entries with equal keys the last one counts, as in any parser that builds a map.
        Map<String, Object> sorted = new TreeMap<>(Utf8Order.INSTANCE);
        int count = message.getRepeatedFieldCount(field);
        for (int i = 0; i < count; i++) {
            Message entry = (Message) message.getRepeatedField(field, i);
            Object key = entry.getField(keyField);
            sorted.put(unsigned ? unsignedText(key) : key.toString(), entry.getField(valueField));
        }
        out.writeStartObject();
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            out.writeFieldName(entry.getKey());
            writeScalarOrMessage(entry.getValue(), valueField, out, depth);
        }
        out.writeEndObject();
    }

    private void writeScalarOrMessage(Object value, FieldDescriptor field, JsonGenerator out, int depth)
            throws IOException {
        switch (field.getType()) {
            case INT64, SINT64, SFIXED64 -> out.writeString(value.toString());
            case UINT64, FIXED64, UINT32, FIXED32 -> {
                if (value instanceof Long number) {
                    out.writeString(Long.toUnsignedString(number));
                } else {
                    out.writeNumber(unsignedText(value));
                }
            }
            case INT32, SINT32, SFIXED32 -> out.writeNumber((Integer) value);
            case BOOL -> out.writeBoolean((Boolean) value);
            case STRING -> out.writeString((String) value);
            case BYTES -> out.writeString(BASE64.encodeToString(((ByteString) value).toByteArray()));
            case DOUBLE -> writeDouble((Double) value, out);
            case FLOAT -> writeFloat((Float) value, out);
            case ENUM -> writeEnum((EnumValueDescriptor) value, out);
            case MESSAGE, GROUP -> writeMessage((Message) value, out, depth + 1);
        }
    }

    private static String unsignedText(Object number) {
        return number instanceof Long wide ? Long.toUnsignedString(wide) : Integer.toUnsignedString((Integer) number);
    }

    private static void writeDouble(double number, JsonGenerator out) throws IOException {
        if (Double.isFinite(number)) {
            out.writeNumber(GoNumber.of(number));
        } else {
            out.writeString(Double.toString(number));
        }
    }

    private static void writeFloat(float number, JsonGenerator out) throws IOException {
        if (Float.isFinite(number)) {
            out.writeNumber(GoNumber.of(number));
        } else {
            out.writeString(Float.toString(number));
        }
    }

    private static void writeEnum(EnumValueDescriptor value, JsonGenerator out) throws IOException {
        if (value.getType().getFullName().equals("google.protobuf.NullValue")) {
            out.writeNull();
        } else if (value.getIndex() < 0) {
            out.writeNumber(value.getNumber());
        } else {
            out.writeString(value.getName());
        }
    }

    private void writeAny(Message any, JsonGenerator out, int depth) throws IOException {
        String typeUrl = (String) any.getField(field(any, 1));
        ByteString value = (ByteString) any.getField(field(any, 2));
        Message content = depth < ANY_DEPTH_MAX ? parse(typeUrl, value) : null;
        out.writeStartObject();
        if (content == null) {
            out.writeStringField("@type", typeUrl);
            out.writeStringField("@value_base64", BASE64.encodeToString(value.toByteArray()));
        } else {
            out.writeStringField("@type", typeUrl);
            if (shape(content.getDescriptorForType()).form() == WellKnown.PLAIN) {
                writeFields(content, out, depth + 1);
            } else {
                out.writeFieldName("value");
                writeMessage(content, out, depth + 1);
            }
        }
        out.writeEndObject();
    }

    /** The message in an {@code Any}, or null if its type is not known or its bytes are not of that type. */
    private @Nullable Message parse(String typeUrl, ByteString value) {
        Descriptor type = types.apply(typeUrl);
        if (type == null) {
            return null;
        }
        try {
            return DynamicMessage.parseFrom(type, value);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private void writeValue(Message value, JsonGenerator out, int depth) throws IOException {
        for (FieldDescriptor kind : shape(value.getDescriptorForType()).fields()) {
            if (value.hasField(kind)) {
                writeScalarOrMessage(value.getField(kind), kind, out, depth);
                return;
            }
        }
        out.writeNull();
    }

    private static String timestamp(Message timestamp) {
        long seconds = (Long) timestamp.getField(field(timestamp, 1));
        int nanos = (Integer) timestamp.getField(field(timestamp, 2));
        if (seconds < Rfc3339.SECONDS_MIN || seconds > Rfc3339.SECONDS_MAX || nanos < 0 || nanos >= NANOS_PER_SECOND) {
            return "invalid timestamp: " + seconds + "s " + nanos + "ns";
        }
        return Rfc3339.formatInThrees(seconds, nanos);
    }

    private static String duration(Message duration) {
        long seconds = (Long) duration.getField(field(duration, 1));
        int nanos = (Integer) duration.getField(field(duration, 2));
        boolean signsDiffer = (seconds < 0 && nanos > 0) || (seconds > 0 && nanos < 0);
        if (Math.abs(seconds) > DURATION_SECONDS_MAX
                || seconds == Long.MIN_VALUE
                || Math.abs((long) nanos) >= NANOS_PER_SECOND
                || signsDiffer) {
            return "invalid duration: " + seconds + "s " + nanos + "ns";
        }
        StringBuilder text = new StringBuilder();
        if (seconds < 0 || nanos < 0) {
            text.append('-');
        }
        text.append(Math.abs(seconds));
        Rfc3339.appendFraction(text, Math.abs(nanos));
        return text.append('s').toString();
    }

    /** Paths in lower camel case, joined by commas. */
    private static String fieldMask(Message mask) {
        FieldDescriptor paths = field(mask, 1);
        StringBuilder text = new StringBuilder();
        int count = mask.getRepeatedFieldCount(paths);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                text.append(',');
            }
            String path = (String) mask.getRepeatedField(paths, i);
            boolean upper = false;
            for (int j = 0; j < path.length(); j++) {
                char c = path.charAt(j);
                if (c == '_') {
                    upper = true;
                } else {
                    text.append(upper ? Character.toUpperCase(c) : c);
                    upper = false;
                }
            }
        }
        return text.toString();
    }

    private static FieldDescriptor field(Message message, int number) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(number);
        if (field == null) {
            throw new IllegalArgumentException(
                    message.getDescriptorForType().getFullName() + " has no field " + number);
        }
        return field;
    }

    private Shape shape(Descriptor type) {
        Shape known = shapes.get(type);
        if (known != null) {
            return known;
        }
        List<FieldDescriptor> fields = new ArrayList<>(type.getFields());
        fields.sort(Comparator.comparing(FieldDescriptor::getName, Utf8Order.INSTANCE));
        Shape shape = new Shape(List.copyOf(fields), WellKnown.of(type));
        shapes.put(type, shape);
        return shape;
    }
}

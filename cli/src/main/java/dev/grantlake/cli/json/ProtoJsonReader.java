package dev.grantlake.cli.json;

import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@link ProtoJson} prints, back into messages: the same forms, including those for what proto3 JSON has no
 * form for. Names are the original ones; {@code @type} comes first in an {@code Any}. Thread-safe.
 *
 * <p>The bytes inside an {@code Any} are made anew: fields in the order of their numbers, entries of maps in that of
 * the text.
 */
public final class ProtoJsonReader {

    private static final Pattern INVALID_TIME =
            Pattern.compile("invalid (?:timestamp|duration): (-?[0-9]{1,19})s (-?[0-9]{1,10})ns");
    private static final Pattern DURATION = Pattern.compile("(-?)([0-9]{1,12})(?:[.]([0-9]{1,9}))?s");
    private static final int NANO_DIGITS = 9;

    private final Function<String, @Nullable Descriptor> types;

    /** A reader that looks up the type of an {@code Any} by its type URL. */
    public ProtoJsonReader(Function<String, @Nullable Descriptor> types) {
        this.types = types;
    }

    /** Reads the present value into {@code message}. */
    public void read(JsonInput in, Message.Builder message) {
        switch (WellKnown.of(message.getDescriptorForType())) {
            case PLAIN, EMPTY -> in.eachField(name -> readField(in, name, message));
            case ANY -> readAny(in, message);
            case TIMESTAMP -> readTimestamp(in, message);
            case DURATION -> readDuration(in, message);
            case FIELD_MASK -> readFieldMask(in, message);
            case STRUCT, LIST, WRAPPER -> readFieldValue(in, field(message, 1), message);
            case VALUE -> readValue(in, message);
        }
    }

    /** Reads an {@code Any} at the present place. */
    public Any readAny(JsonInput in) {
        Any.Builder any = Any.newBuilder();
        readAny(in, any);
        return any.build();
    }

    private void readField(JsonInput in, String name, Message.Builder message) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            throw unknown(in, name, message.getDescriptorForType());
        }
        readFieldValue(in, field, message);
    }

    private static StorageException unknown(JsonInput in, String name, Descriptor type) {
        return in.contradiction("a field of " + type.getFullName(), "\"" + name + "\"");
    }

    private void readFieldValue(JsonInput in, FieldDescriptor field, Message.Builder message) {
        if (field.isMapField()) {
            in.eachField(key -> readEntry(in, key, field, message));
        } else if (field.isRepeated()) {
            in.eachElement(() -> message.addRepeatedField(field, readScalarOrMessage(in, field, message)));
        } else {
            message.setField(field, readScalarOrMessage(in, field, message));
        }
    }

    private void readEntry(JsonInput in, String key, FieldDescriptor field, Message.Builder message) {
        FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
        Message.Builder entry = message.newBuilderForField(field);
        entry.setField(keyField, key(in, key, keyField));
        entry.setField(valueField, readScalarOrMessage(in, valueField, entry));
        message.addRepeatedField(field, entry.build());
    }

    private static Object key(JsonInput in, String text, FieldDescriptor field) {
        try {
            return switch (field.getType()) {
                case STRING -> text;
                case BOOL -> Boolean.parseBoolean(text);
                case UINT32, FIXED32 -> Integer.parseUnsignedInt(text);
                case INT32, SINT32, SFIXED32 -> Integer.parseInt(text);
                case UINT64, FIXED64 -> Long.parseUnsignedLong(text);
                default -> Long.parseLong(text);
            };
        } catch (NumberFormatException e) {
            throw in.mismatch("a number for a key");
        }
    }

    private Object readScalarOrMessage(JsonInput in, FieldDescriptor field, Message.Builder parent) {
        return switch (field.getType()) {
            case INT64, SINT64, SFIXED64 -> in.number();
            case UINT64, FIXED64 -> unsigned(in);
            case UINT32, FIXED32 -> (int) within(in, 0, 0xffff_ffffL);
            case INT32, SINT32, SFIXED32 -> (int) within(in, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BOOL -> in.flag();
            case STRING -> in.text();
            case BYTES -> ByteString.copyFrom(in.base64());
            case DOUBLE -> in.decimal();
            case FLOAT -> in.shortDecimal();
            case ENUM -> readEnum(in, field.getEnumType());
            case MESSAGE, GROUP -> {
                Message.Builder message = parent.newBuilderForField(field);
                read(in, message);
                yield message.build();
            }
        };
    }

    private static long within(JsonInput in, long least, long most) {
        long number = in.number();
        if (number < least || number > most) {
            throw in.mismatch("a number from " + least + " to " + most);
        }
        return number;
    }

    private static long unsigned(JsonInput in) {
        if (in.token() != JsonToken.VALUE_STRING) {
            return within(in, 0, Long.MAX_VALUE);
        }
        try {
            return Long.parseUnsignedLong(in.text());
        } catch (NumberFormatException e) {
            throw in.mismatch("a whole number of 64 bits without a sign");
        }
    }

    private static EnumValueDescriptor readEnum(JsonInput in, EnumDescriptor type) {
        if (in.isNull() && type.getFullName().equals("google.protobuf.NullValue")) {
            return type.findValueByNumber(0);
        }
        if (in.token() != JsonToken.VALUE_STRING) {
            return type.findValueByNumberCreatingIfUnknown((int) within(in, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        EnumValueDescriptor value = type.findValueByName(in.text());
        if (value == null) {
            throw in.mismatch("a name or a number of " + type.getFullName());
        }
        return value;
    }

    private void readAny(JsonInput in, Message.Builder any) {
        if (!"@type".equals(in.firstName())) {
            throw in.mismatch("@type as the first name of an annotation");
        }
        in.toValue();
        String url = in.text();
        any.setField(field(any, 1), url);
        String name = in.nextName();
        if ("@value_base64".equals(name)) {
            in.toValue();
            any.setField(field(any, 2), ByteString.copyFrom(in.base64()));
            name = in.nextName();
        } else {
            Descriptor type = types.apply(url);
            if (type == null) {
                throw in.mismatch("@value_base64 for a type that is not known");
            }
            DynamicMessage.Builder content = DynamicMessage.newBuilder(type);
            name = readContent(in, name, content);
            any.setField(field(any, 2), content.build().toByteString());
        }
        if (name != null) {
            throw in.mismatch("the end of an annotation");
        }
    }

    /** Reads the fields behind {@code @type}, from the one called {@code name} on; gives the name that is left. */
    private @Nullable String readContent(JsonInput in, @Nullable String name, Message.Builder content) {
        if (WellKnown.of(content.getDescriptorForType()) == WellKnown.PLAIN) {
            String next = name;
            while (next != null) {
                in.toValue();
                readField(in, next, content);
                next = in.nextName();
            }
            return null;
        }
        if (!"value".equals(name)) {
            throw in.mismatch("the value of " + content.getDescriptorForType().getFullName());
        }
        in.toValue();
        read(in, content);
        return in.nextName();
    }

    private void readValue(JsonInput in, Message.Builder value) {
        int number = switch (in.token()) {
            case VALUE_NULL -> 1;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> 2;
            case VALUE_STRING -> 3;
            case VALUE_TRUE, VALUE_FALSE -> 4;
            case START_OBJECT -> 5;
            default -> 6;
        };
        readFieldValue(in, field(value, number), value);
    }

    private static void readTimestamp(JsonInput in, Message.Builder timestamp) {
        if (!isInvalidTime(in.text(), timestamp)) {
            Instant instant = in.time();
            set(timestamp, instant.getEpochSecond(), instant.getNano());
        }
    }

    private static void readDuration(JsonInput in, Message.Builder duration) {
        String text = in.text();
        if (isInvalidTime(text, duration)) {
            return;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw in.mismatch("a duration in seconds");
        }
        int sign = matcher.group(1).isEmpty() ? 1 : -1;
        String fraction = matcher.group(3) == null ? "" : matcher.group(3);
        int nanos = Integer.parseInt(fraction + "0".repeat(NANO_DIGITS - fraction.length()));
        set(duration, sign * Long.parseLong(matcher.group(2)), sign * nanos);
    }

    /** Takes the form that times have which no calendar has; false for any other. */
    private static boolean isInvalidTime(String text, Message.Builder time) {
        Matcher matcher = INVALID_TIME.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        try {
            set(time, Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void set(Message.Builder time, long seconds, int nanos) {
        time.setField(field(time, 1), seconds);
        time.setField(field(time, 2), nanos);
    }

    /** Paths in lower camel case, joined by commas. */
    private static void readFieldMask(JsonInput in, Message.Builder mask) {
        String text = in.text();
        if (text.isEmpty()) {
            return;
        }
        for (String path : text.split(",", -1)) {
            StringBuilder original = new StringBuilder();
            for (int i = 0; i < path.length(); i++) {
                char c = path.charAt(i);
                if (Character.isUpperCase(c)) {
                    original.append('_').append(Character.toLowerCase(c));
                } else {
                    original.append(c);
                }
            }
            mask.addRepeatedField(field(mask, 1), original.toString());
        }
    }

    private static FieldDescriptor field(Message.Builder message, int number) {
        return message.getDescriptorForType().findFieldByNumber(number);
    }
}

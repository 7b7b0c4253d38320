package dev.grantlake.cli.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;

/** The types of protobuf that have a form of their own in JSON. */
enum WellKnown {
    PLAIN,
    ANY,
    TIMESTAMP,
    DURATION,
    FIELD_MASK,
    STRUCT,
    LIST,
    VALUE,
    WRAPPER,
    EMPTY;

    /**
     * The form of a type: by its name, provided that it has the fields that go with the name. A descriptor may come
     * from a file, and what it calls a timestamp need not be one.
     */
    static WellKnown of(Descriptor type) {
        WellKnown form = named(type.getFullName());
        boolean sound = switch (form) {
            case ANY -> has(type, 1, FieldDescriptor.Type.STRING) && has(type, 2, FieldDescriptor.Type.BYTES);
            case TIMESTAMP, DURATION ->
                has(type, 1, FieldDescriptor.Type.INT64) && has(type, 2, FieldDescriptor.Type.INT32);
            case FIELD_MASK -> {
                FieldDescriptor paths = type.findFieldByNumber(1);
                yield paths != null && paths.isRepeated() && paths.getType() == FieldDescriptor.Type.STRING;
            }
            case STRUCT, LIST, WRAPPER -> type.findFieldByNumber(1) != null;
            case VALUE -> type.getFields().stream().noneMatch(FieldDescriptor::isRepeated);
            case PLAIN, EMPTY -> true;
        };
        return sound ? form : PLAIN;
    }

    private static boolean has(Descriptor type, int number, FieldDescriptor.Type kind) {
        FieldDescriptor field = type.findFieldByNumber(number);
        return field != null && !field.isRepeated() && field.getType() == kind;
    }

    private static WellKnown named(String fullName) {
        return switch (fullName) {
            case "google.protobuf.Any" -> ANY;
            case "google.protobuf.Timestamp" -> TIMESTAMP;
            case "google.protobuf.Duration" -> DURATION;
            case "google.protobuf.FieldMask" -> FIELD_MASK;
            case "google.protobuf.Struct" -> STRUCT;
            case "google.protobuf.ListValue" -> LIST;
            case "google.protobuf.Value" -> VALUE;
            case "google.protobuf.Empty" -> EMPTY;
            case "google.protobuf.BoolValue",
                    "google.protobuf.BytesValue",
                    "google.protobuf.DoubleValue",
                    "google.protobuf.FloatValue",
                    "google.protobuf.Int32Value",
                    "google.protobuf.Int64Value",
                    "google.protobuf.StringValue",
                    "google.protobuf.UInt32Value",
                    "google.protobuf.UInt64Value" -> WRAPPER;
            default -> PLAIN;
        };
    }
}

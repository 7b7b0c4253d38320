package dev.grantlake.records.encode;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;

import java.util.Map;

/** Writes {@code google.protobuf.Struct}: maps in byte order of their keys at every depth. */
final class StructFields {

    /** As deep as protobuf's own readers go; what is deeper could not be read back. */
    private static final int MAX_DEPTH = 100;

    private static final int MAP_KEY = 1;
    private static final int MAP_VALUE = 2;

    private final FieldSink out;

    private StructFields(FieldSink out) {
        this.out = out;
    }

    /** A struct as a field of a record. */
    static void write(int field, Struct struct, FieldSink out) {
        int begun = out.begin(field);
        new StructFields(out).struct(struct, 1);
        out.end(begun);
    }

    /** {@code depth} counts messages around the fields, as readers do; a map's entry is one. */
    private void struct(Struct struct, int depth) {
        check(depth + 2);
        for (Map.Entry<String, Value> field : CodePointOrder.sorted(struct.getFieldsMap())) {
            int entry = out.begin(Struct.FIELDS_FIELD_NUMBER);
            out.element(MAP_KEY, field.getKey());
            int value = out.begin(MAP_VALUE);
            value(field.getValue(), depth + 2);
            out.end(value);
            out.end(entry);
        }
        out.unknown(struct.getUnknownFields());
    }

    private void list(ListValue list, int depth) {
        check(depth + 1);
        for (Value element : list.getValuesList()) {
            int begun = out.begin(ListValue.VALUES_FIELD_NUMBER);
            value(element, depth + 1);
            out.end(begun);
        }
        out.unknown(list.getUnknownFields());
    }

    /** One of a group of fields is set even if it has its default value. */
    private void value(Value value, int depth) {
        switch (value.getKindCase()) {
            case NULL_VALUE -> out.anyInteger(Value.NULL_VALUE_FIELD_NUMBER, value.getNullValueValue());
            case NUMBER_VALUE -> out.anyDouble(Value.NUMBER_VALUE_FIELD_NUMBER, value.getNumberValue());
            case STRING_VALUE -> out.element(Value.STRING_VALUE_FIELD_NUMBER, value.getStringValue());
            case BOOL_VALUE -> out.anyInteger(Value.BOOL_VALUE_FIELD_NUMBER, value.getBoolValue() ? 1 : 0);
            case STRUCT_VALUE -> {
                int begun = out.begin(Value.STRUCT_VALUE_FIELD_NUMBER);
                struct(value.getStructValue(), depth + 1);
                out.end(begun);
            }
            case LIST_VALUE -> {
                int begun = out.begin(Value.LIST_VALUE_FIELD_NUMBER);
                list(value.getListValue(), depth + 1);
                out.end(begun);
            }
            case KIND_NOT_SET -> {}
        }
        out.unknown(value.getUnknownFields());
    }

    private void check(int depth) {
        if (depth > MAX_DEPTH) {
            throw out.name().refused("a profile nested more than " + MAX_DEPTH + " messages deep");
        }
    }
}

package dev.grantlake.records.encode;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.grantlake.base.Bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The deterministic encoding of any message, slowly and by reflection: fields by number, maps in byte order of their
 * keys, both parts of every map entry. A second opinion on what the encoders write.
 */
final class CanonicalBytes {

    private CanonicalBytes() {}

    static Bytes of(Message message) {
        return Bytes.wrap(encode(message));
    }

    private static byte[] encode(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            // All fields that are set come sorted by number.
            for (Map.Entry<FieldDescriptor, Object> field :
                    message.getAllFields().entrySet()) {
                write(field.getKey(), field.getValue(), out);
            }
            message.getUnknownFields().writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(FieldDescriptor field, Object value, CodedOutputStream out) throws IOException {
        if (field.isMapField()) {
            List<MapEntry<?, ?>> entries = new ArrayList<>();
            for (Object entry : (List<?>) value) {
                entries.add((MapEntry<?, ?>) entry);
            }
            entries.sort((a, b) -> Bytes.utf8((String) a.getKey()).compareTo(Bytes.utf8((String) b.getKey())));
            for (MapEntry<?, ?> entry : entries) {
                out.writeByteArray(field.getNumber(), entry(field, entry));
            }
        } else if (field.isRepeated()) {
            for (Object element : (List<?>) value) {
                writeOne(field, element, out);
            }
        } else {
            writeOne(field, value, out);
        }
    }

    private static byte[] entry(FieldDescriptor field, MapEntry<?, ?> entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        writeOne(field.getMessageType().findFieldByNumber(1), entry.getKey(), out);
        writeOne(field.getMessageType().findFieldByNumber(2), entry.getValue(), out);
        out.flush();
        return bytes.toByteArray();
    }

    private static void writeOne(FieldDescriptor field, Object value, CodedOutputStream out) throws IOException {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            out.writeByteArray(field.getNumber(), encode((Message) value));
        } else {
            com.google.protobuf.WireFormat.FieldType type = com.google.protobuf.WireFormat.FieldType.valueOf(
                    field.getType().name());
            switch (type) {
                case STRING -> out.writeString(field.getNumber(), (String) value);
                case BYTES -> out.writeBytes(field.getNumber(), (com.google.protobuf.ByteString) value);
                case BOOL -> out.writeBool(field.getNumber(), (Boolean) value);
                case DOUBLE -> out.writeDouble(field.getNumber(), (Double) value);
                case INT32 -> out.writeInt32(field.getNumber(), (Integer) value);
                case INT64 -> out.writeInt64(field.getNumber(), (Long) value);
                case UINT64 -> out.writeUInt64(field.getNumber(), (Long) value);
                case ENUM ->
                    out.writeEnum(
                            field.getNumber(),
                            ((com.google.protobuf.Descriptors.EnumValueDescriptor) value).getNumber());
                default -> throw new AssertionError(field);
            }
        }
    }
}

package dev.grantlake.c1z.inspect;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.EpochTime;
import dev.grantlake.c1z.FullManifest;
import dev.grantlake.c1z.inspect.ManifestReport.Field;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Flattens a manifest by its own descriptor, so that no field can be forgotten. Of the embedded schema only a summary
 * is shown.
 */
final class ManifestFields {

    private static final int SHOWN_BYTES = 32;

    private final List<Field> fields = new ArrayList<>();

    /** All top-level fields, absent ones too, since absence means something; below only what is there. */
    List<Field> of(C1ZManifestV3 manifest) {
        for (FieldDescriptor field : C1ZManifestV3.getDescriptor().getFields()) {
            if (field.getNumber() == C1ZManifestV3.DESCRIPTORS_FIELD_NUMBER && manifest.hasDescriptors()) {
                addDescriptors(field.getName(), manifest);
            } else if (field.isRepeated() ? manifest.getRepeatedFieldCount(field) > 0 : isPresent(manifest, field)) {
                add(0, manifest, field);
            } else {
                fields.add(new Field(0, field.getName(), "absent"));
            }
        }
        addUnknown(0, manifest.getUnknownFields());
        return fields;
    }

    private static boolean isPresent(Message message, FieldDescriptor field) {
        return !field.hasPresence() || message.hasField(field);
    }

    private void addDescriptors(String name, C1ZManifestV3 manifest) {
        FileDescriptorSet set = manifest.getDescriptors();
        fields.add(new Field(
                0, name, set.getFileCount() + " files, " + set.getSerializedSize() + " bytes, " + closure(manifest)));
        for (FileDescriptorProto file : set.getFileList()) {
            fields.add(new Field(
                    1,
                    Printable.of(file.getName()),
                    file.getSerializedSize() + " bytes, " + file.getMessageTypeCount() + " messages, "
                            + file.getEnumTypeCount() + " enums, " + file.getDependencyCount() + " imports"));
        }
        addUnknown(1, set.getUnknownFields());
    }

    private static String closure(C1ZManifestV3 manifest) {
        try {
            FullManifest.requireDescriptorClosure(manifest);
            return "complete";
        } catch (StorageException e) {
            return Printable.of(String.valueOf(e.getMessage()));
        }
    }

    private void add(int depth, Message message, FieldDescriptor field) {
        if (!field.isRepeated()) {
            addValue(depth, field.getName(), field, message.getField(field));
            return;
        }
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            Object element = message.getRepeatedField(field, i);
            if (field.isMapField()) {
                Message entry = (Message) element;
                FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
                FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
                addValue(
                        depth, field.getName() + "[" + scalar(entry.getField(key)) + "]", value, entry.getField(value));
            } else {
                addValue(depth, field.getName() + "[" + i + "]", field, element);
            }
        }
    }

    private void addValue(int depth, String name, FieldDescriptor field, Object value) {
        if (value instanceof Timestamp time) {
            fields.add(new Field(depth, name, new EpochTime(time.getSeconds(), time.getNanos()).toString()));
        } else if (value instanceof Message message) {
            fields.add(new Field(depth, name, ""));
            message.getAllFields().keySet().forEach(inner -> add(depth + 1, message, inner));
            addUnknown(depth + 1, message.getUnknownFields());
        } else {
            fields.add(new Field(depth, name, unsigned(field, value)));
        }
    }

    private static String unsigned(FieldDescriptor field, Object value) {
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
            case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
            default -> scalar(value);
        };
    }

    private static String scalar(Object value) {
        if (value instanceof String text) {
            return "\"" + Printable.of(text) + "\"";
        }
        if (value instanceof ByteString bytes) {
            return bytes(bytes);
        }
        if (value instanceof EnumValueDescriptor constant) {
            return constant.getName() + " (" + constant.getNumber() + ")";
        }
        return value.toString();
    }

    private void addUnknown(int depth, UnknownFieldSet unknown) {
        unknown.asMap().forEach((number, field) -> {
            String name = "unknown field " + number;
            field.getVarintList().forEach(value -> addUnknown(depth, name, Long.toUnsignedString(value)));
            field.getFixed32List()
                    .forEach(value -> addUnknown(depth, name, HexFormat.of().toHexDigits(value)));
            field.getFixed64List()
                    .forEach(value -> addUnknown(depth, name, HexFormat.of().toHexDigits(value)));
            field.getLengthDelimitedList().forEach(value -> addUnknown(depth, name, bytes(value)));
            field.getGroupList().forEach(value -> addUnknown(depth, name, value.getSerializedSize() + " bytes"));
        });
    }

    private void addUnknown(int depth, String name, String value) {
        fields.add(new Field(depth, name, value));
    }

    private static String bytes(ByteString bytes) {
        String start = HexFormat.of()
                .formatHex(
                        bytes.substring(0, Math.min(SHOWN_BYTES, bytes.size())).toByteArray());
        return bytes.size() <= SHOWN_BYTES ? start : start + "… (" + bytes.size() + " bytes)";
    }
}

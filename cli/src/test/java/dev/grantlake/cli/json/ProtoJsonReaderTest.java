package dev.grantlake.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.WireTypes;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class ProtoJsonReaderTest {

    private static final Location WHERE = Location.of("in", "line 1");
    private static final ProtoJson PRINTER = new ProtoJson(WireTypes::find);
    private static final ProtoJsonReader READER = new ProtoJsonReader(WireTypes::find);

    @Test
    void formsOfTheirOwnComeBack() throws IOException {
        List<Message> messages = List.of(
                Timestamp.newBuilder()
                        .setSeconds(1_700_000_000)
                        .setNanos(120_000_000)
                        .build(),
                Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(-5).build(),
                Duration.newBuilder().setSeconds(-3).setNanos(-500_000_000).build(),
                Duration.newBuilder().setSeconds(0).setNanos(-1).build(),
                Duration.newBuilder().setSeconds(Long.MIN_VALUE).build(),
                FieldMask.newBuilder()
                        .addPaths("user.display_name")
                        .addPaths("id")
                        .build(),
                Empty.getDefaultInstance(),
                UInt64Value.of(-1),
                DoubleValue.of(Double.NEGATIVE_INFINITY),
                DoubleValue.of(-0.0),
                BoolValue.of(true),
                Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build(),
                Value.newBuilder()
                        .setListValue(ListValue.newBuilder()
                                .addValues(Value.newBuilder().setNumberValue(1e21))
                                .addValues(Value.newBuilder().setStringValue("\ud83d\ude00\u2028"))
                                .addValues(Value.newBuilder().setBoolValue(false))
                                .addValues(Value.newBuilder().setStructValue(Struct.newBuilder())))
                        .build());
        for (Message message : messages) {
            assertThat(read(print(message), message)).isEqualTo(message);
            Any any = Any.pack(message);
            assertThat(read(print(any), any)).isEqualTo(any);
        }
        Any opaque = Any.newBuilder()
                .setTypeUrl("type.googleapis.com/nobody.knows.This")
                .setValue(ByteString.copyFrom(new byte[] {1, -1}))
                .build();
        assertThat(read(print(opaque), opaque)).isEqualTo(opaque);
    }

    @Test
    void whateverIsPrintedComesBack(Dice dice) throws IOException {
        for (int i = 0; i < Seeds.rounds(300); i++) {
            Message.Builder builder = dice.below(2) == 0 ? Resource.newBuilder() : SyncStatsRecord.newBuilder();
            fill(builder, dice, 0);
            Message message = builder.build();
            String text = print(message);
            assertThat(read(text, message)).as(text).isEqualTo(message);
        }
    }

    /** Sets some fields of a message, whatever they are. */
    private static void fill(Message.Builder message, Dice dice, int depth) {
        if (message instanceof Any.Builder any) {
            DynamicMessage.Builder content = DynamicMessage.newBuilder(Resource.getDescriptor());
            fill(content, dice, depth + 1);
            any.setTypeUrl("type.googleapis.com/c1.connector.v2.Resource")
                    .setValue(content.build().toByteString());
            return;
        }
        switch (message.getDescriptorForType().getFullName()) {
            case "google.protobuf.Any" -> {
                message.setField(field(message, 1), "type.googleapis.com/nobody.knows.This");
                message.setField(field(message, 2), ByteString.copyFromUtf8("x"));
                return;
            }
            case "google.protobuf.Timestamp" -> {
                message.setField(field(message, 1), (long) dice.between(-1_000_000, 1_000_000_000));
                message.setField(field(message, 2), dice.below(1_000_000_000));
                return;
            }
            case "google.protobuf.Value" -> {
                message.setField(field(message, 3), "text " + dice.below(9));
                return;
            }
            default -> {}
        }
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (dice.below(3) == 0 || depth > 3) {
                continue;
            }
            if (field.isMapField()) {
                Message.Builder entry = message.newBuilderForField(field);
                FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
                entry.setField(field.getMessageType().findFieldByNumber(1), "key " + dice.below(9));
                entry.setField(value, value(entry, value, dice, depth));
                message.addRepeatedField(field, entry.build());
            } else if (field.isRepeated()) {
                message.addRepeatedField(field, value(message, field, dice, depth));
                message.addRepeatedField(field, value(message, field, dice, depth));
            } else {
                message.setField(field, value(message, field, dice, depth));
            }
        }
    }

    private static Object value(Message.Builder parent, FieldDescriptor field, Dice dice, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) dice.bits();
            case LONG -> dice.bits();
            case FLOAT -> (float) dice.between(-1000, 1000) / 7;
            case DOUBLE -> dice.between(-1000, 1000) / 7.0;
            case BOOLEAN -> dice.below(2) == 0;
            case STRING -> "t\u00e9xt\n\"" + dice.below(100);
            case BYTE_STRING -> ByteString.copyFromUtf8("bytes" + dice.below(100));
            case ENUM -> {
                List<EnumValueDescriptor> values = field.getEnumType().getValues();
                yield values.get(dice.below(values.size()));
            }
            case MESSAGE -> {
                Message.Builder message = parent.newBuilderForField(field);
                fill(message, dice, depth + 1);
                yield message.build();
            }
        };
    }

    private static FieldDescriptor field(Message.Builder message, int number) {
        return message.getDescriptorForType().findFieldByNumber(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | expected an object, found an array",
                "{\"nix\":1} | expected a field of c1.connector.v2.Resource, found \"nix\"",
                "{\"display_name\":1} | expected a text at /display_name, found 1",
                "{\"baton_resource\":\"x\"} | expected true or false at /baton_resource, found \"x\"",
                "{\"id\":{\"resource\":{}}} | expected a text at /id/resource, found an object",
                "{\"annotations\":{}} | expected an array at /annotations, found an object",
                "{\"annotations\":[{}]} | expected @type as the first name of an annotation at /annotations/0, found the end of the object",
                "{\"annotations\":[{\"@type\":\"a/b\"}]} | expected @value_base64 for a type that is not known at /annotations/0, found the end of the object",
                "{\"annotations\":[{\"@type\":\"a/b\",\"@value_base64\":\"?\"}]} | expected bytes in base64 at /annotations/0/@value_base64, found \"?\"",
                "{\"creation_source\":\"NIX\"} | expected a name or a number of c1.connector.v2.Resource.CreationSource at /creation_source, found \"NIX\"",
                "{\"created_at\":\"today\"} | expected a time in RFC 3339 at /created_at, found \"today\"",
                "{\"creation_source\":3000000000} | expected a number from -2147483648 to 2147483647 at /creation_source, found 3000000000",
                "{\"display_name\":\"\\ud800\"} | expected a text that UTF-8 has a form for at /display_name, found \"?\"",
                "{\"display_name\": | JSON",
                "{} {} | expected the end of the line, found an object",
            })
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> {
                    JsonInput in = input(text);
                    READER.read(in, Resource.newBuilder());
                    in.end();
                })
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                    assertThat(String.valueOf(e.getMessage()).replace('\ud800', '?'))
                            .startsWith("in: line 1: ")
                            .contains(message);
                });
    }

    @Test
    void boundsNesting() {
        String deep = "{\"profile\":" + "{\"a\":".repeat(100_000);
        assertThatThrownBy(() -> READER.read(input(deep), Resource.newBuilder()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("epth");
    }

    @Test
    void refusesANameThatComesTwice() {
        assertThatThrownBy(() -> READER.read(input("{\"id\":{},\"id\":{}}"), Resource.newBuilder()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("uplicate");
    }

    private static Message read(String text, Message like) {
        Message.Builder message = like.newBuilderForType();
        JsonInput in = input(text);
        READER.read(in, message);
        in.end();
        return message.build();
    }

    private static JsonInput input(String text) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        return JsonInput.of(line, line.length, WHERE);
    }

    private static String print(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = CanonicalJson.compact(out)) {
            PRINTER.write(message, json);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void enumsWithoutANameComeBack() throws IOException {
        List<Message> read = new ArrayList<>();
        Resource resource = Resource.newBuilder().setCreationSourceValue(77).build();
        read.add(read(print(resource), resource));
        assertThat(read).containsExactly(resource);
    }
}

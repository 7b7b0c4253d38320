package dev.grantlake.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.FloatValue;
import com.google.protobuf.Int64Value;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import dev.grantlake.wire.WireTypes;
import dev.grantlake.wire.connector.v2.AppTrait;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.IngestQualityStats;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ProtoJsonTest {

    private static final ProtoJson PRINTER = new ProtoJson(WireTypes::find);

    @Test
    void sortsFieldsByNameAndLeavesOutWhatIsNotSet() throws IOException {
        assertThat(print(GrantRecord.newBuilder()
                        .setNeedsExpansion(true)
                        .setExternalId("x")
                        .build()))
                .isEqualTo("{\"external_id\":\"x\",\"needs_expansion\":true}");
        assertThat(print(GrantRecord.getDefaultInstance())).isEqualTo("{}");
    }

    @Test
    void keepsASubMessageThatIsSetButEmpty() throws IOException {
        assertThat(print(GrantRecord.newBuilder()
                        .putSources("a", GrantSourceRecord.getDefaultInstance())
                        .build()))
                .isEqualTo("{\"sources\":{\"a\":{}}}");
    }

    @Test
    void writesWideIntegersAsText() throws IOException {
        assertThat(print(SyncStatsRecord.newBuilder()
                        .setGrants(Long.MAX_VALUE)
                        .setAssets(-1)
                        .setIngestQuality(IngestQualityStats.newBuilder().setReasonFlags(-1))
                        .build()))
                .isEqualTo("{\"assets\":\"-1\",\"grants\":\"9223372036854775807\","
                        + "\"ingest_quality\":{\"reason_flags\":\"18446744073709551615\"}}");
    }

    @Test
    void sortsMapKeysByTheirUtf8() throws IOException {
        assertThat(print(SyncStatsRecord.newBuilder()
                        .putResourcesByResourceType("\ud83d\ude00", 3)
                        .putResourcesByResourceType("\uffff", 2)
                        .putResourcesByResourceType("", 0)
                        .build()))
                .isEqualTo("{\"resources_by_resource_type\":{\"\":\"0\",\"\uffff\":\"2\",\"\ud83d\ude00\":\"3\"}}");
    }

    @Test
    void writesEnumsByNameAndUnknownOnesByNumber() throws IOException {
        assertThat(print(SyncRunRecord.newBuilder().setTypeValue(2).build()))
                .isEqualTo("{\"type\":\"SYNC_TYPE_PARTIAL\"}");
        assertThat(print(SyncRunRecord.newBuilder().setTypeValue(77).build())).isEqualTo("{\"type\":77}");
        assertThat(print(SyncRunRecord.newBuilder().setTypeValue(-1).build())).isEqualTo("{\"type\":-1}");
    }

    @Test
    void writesEveryScalarType() throws Exception {
        Descriptor type = everyScalar();
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        message.setField(type.findFieldByName("f_double"), 1.5);
        message.setField(type.findFieldByName("f_float"), 0.1f);
        message.setField(type.findFieldByName("f_int32"), -5);
        message.setField(type.findFieldByName("f_int64"), -5L);
        message.setField(type.findFieldByName("f_uint32"), -1);
        message.setField(type.findFieldByName("f_uint64"), -1L);
        message.setField(type.findFieldByName("f_sint32"), -5);
        message.setField(type.findFieldByName("f_sint64"), -5L);
        message.setField(type.findFieldByName("f_fixed32"), -1);
        message.setField(type.findFieldByName("f_fixed64"), -1L);
        message.setField(type.findFieldByName("f_sfixed32"), -5);
        message.setField(type.findFieldByName("f_sfixed64"), -5L);
        message.setField(type.findFieldByName("f_bool"), true);
        message.setField(type.findFieldByName("f_string"), "s");
        message.setField(type.findFieldByName("f_bytes"), ByteString.copyFrom(new byte[] {(byte) 0xfb, (byte) 0xff}));
        assertThat(print(message.build()))
                .isEqualTo("{\"f_bool\":true,\"f_bytes\":\"+/8=\",\"f_double\":1.5,\"f_fixed32\":4294967295,"
                        + "\"f_fixed64\":\"18446744073709551615\",\"f_float\":0.1,\"f_int32\":-5,\"f_int64\":\"-5\","
                        + "\"f_sfixed32\":-5,\"f_sfixed64\":\"-5\",\"f_sint32\":-5,\"f_sint64\":\"-5\","
                        + "\"f_string\":\"s\",\"f_uint32\":4294967295,\"f_uint64\":\"18446744073709551615\"}");
    }

    @Test
    void sortsNumericMapKeysAsTextAndKeepsTheLastOfEqualOnes() throws Exception {
        Descriptor type = everyScalar();
        FieldDescriptor map = type.findFieldByName("m_uint64");
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (long[] pair : new long[][] {{9, 1}, {10, 2}, {-1, 3}, {9, 4}}) {
            message.addRepeatedField(
                    map,
                    DynamicMessage.newBuilder(map.getMessageType())
                            .setField(map.getMessageType().findFieldByNumber(1), pair[0])
                            .setField(map.getMessageType().findFieldByNumber(2), pair[1])
                            .build());
        }
        assertThat(print(message.build()))
                .isEqualTo("{\"m_uint64\":{\"10\":\"2\",\"18446744073709551615\":\"3\",\"9\":\"4\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1970-01-01T00:00:00Z",
        "0, 500000000, 1970-01-01T00:00:00.500Z",
        "0, 1000, 1970-01-01T00:00:00.000001Z",
        "0, 1, 1970-01-01T00:00:00.000000001Z",
        "-1, 999999999, 1969-12-31T23:59:59.999999999Z",
        "951782400, 0, 2000-02-29T00:00:00Z",
        "-62135596800, 0, 0001-01-01T00:00:00Z",
        "253402300799, 999999999, 9999-12-31T23:59:59.999999999Z",
        "253402300800, 0, invalid timestamp: 253402300800s 0ns",
        "-62135596801, 0, invalid timestamp: -62135596801s 0ns",
        "0, -1, invalid timestamp: 0s -1ns",
        "0, 1000000000, invalid timestamp: 0s 1000000000ns",
        "-9223372036854775808, 0, invalid timestamp: -9223372036854775808s 0ns",
    })
    void writesTimestamps(long seconds, int nanos, String expected) throws IOException {
        assertThat(print(Timestamp.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build()))
                .isEqualTo("\"" + expected + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0s",
        "1, 500000000, 1.500s",
        "-1, -500000, -1.000500s",
        "0, -1, -0.000000001s",
        "315576000000, 0, 315576000000s",
        "315576000001, 0, invalid duration: 315576000001s 0ns",
        "1, -1, invalid duration: 1s -1ns",
        "-1, 1, invalid duration: -1s 1ns",
        "0, 1000000000, invalid duration: 0s 1000000000ns",
        "-9223372036854775808, 0, invalid duration: -9223372036854775808s 0ns",
    })
    void writesDurations(long seconds, int nanos, String expected) throws IOException {
        assertThat(print(Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build()))
                .isEqualTo("\"" + expected + "\"");
    }

    @Test
    void writesStructsAsTheJsonTheyStandFor() throws IOException {
        Struct struct = Struct.newBuilder()
                .putFields(
                        "z",
                        Value.newBuilder().setNumberValue(9007199254740991d).build())
                .putFields("b", Value.newBuilder().setBoolValue(false).build())
                .putFields(
                        "n",
                        Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
                .putFields("nothing", Value.getDefaultInstance())
                .putFields(
                        "inf",
                        Value.newBuilder()
                                .setNumberValue(Double.POSITIVE_INFINITY)
                                .build())
                .putFields(
                        "list",
                        Value.newBuilder()
                                .setListValue(ListValue.newBuilder()
                                        .addValues(Value.newBuilder().setStringValue("x"))
                                        .addValues(Value.newBuilder().setStructValue(Struct.getDefaultInstance())))
                                .build())
                .build();
        assertThat(print(struct))
                .isEqualTo("{\"b\":false,\"inf\":\"Infinity\",\"list\":[\"x\",{}],\"n\":null,\"nothing\":null,"
                        + "\"z\":9007199254740991}");
        assertThat(print(ListValue.getDefaultInstance())).isEqualTo("[]");
    }

    @Test
    void writesWrappersAsTheirValue() throws IOException {
        assertThat(print(BoolValue.of(false))).isEqualTo("false");
        assertThat(print(Int64Value.of(5))).isEqualTo("\"5\"");
        assertThat(print(UInt64Value.of(-1))).isEqualTo("\"18446744073709551615\"");
        assertThat(print(DoubleValue.of(Double.NaN))).isEqualTo("\"NaN\"");
        assertThat(print(FloatValue.of(Float.NEGATIVE_INFINITY))).isEqualTo("\"-Infinity\"");
        assertThat(print(BytesValue.of(ByteString.copyFromUtf8("a")))).isEqualTo("\"YQ==\"");
    }

    @Test
    void writesFieldMasksInCamelCase() throws IOException {
        assertThat(print(FieldMask.newBuilder()
                        .addPaths("user.display_name")
                        .addPaths("photo")
                        .build()))
                .isEqualTo("\"user.displayName,photo\"");
    }

    @Test
    void looksIntoAnAnyOfAKnownType() throws IOException {
        assertThat(print(Any.pack(AppTrait.newBuilder().setHelpUrl("u").build())))
                .isEqualTo("{\"@type\":\"type.googleapis.com/c1.connector.v2.AppTrait\",\"help_url\":\"u\"}");
        assertThat(print(Any.pack(Empty.getDefaultInstance())))
                .isEqualTo("{\"@type\":\"type.googleapis.com/google.protobuf.Empty\",\"value\":{}}");
        assertThat(print(Any.pack(Timestamp.getDefaultInstance())))
                .isEqualTo("{\"@type\":\"type.googleapis.com/google.protobuf.Timestamp\","
                        + "\"value\":\"1970-01-01T00:00:00Z\"}");
        assertThat(print(Any.pack(Any.pack(Int64Value.of(1)))))
                .isEqualTo("{\"@type\":\"type.googleapis.com/google.protobuf.Any\",\"value\":"
                        + "{\"@type\":\"type.googleapis.com/google.protobuf.Int64Value\",\"value\":\"1\"}}");
    }

    @Test
    void keepsTheBytesOfAnAnyItCannotRead() throws IOException {
        Any unknown = Any.newBuilder()
                .setTypeUrl("example.com/x.Y")
                .setValue(ByteString.copyFrom(new byte[] {1, 2}))
                .build();
        assertThat(print(unknown)).isEqualTo("{\"@type\":\"example.com/x.Y\",\"@value_base64\":\"AQI=\"}");

        Any damaged = Any.newBuilder()
                .setTypeUrl("type.googleapis.com/c1.connector.v2.AppTrait")
                .setValue(ByteString.copyFrom(new byte[] {(byte) 0xff}))
                .build();
        assertThat(print(damaged))
                .isEqualTo("{\"@type\":\"type.googleapis.com/c1.connector.v2.AppTrait\",\"@value_base64\":\"/w==\"}");

        assertThat(print(Any.getDefaultInstance())).isEqualTo("{\"@type\":\"\",\"@value_base64\":\"\"}");
    }

    @Test
    void doesNotFollowAnysWithoutEnd() throws IOException {
        Any any = Any.pack(Int64Value.of(1));
        for (int i = 0; i < 3000; i++) {
            any = Any.pack(any);
        }
        assertThat(print(any)).endsWith("}".repeat(201)).contains("@value_base64");
    }

    @Test
    void surviveDescriptorsThatLieAboutWellKnownTypes() throws Exception {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("lie.proto")
                .setSyntax("proto3")
                .setPackage("google.protobuf")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Timestamp")
                        .addField(field("seconds", 1, FieldDescriptorProto.Type.TYPE_STRING)))
                .addMessageType(DescriptorProto.newBuilder().setName("Any"))
                .addMessageType(DescriptorProto.newBuilder().setName("Struct"))
                .build();
        FileDescriptor built = FileDescriptor.buildFrom(file, new FileDescriptor[0]);
        for (Descriptor type : built.getMessageTypes()) {
            assertThat(print(DynamicMessage.getDefaultInstance(type))).isEqualTo("{}");
        }
        Descriptor timestamp = built.findMessageTypeByName("Timestamp");
        assertThat(print(DynamicMessage.newBuilder(timestamp)
                        .setField(timestamp.findFieldByNumber(1), "soon")
                        .build()))
                .isEqualTo("{\"seconds\":\"soon\"}");
    }

    @Test
    void omitsFieldsByName() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonGenerator json = CanonicalJson.compact(out);
        json.writeStartObject();
        PRINTER.writeFieldsWithout(
                Set.of("resource"),
                ResourceId.newBuilder().setResource("a").setResourceType("t").build(),
                json);
        json.writeEndObject();
        json.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"resource_type\":\"t\"}");
    }

    private static String print(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = CanonicalJson.compact(out)) {
            PRINTER.write(message, json);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Descriptor everyScalar() throws DescriptorValidationException {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("Every");
        int number = 1;
        for (FieldDescriptorProto.Type type : FieldDescriptorProto.Type.values()) {
            if (type != FieldDescriptorProto.Type.TYPE_MESSAGE
                    && type != FieldDescriptorProto.Type.TYPE_GROUP
                    && type != FieldDescriptorProto.Type.TYPE_ENUM) {
                String name = type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
                message.addField(field("f_" + name, number++, type));
            }
        }
        message.addNestedType(DescriptorProto.newBuilder()
                .setName("MUint64Entry")
                .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_UINT64))
                .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_INT64)));
        message.addField(FieldDescriptorProto.newBuilder()
                .setName("m_uint64")
                .setNumber(number)
                .setLabel(Label.LABEL_REPEATED)
                .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(".Every.MUint64Entry"));
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("every.proto")
                .setSyntax("proto3")
                .addMessageType(message)
                .addEnumType(EnumDescriptorProto.newBuilder()
                        .setName("E")
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("E_0")
                                .setNumber(0)))
                .build();
        return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Every");
    }

    private static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setLabel(Label.LABEL_OPTIONAL)
                .setType(type)
                .build();
    }
}

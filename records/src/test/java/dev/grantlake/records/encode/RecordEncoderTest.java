package dev.grantlake.records.encode;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.connector.v2.Status;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import dev.grantlake.wire.storage.v3.StatusRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class RecordEncoderTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000L, 5);
    private static final Timestamp NOW_MESSAGE =
            Timestamp.newBuilder().setSeconds(1_790_000_000L).setNanos(5).build();

    private final RecordEncoder encoder = new RecordEncoder(RecordLimits.DEFAULT);
    private final RowBuffer row = new RowBuffer();

    /** Messages with random content in every field that their descriptors know, and in one that they do not know. */
    @Test
    void noFieldOfARecordIsForgotten(Dice dice) {
        for (int i = 0; i < Seeds.rounds(300); i++) {
            ResourceTypeRecord type =
                    filled(ResourceTypeRecord.newBuilder(), dice).build();
            encoder.resourceType(type, NOW, row);
            check(type);
            ResourceRecord resource = filled(ResourceRecord.newBuilder(), dice).build();
            encoder.resource(resource, NOW, row);
            check(resource);
            EntitlementRecord entitlement =
                    filled(EntitlementRecord.newBuilder(), dice).build();
            encoder.entitlement(entitlement, NOW, row);
            check(entitlement);
            AssetRecord asset = filled(AssetRecord.newBuilder(), dice).build();
            encoder.asset(asset, NOW, row);
            check(asset);
            SessionRecord session = filled(SessionRecord.newBuilder(), dice).build();
            encoder.session(session, row);
            check(session);
            SyncRunRecord run = filled(SyncRunRecord.newBuilder(), dice)
                    .setSyncId("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy")
                    .build();
            encoder.syncRun(run, row);
            check(run);
            SyncStatsRecord statistics =
                    filled(SyncStatsRecord.newBuilder(), dice).build();
            encoder.statistics(statistics, row);
            check(statistics);
        }
    }

    private void check(Message record) {
        assertThat(row.value().toBytes()).as("%s", record).isEqualTo(CanonicalBytes.of(record));
    }

    @SuppressWarnings("unchecked")
    private static <B extends Message.Builder> B filled(B message, Dice dice) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (!field.isRepeated()) {
                message.setField(field, value(field, message, dice));
            } else {
                for (int i = dice.below(4); i > 0; i--) {
                    message.addRepeatedField(field, value(field, message, dice));
                }
            }
        }
        // Of two entries with one key only one is left when the map is made.
        B clean = (B) message.build().toBuilder();
        clean.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(
                        2000,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(dice.bits())
                                .build())
                .build());
        return clean;
    }

    private static Object value(FieldDescriptor field, Message.Builder of, Dice dice) {
        return switch (field.getJavaType()) {
            case STRING -> NastyText.some(dice);
            case BYTE_STRING -> ByteString.copyFrom(dice.bytes(dice.between(1, 200)));
            case BOOLEAN -> dice.oneIn(2);
            case INT -> (int) dice.bits();
            case LONG -> dice.bits();
            case DOUBLE -> Double.longBitsToDouble(dice.bits());
            case ENUM -> dice.pick(field.getEnumType().getValues());
            case MESSAGE -> {
                if (field.getMessageType().equals(Struct.getDescriptor())) {
                    yield struct(dice, 4);
                }
                if (field.isMapField()) {
                    Message.Builder entry = of.newBuilderForField(field);
                    FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
                    FieldDescriptor content = entry.getDescriptorForType().findFieldByNumber(2);
                    entry.setField(key, NastyText.any(dice));
                    entry.setField(content, value(content, entry, dice));
                    yield entry.build();
                }
                yield filled(of.newBuilderForField(field), dice).build();
            }
            default -> throw new AssertionError(field);
        };
    }

    private static Struct struct(Dice dice, int depth) {
        Struct.Builder struct = Struct.newBuilder();
        for (int i = dice.below(5); i > 0; i--) {
            struct.putFields(NastyText.any(dice), value(dice, depth));
        }
        return struct.build();
    }

    private static Value value(Dice dice, int depth) {
        Value.Builder value = Value.newBuilder();
        switch (dice.below(depth == 0 ? 5 : 7)) {
            case 0 -> value.setNullValue(NullValue.NULL_VALUE);
            case 1 -> value.setNumberValue(dice.oneIn(2) ? 0 : -1.5);
            case 2 -> value.setStringValue(NastyText.any(dice));
            case 3 -> value.setBoolValue(dice.oneIn(2));
            case 5 -> value.setStructValue(struct(dice, depth - 1));
            case 6 ->
                value.setListValue(
                        ListValue.newBuilder().addValues(value(dice, depth - 1)).addValues(Value.newBuilder()));
            default -> {}
        }
        return value.build();
    }

    @Test
    void resourceTypesAreTranslated() {
        Any annotation = Any.newBuilder().setTypeUrl("x").build();
        encoder.resourceType(
                ResourceType.newBuilder()
                        .setId("user")
                        .setDisplayName("User")
                        .addTraitsValue(1)
                        .addTraitsValue(0)
                        .addTraitsValue(99)
                        .addTraitsValue(1)
                        .addAnnotations(annotation)
                        .setDescription("d")
                        .setSourcedExternally(true)
                        .build(),
                NOW,
                row);
        check(ResourceTypeRecord.newBuilder()
                .setExternalId("user")
                .setDisplayName("User")
                .addTraits("USER")
                .addTraits("UNSPECIFIED")
                .addTraits("")
                .addTraits("USER")
                .addAnnotations(annotation)
                .setDiscoveredAt(NOW_MESSAGE)
                .setDescription("d")
                .setSourcedExternally(true)
                .build());
    }

    @Test
    void resourcesAreTranslated() {
        encoder.resource(
                Resource.newBuilder()
                        .setId(id("user", "alice").setBatonResource(true))
                        .setParentResourceId(id("", "o1"))
                        .setStatus(Status.newBuilder())
                        .setCreatedAt(Timestamp.newBuilder().setSeconds(-1).setNanos(-1))
                        .setProfile(Struct.newBuilder())
                        .setIcon(AssetRef.newBuilder().setId("icon"))
                        .setBatonResource(true)
                        .build(),
                NOW,
                row);
        check(ResourceRecord.newBuilder()
                .setResourceTypeId("user")
                .setResourceId("alice")
                .setParent(ResourceRef.newBuilder().setResourceId("o1"))
                .setDiscoveredAt(NOW_MESSAGE)
                .setProfile(Struct.newBuilder())
                .setStatus(StatusRecord.newBuilder())
                .setCreatedAt(Timestamp.newBuilder().setSeconds(-1).setNanos(-1))
                .setIconAssetExternalId("icon")
                .build());
        encoder.resource(
                Resource.newBuilder()
                        .setParentResourceId(id("org", ""))
                        .setStatus(Status.newBuilder().setStatusValue(-7).setDetails("d"))
                        .build(),
                NOW,
                row);
        check(ResourceRecord.newBuilder()
                .setDiscoveredAt(NOW_MESSAGE)
                .setStatus(StatusRecord.newBuilder().setStatusValue(-7).setDetails("d"))
                .build());
    }

    @Test
    void entitlementsAreTranslated() {
        Entitlement entitlement = Entitlement.newBuilder()
                .setId("e")
                .setResource(Resource.newBuilder().setId(id("t", "r")).setDisplayName("dropped"))
                .setPurposeValue(1)
                .setSlug("s")
                .addGrantableTo(ResourceType.newBuilder().setId("user").setDisplayName("dropped"))
                .addGrantableTo(ResourceType.newBuilder())
                .build();
        EntitlementRecord expected = EntitlementRecord.newBuilder()
                .setExternalId("e")
                .setResource(ResourceRef.newBuilder().setResourceTypeId("t").setResourceId("r"))
                .setPurpose("ASSIGNMENT")
                .setDiscoveredAt(NOW_MESSAGE)
                .setSlug("s")
                .addGrantableToResourceTypeIds("user")
                .build();
        encoder.entitlement(entitlement, NOW, row);
        check(expected);
        for (int unknown : new int[] {0, 99, -1}) {
            encoder.entitlement(entitlement.toBuilder().setPurposeValue(unknown).build(), NOW, row);
            check(expected.toBuilder().clearPurpose().build());
        }
    }

    private static ResourceId.Builder id(String type, String id) {
        return ResourceId.newBuilder().setResourceType(type).setResource(id);
    }
}

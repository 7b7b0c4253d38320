package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.wire.connector.v2.Entitlement.PurposeValue;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stored entitlement. The identity comes from the key, everything else from the value ({@code EntitlementRecord}).
 */
final class EntitlementView implements Entitlement {

    private static final String PURPOSE_PREFIX = "PURPOSE_VALUE_";

    private final Row row;
    private final RecordCodec codec;

    EntitlementView(Row row, RecordCodec codec) {
        this.row = row;
        this.codec = codec;
    }

    @Override
    public EntitlementKey key() {
        return codec.keyspace().entitlementKey(row);
    }

    @Override
    public String displayName() {
        return row.message().text(EntitlementRecord.DISPLAY_NAME_FIELD_NUMBER);
    }

    @Override
    public String description() {
        return row.message().text(EntitlementRecord.DESCRIPTION_FIELD_NUMBER);
    }

    @Override
    public String slug() {
        return row.message().text(EntitlementRecord.SLUG_FIELD_NUMBER);
    }

    @Override
    public String purpose() {
        return row.message().text(EntitlementRecord.PURPOSE_FIELD_NUMBER);
    }

    @Override
    public List<String> grantableTo() {
        return row.message().texts(EntitlementRecord.GRANTABLE_TO_RESOURCE_TYPE_IDS_FIELD_NUMBER);
    }

    @Override
    public List<Any> annotations() {
        return StoredMessages.annotations(row, EntitlementRecord.ANNOTATIONS_FIELD_NUMBER);
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return row.message().time(EntitlementRecord.DISCOVERED_AT_FIELD_NUMBER);
    }

    @Override
    public dev.grantlake.wire.connector.v2.Entitlement toMessage() {
        dev.grantlake.wire.connector.v2.Entitlement.Builder message =
                dev.grantlake.wire.connector.v2.Entitlement.newBuilder()
                        .setId(row.message().text(EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER))
                        .setDisplayName(displayName())
                        .setDescription(description())
                        .addAllAnnotations(annotations())
                        .setPurpose(purpose(purpose()))
                        .setSlug(slug());
        WireMessage resource = row.message().message(EntitlementRecord.RESOURCE_FIELD_NUMBER);
        if (resource != null) {
            message.setResource(Resource.newBuilder()
                    .setId(ResourceId.newBuilder()
                            .setResourceType(
                                    codec.typeId(resource.bytes(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER), row))
                            .setResource(resource.text(ResourceRef.RESOURCE_ID_FIELD_NUMBER))));
        }
        for (String type : grantableTo()) {
            message.addGrantableTo(ResourceType.newBuilder().setId(type));
        }
        return message.build();
    }

    /** The purpose with a stored name; one that this version does not know reads as unspecified. */
    private static PurposeValue purpose(String name) {
        for (PurposeValue purpose : PurposeValue.values()) {
            if (purpose.name().equals(PURPOSE_PREFIX + name)) {
                return purpose;
            }
        }
        return PurposeValue.PURPOSE_VALUE_UNSPECIFIED;
    }

    @Override
    public EntitlementRecord toRecord() {
        return StoredMessages.parse(EntitlementRecord.parser(), row.value(), row);
    }

    @Override
    public String toString() {
        return "entitlement " + key();
    }
}

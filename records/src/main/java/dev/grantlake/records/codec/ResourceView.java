package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.row.WireFields;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.Status;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.StatusRecord;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A stored resource. The id comes from the key, everything else from the value ({@code ResourceRecord}). */
final class ResourceView implements Resource {

    private final Row row;
    private final RecordCodec codec;

    ResourceView(Row row, RecordCodec codec) {
        this.row = row;
        this.codec = codec;
    }

    @Override
    public ResourceId id() {
        return codec.keyspace().resourceId(row);
    }

    @Override
    public String displayName() {
        return row.message().text(ResourceRecord.DISPLAY_NAME_FIELD_NUMBER);
    }

    @Override
    public String description() {
        return row.message().text(ResourceRecord.DESCRIPTION_FIELD_NUMBER);
    }

    @Override
    public Optional<ResourceId> parent() {
        WireMessage parent = row.message().message(ResourceRecord.PARENT_FIELD_NUMBER);
        if (parent == null) {
            return Optional.empty();
        }
        String id = parent.text(ResourceRef.RESOURCE_ID_FIELD_NUMBER);
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResourceId(parent.text(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER), id));
    }

    @Override
    public List<Any> annotations() {
        return StoredMessages.annotations(row, ResourceRecord.ANNOTATIONS_FIELD_NUMBER);
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return row.message().time(ResourceRecord.DISCOVERED_AT_FIELD_NUMBER);
    }

    @Override
    public dev.grantlake.wire.connector.v2.Resource toMessage() {
        dev.grantlake.wire.connector.v2.Resource.Builder message =
                dev.grantlake.wire.connector.v2.Resource.newBuilder();
        dev.grantlake.wire.connector.v2.ResourceId.Builder id = dev.grantlake.wire.connector.v2.ResourceId.newBuilder();
        boolean parent = false;
        boolean profile = false;
        boolean status = false;
        boolean createdAt = false;
        String icon = "";
        for (WireFields fields = row.message().fields(); fields.next(); ) {
            switch (fields.number()) {
                case ResourceRecord.RESOURCE_TYPE_ID_FIELD_NUMBER ->
                    id.setResourceType(codec.typeId(fields.bytes(), row));
                case ResourceRecord.RESOURCE_ID_FIELD_NUMBER -> id.setResource(fields.text());
                case ResourceRecord.DISPLAY_NAME_FIELD_NUMBER -> message.setDisplayName(fields.text());
                case ResourceRecord.DESCRIPTION_FIELD_NUMBER -> message.setDescription(fields.text());
                case ResourceRecord.PARENT_FIELD_NUMBER -> parent = true;
                case ResourceRecord.ANNOTATIONS_FIELD_NUMBER ->
                    message.addAnnotations(StoredMessages.parse(Any.parser(), fields.bytes(), row));
                case ResourceRecord.PROFILE_FIELD_NUMBER -> profile = true;
                case ResourceRecord.STATUS_FIELD_NUMBER -> status = true;
                case ResourceRecord.CREATED_AT_FIELD_NUMBER -> createdAt = true;
                case ResourceRecord.ICON_ASSET_EXTERNAL_ID_FIELD_NUMBER -> icon = fields.text();
                default -> {}
            }
        }
        message.setId(id.build());
        if (parent) {
            parent().ifPresent(ref -> message.setParentResourceId(message(ref)));
        }
        if (profile) {
            message.setProfile(StoredMessages.parse(Struct.parser(), part(ResourceRecord.PROFILE_FIELD_NUMBER), row));
        }
        if (status) {
            message.setStatus(status(row.message().message(ResourceRecord.STATUS_FIELD_NUMBER)));
        }
        if (createdAt) {
            message.setCreatedAt(
                    StoredMessages.parse(Timestamp.parser(), part(ResourceRecord.CREATED_AT_FIELD_NUMBER), row));
        }
        if (!icon.isEmpty()) {
            message.setIcon(AssetRef.newBuilder().setId(icon).build());
        }
        return message.build();
    }

    private Bytes part(int field) {
        WireMessage part = row.message().message(field);
        return part == null ? Bytes.EMPTY : part.encoded();
    }

    private static Status status(@Nullable WireMessage stored) {
        Status.Builder status = Status.newBuilder();
        if (stored != null) {
            status.setStatusValue((int) stored.integer(StatusRecord.STATUS_FIELD_NUMBER))
                    .setDetails(stored.text(StatusRecord.DETAILS_FIELD_NUMBER));
        }
        return status.build();
    }

    private static dev.grantlake.wire.connector.v2.ResourceId message(ResourceId id) {
        return dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                .setResourceType(id.type())
                .setResource(id.id())
                .build();
    }

    @Override
    public ResourceRecord toRecord() {
        return StoredMessages.parse(ResourceRecord.parser(), row.value(), row);
    }

    @Override
    public String toString() {
        return "resource " + id();
    }
}

package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.ResourceType;
import dev.grantlake.wire.connector.v2.ResourceType.Trait;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A stored resource type. The id comes from the key, everything else from the value ({@code ResourceTypeRecord}). */
final class ResourceTypeView implements ResourceType {

    private static final String TRAIT_PREFIX = "TRAIT_";

    private final Row row;
    private final RecordCodec codec;

    ResourceTypeView(Row row, RecordCodec codec) {
        this.row = row;
        this.codec = codec;
    }

    @Override
    public String id() {
        return codec.keyspace().resourceTypeId(row);
    }

    @Override
    public String displayName() {
        return row.message().text(ResourceTypeRecord.DISPLAY_NAME_FIELD_NUMBER);
    }

    @Override
    public String description() {
        return row.message().text(ResourceTypeRecord.DESCRIPTION_FIELD_NUMBER);
    }

    @Override
    public List<String> traits() {
        return row.message().texts(ResourceTypeRecord.TRAITS_FIELD_NUMBER);
    }

    @Override
    public boolean sourcedExternally() {
        return row.message().flag(ResourceTypeRecord.SOURCED_EXTERNALLY_FIELD_NUMBER);
    }

    @Override
    public List<Any> annotations() {
        return StoredMessages.annotations(row, ResourceTypeRecord.ANNOTATIONS_FIELD_NUMBER);
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return row.message().time(ResourceTypeRecord.DISCOVERED_AT_FIELD_NUMBER);
    }

    @Override
    public dev.grantlake.wire.connector.v2.ResourceType toMessage() {
        dev.grantlake.wire.connector.v2.ResourceType.Builder message =
                dev.grantlake.wire.connector.v2.ResourceType.newBuilder()
                        .setId(row.message().text(ResourceTypeRecord.EXTERNAL_ID_FIELD_NUMBER))
                        .setDisplayName(displayName())
                        .addAllAnnotations(annotations())
                        .setDescription(description())
                        .setSourcedExternally(sourcedExternally());
        for (String trait : traits()) {
            message.addTraits(trait(trait));
        }
        return message.build();
    }

    /** The trait with a stored name; one that this version does not know reads as unspecified. */
    private static Trait trait(String name) {
        for (Trait trait : Trait.values()) {
            if (trait.name().equals(TRAIT_PREFIX + name)) {
                return trait;
            }
        }
        return Trait.TRAIT_UNSPECIFIED;
    }

    @Override
    public ResourceTypeRecord toRecord() {
        return StoredMessages.parse(ResourceTypeRecord.parser(), row.value(), row);
    }

    @Override
    public String toString() {
        return "resource type " + id();
    }
}

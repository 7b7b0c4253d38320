package dev.grantlake.store.spi;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.store.Asset;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Entitlement.PurposeValue;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.connector.v2.ResourceType.Trait;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.StatusRecord;

import java.time.Instant;
import java.util.Optional;

/**
 * Makes storage records of the connector's messages. What a record has no field for is left out: of resources that they
 * are external and how they came about, of entitlements all of their resource but its identity.
 */
public final class StorageRecords {

    private static final String TRAIT_PREFIX = "TRAIT_";
    private static final String PURPOSE_PREFIX = "PURPOSE_VALUE_";

    private StorageRecords() {}

    public static ResourceTypeRecord of(ResourceType message, Optional<Instant> discoveredAt) {
        ResourceTypeRecord.Builder type = ResourceTypeRecord.newBuilder()
                .setExternalId(message.getId())
                .setDisplayName(message.getDisplayName())
                .addAllAnnotations(message.getAnnotationsList())
                .setDescription(message.getDescription())
                .setSourcedExternally(message.getSourcedExternally());
        for (Trait trait : message.getTraitsList()) {
            type.addTraits(trait == Trait.UNRECOGNIZED ? "" : trait.name().substring(TRAIT_PREFIX.length()));
        }
        discoveredAt.ifPresent(instant -> type.setDiscoveredAt(timestamp(instant)));
        return type.build();
    }

    public static ResourceRecord of(Resource message, Optional<Instant> discoveredAt) {
        ResourceRecord.Builder resource = ResourceRecord.newBuilder()
                .setResourceTypeId(message.getId().getResourceType())
                .setResourceId(message.getId().getResource())
                .setDisplayName(message.getDisplayName())
                .setDescription(message.getDescription())
                .addAllAnnotations(message.getAnnotationsList())
                .setIconAssetExternalId(message.getIcon().getId());
        if (message.hasParentResourceId()) {
            resource.setParent(reference(message.getParentResourceId()));
        }
        if (message.hasProfile()) {
            resource.setProfile(message.getProfile());
        }
        if (message.hasStatus()) {
            resource.setStatus(StatusRecord.newBuilder()
                    .setStatusValue(message.getStatus().getStatusValue())
                    .setDetails(message.getStatus().getDetails()));
        }
        if (message.hasCreatedAt()) {
            resource.setCreatedAt(message.getCreatedAt());
        }
        discoveredAt.ifPresent(instant -> resource.setDiscoveredAt(timestamp(instant)));
        return resource.build();
    }

    public static EntitlementRecord of(Entitlement message, Optional<Instant> discoveredAt) {
        EntitlementRecord.Builder entitlement = EntitlementRecord.newBuilder()
                .setExternalId(message.getId())
                .setDisplayName(message.getDisplayName())
                .setDescription(message.getDescription())
                .setPurpose(purpose(message.getPurpose()))
                .addAllAnnotations(message.getAnnotationsList())
                .setSlug(message.getSlug());
        if (message.getResource().hasId()) {
            entitlement.setResource(reference(message.getResource().getId()));
        }
        for (ResourceType type : message.getGrantableToList()) {
            entitlement.addGrantableToResourceTypeIds(type.getId());
        }
        discoveredAt.ifPresent(instant -> entitlement.setDiscoveredAt(timestamp(instant)));
        return entitlement.build();
    }

    /** The record of an asset; the sync it belongs to is left open. */
    public static AssetRecord of(Asset asset) {
        Bytes data = asset.data();
        AssetRecord.Builder stored = AssetRecord.newBuilder()
                .setExternalId(asset.id())
                .setContentType(asset.contentType())
                .setData(ByteString.copyFrom(data.array(), data.offset(), data.length()));
        asset.discoveredAt().ifPresent(instant -> stored.setDiscoveredAt(timestamp(instant)));
        return stored.build();
    }

    /** An instant as a message. */
    public static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    /** The stored name of a purpose; a number without a name is stored as unspecified. */
    private static String purpose(PurposeValue purpose) {
        return purpose == PurposeValue.UNRECOGNIZED || purpose == PurposeValue.PURPOSE_VALUE_UNSPECIFIED
                ? ""
                : purpose.name().substring(PURPOSE_PREFIX.length());
    }

    private static ResourceRef reference(ResourceId id) {
        return ResourceRef.newBuilder()
                .setResourceTypeId(id.getResourceType())
                .setResourceId(id.getResource())
                .build();
    }
}

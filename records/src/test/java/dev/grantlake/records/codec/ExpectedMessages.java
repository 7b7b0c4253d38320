package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantSources;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.connector.v2.Status;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.util.Arrays;

/** The connector messages of storage records, the plain way: out of generated records, field by field. */
final class ExpectedMessages {

    private ExpectedMessages() {}

    static ResourceType of(ResourceTypeRecord record) {
        ResourceType.Builder message = ResourceType.newBuilder()
                .setId(record.getExternalId())
                .setDisplayName(record.getDisplayName())
                .setDescription(record.getDescription())
                .setSourcedExternally(record.getSourcedExternally())
                .addAllAnnotations(record.getAnnotationsList());
        for (String name : record.getTraitsList()) {
            boolean known = Arrays.stream(ResourceType.Trait.values())
                    .anyMatch(trait -> trait.name().equals("TRAIT_" + name));
            message.addTraits(
                    known ? ResourceType.Trait.valueOf("TRAIT_" + name) : ResourceType.Trait.TRAIT_UNSPECIFIED);
        }
        return message.build();
    }

    static Resource of(ResourceRecord record) {
        Resource.Builder message = Resource.newBuilder()
                .setId(id(record.getResourceTypeId(), record.getResourceId()))
                .setDisplayName(record.getDisplayName())
                .setDescription(record.getDescription())
                .addAllAnnotations(record.getAnnotationsList());
        if (!record.getParent().getResourceId().isEmpty()) {
            message.setParentResourceId(id(
                    record.getParent().getResourceTypeId(), record.getParent().getResourceId()));
        }
        if (record.hasProfile()) {
            message.setProfile(record.getProfile());
        }
        if (record.hasStatus()) {
            message.setStatus(Status.newBuilder()
                    .setStatusValue(record.getStatus().getStatusValue())
                    .setDetails(record.getStatus().getDetails()));
        }
        if (record.hasCreatedAt()) {
            message.setCreatedAt(record.getCreatedAt());
        }
        if (!record.getIconAssetExternalId().isEmpty()) {
            message.setIcon(AssetRef.newBuilder().setId(record.getIconAssetExternalId()));
        }
        return message.build();
    }

    static Entitlement of(EntitlementRecord record) {
        Entitlement.Builder message = Entitlement.newBuilder()
                .setId(record.getExternalId())
                .setDisplayName(record.getDisplayName())
                .setDescription(record.getDescription())
                .setSlug(record.getSlug())
                .addAllAnnotations(record.getAnnotationsList());
        if (record.hasResource()) {
            message.setResource(Resource.newBuilder()
                    .setId(id(
                            record.getResource().getResourceTypeId(),
                            record.getResource().getResourceId())));
        }
        boolean known = Arrays.stream(Entitlement.PurposeValue.values())
                .anyMatch(purpose -> purpose.name().equals("PURPOSE_VALUE_" + record.getPurpose()));
        if (known) {
            message.setPurpose(Entitlement.PurposeValue.valueOf("PURPOSE_VALUE_" + record.getPurpose()));
        }
        for (String type : record.getGrantableToResourceTypeIdsList()) {
            message.addGrantableTo(ResourceType.newBuilder().setId(type));
        }
        return message.build();
    }

    static Grant of(GrantRecord record, boolean expandable) {
        Grant.Builder message = Grant.newBuilder().addAllAnnotations(record.getAnnotationsList());
        EntitlementRef entitlement = record.getEntitlement();
        PrincipalRef principal = record.getPrincipal();
        if (record.hasEntitlement()) {
            message.setEntitlement(Entitlement.newBuilder()
                    .setId(entitlement.getEntitlementId())
                    .setResource(Resource.newBuilder()
                            .setId(id(entitlement.getResourceTypeId(), entitlement.getResourceId()))));
        }
        if (record.hasPrincipal()) {
            Resource.Builder resource =
                    Resource.newBuilder().setId(id(principal.getResourceTypeId(), principal.getResourceId()));
            if (!principal.getParentResourceId().isEmpty()) {
                resource.setParentResourceId(id(principal.getParentResourceTypeId(), principal.getParentResourceId()));
            }
            message.setPrincipal(resource);
        }
        if (!record.getExternalId().isEmpty()) {
            message.setId(record.getExternalId());
        } else if (record.hasEntitlement() && record.hasPrincipal()) {
            message.setId(entitlement.getEntitlementId() + ":" + principal.getResourceTypeId() + ":"
                    + principal.getResourceId());
        }
        if (record.getSourcesCount() > 0) {
            GrantSources.Builder sources = GrantSources.newBuilder();
            record.getSourcesMap()
                    .forEach((id, source) -> sources.putSources(
                            id,
                            GrantSources.GrantSource.newBuilder()
                                    .setIsDirect(source.getIsDirect())
                                    .build()));
            message.setSources(sources);
        }
        if (expandable && record.hasExpansion()) {
            message.addAnnotations(Any.pack(GrantExpandable.newBuilder()
                    .addAllEntitlementIds(record.getExpansion().getEntitlementIdsList())
                    .setShallow(record.getExpansion().getShallow())
                    .addAllResourceTypeIds(record.getExpansion().getResourceTypeIdsList())
                    .build()));
        }
        return message.build();
    }

    private static ResourceId id(String type, String id) {
        return ResourceId.newBuilder().setResourceType(type).setResource(id).build();
    }
}

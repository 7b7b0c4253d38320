package dev.grantlake.records.encode;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Entitlement.PurposeValue;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.connector.v2.ResourceType.Trait;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.StatusRecord;
import org.jspecify.annotations.Nullable;

/**
 * Connector messages as storage records, as the Go SDK translates them: pure functions, which refuse nothing. What a
 * record has no field for is dropped, unknown fields with it; see docs/formats/records.md.
 */
final class Translation {

    private static final String TRAIT_PREFIX = "TRAIT_";
    private static final String PURPOSE_PREFIX = "PURPOSE_VALUE_";

    private Translation() {}

    static ResourceTypeRecord record(ResourceType type) {
        ResourceTypeRecord.Builder record = ResourceTypeRecord.newBuilder()
                .setExternalId(type.getId())
                .setDisplayName(type.getDisplayName())
                .addAllAnnotations(type.getAnnotationsList())
                .setDescription(type.getDescription())
                .setSourcedExternally(type.getSourcedExternally());
        for (int number : type.getTraitsValueList()) {
            Trait trait = Trait.forNumber(number);
            record.addTraits(trait == null ? "" : trait.name().substring(TRAIT_PREFIX.length()));
        }
        return record.build();
    }

    static ResourceRecord record(Resource resource) {
        ResourceRecord.Builder record = ResourceRecord.newBuilder()
                .setResourceTypeId(resource.getId().getResourceType())
                .setResourceId(resource.getId().getResource())
                .setDisplayName(resource.getDisplayName())
                .setDescription(resource.getDescription())
                .addAllAnnotations(resource.getAnnotationsList())
                .setIconAssetExternalId(resource.getIcon().getId());
        if (!resource.getParentResourceId().getResource().isEmpty()) {
            record.setParent(ref(resource.getParentResourceId()));
        }
        if (resource.hasProfile()) {
            record.setProfile(resource.getProfile());
        }
        if (resource.hasStatus()) {
            record.setStatus(StatusRecord.newBuilder()
                    .setStatusValue(resource.getStatus().getStatusValue())
                    .setDetails(resource.getStatus().getDetails()));
        }
        if (resource.hasCreatedAt()) {
            record.setCreatedAt(resource.getCreatedAt());
        }
        return record.build();
    }

    static EntitlementRecord record(Entitlement entitlement) {
        EntitlementRecord.Builder record = EntitlementRecord.newBuilder()
                .setExternalId(entitlement.getId())
                .setDisplayName(entitlement.getDisplayName())
                .setDescription(entitlement.getDescription())
                .setPurpose(purpose(entitlement.getPurposeValue()))
                .addAllAnnotations(entitlement.getAnnotationsList())
                .setSlug(entitlement.getSlug());
        if (entitlement.hasResource()) {
            record.setResource(ref(entitlement.getResource().getId()));
        }
        for (ResourceType type : entitlement.getGrantableToList()) {
            if (!type.getId().isEmpty()) {
                record.addGrantableToResourceTypeIds(type.getId());
            }
        }
        return record.build();
    }

    private static ResourceRef ref(ResourceId id) {
        return ResourceRef.newBuilder()
                .setResourceTypeId(id.getResourceType())
                .setResourceId(id.getResource())
                .build();
    }

    private static String purpose(int number) {
        PurposeValue purpose = PurposeValue.forNumber(number);
        return purpose == null || purpose == PurposeValue.PURPOSE_VALUE_UNSPECIFIED
                ? ""
                : purpose.name().substring(PURPOSE_PREFIX.length());
    }

    /** What a grant's annotation says of its expansion, or null if it is none that says so and can be read. */
    static @Nullable GrantExpandable expandable(Any annotation) {
        if (!isExpandable(annotation.getTypeUrl())) {
            return null;
        }
        try {
            return GrantExpandable.parseFrom(annotation.getValue());
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** Whatever stands before the last slash does not count, nor need there be a slash. */
    private static boolean isExpandable(String typeUrl) {
        String name = GrantExpandable.getDescriptor().getFullName();
        int before = typeUrl.length() - name.length();
        return typeUrl.endsWith(name) && (before == 0 || typeUrl.charAt(before - 1) == '/');
    }

    /** Whether an expansion names an entitlement at all: one that is not blank. */
    static boolean isUsable(GrantExpandable expandable) {
        for (String id : expandable.getEntitlementIdsList()) {
            if (!id.chars().allMatch(Translation::isSpace)) {
                return true;
            }
        }
        return false;
    }

    /** White space as Unicode defines it, which is not as Java does: with no-break spaces, without separators of C0. */
    private static boolean isSpace(int c) {
        return (c >= '\t' && c <= '\r')
                || c == 0x85
                || c == 0x2028
                || c == 0x2029
                || Character.getType(c) == Character.SPACE_SEPARATOR;
    }
}

package dev.grantlake.store;

import java.util.Optional;

/** Which entitlements: conditions left empty do not narrow, those given must all hold. */
public record EntitlementFilter(Optional<ResourceId> resource, Optional<String> resourceType) {

    public static final EntitlementFilter ALL = new EntitlementFilter(Optional.empty(), Optional.empty());

    public EntitlementFilter withResource(ResourceId resource) {
        return new EntitlementFilter(Optional.of(resource), resourceType);
    }

    public EntitlementFilter withResourceType(String resourceType) {
        return new EntitlementFilter(resource, Optional.of(resourceType));
    }
}

package dev.grantlake.store;

import java.util.Optional;
import java.util.Set;

/**
 * Which grants: conditions left empty do not narrow, those given must all hold. Every combination is allowed; the
 * engine takes the shortest way it has.
 *
 * @param resource the resource that the entitlement stands on
 * @param resourceType the type of that resource
 * @param principalTypes empty for any, else the principal's type is one of these
 * @param pendingExpansion only those listed as not expanded yet
 */
public record GrantFilter(
        Optional<EntitlementKey> entitlement,
        Optional<ResourceId> resource,
        Optional<String> resourceType,
        Optional<ResourceId> principal,
        Set<String> principalTypes,
        boolean pendingExpansion) {

    public static final GrantFilter ALL =
            new GrantFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), false);

    public GrantFilter {
        principalTypes = Set.copyOf(principalTypes);
    }

    public GrantFilter withEntitlement(EntitlementKey entitlement) {
        return new GrantFilter(
                Optional.of(entitlement), resource, resourceType, principal, principalTypes, pendingExpansion);
    }

    public GrantFilter withResource(ResourceId resource) {
        return new GrantFilter(
                entitlement, Optional.of(resource), resourceType, principal, principalTypes, pendingExpansion);
    }

    public GrantFilter withResourceType(String resourceType) {
        return new GrantFilter(
                entitlement, resource, Optional.of(resourceType), principal, principalTypes, pendingExpansion);
    }

    public GrantFilter withPrincipal(ResourceId principal) {
        return new GrantFilter(
                entitlement, resource, resourceType, Optional.of(principal), principalTypes, pendingExpansion);
    }

    public GrantFilter withPrincipalTypes(Set<String> principalTypes) {
        return new GrantFilter(entitlement, resource, resourceType, principal, principalTypes, pendingExpansion);
    }

    public GrantFilter withPendingExpansion() {
        return new GrantFilter(entitlement, resource, resourceType, principal, principalTypes, true);
    }
}

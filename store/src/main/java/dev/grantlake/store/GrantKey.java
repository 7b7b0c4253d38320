package dev.grantlake.store;

/**
 * The identity of a grant: one principal has one entitlement at most once, whatever the grant's own id says. In files
 * of older interiors several grants, with ids of their own, may still share one.
 */
public record GrantKey(EntitlementKey entitlement, ResourceId principal) {

    /**
     * The id of a grant that was stored without one: entitlement id, principal type and principal id joined by colons.
     */
    public String defaultId() {
        return entitlement.id() + ":" + principal.type() + ":" + principal.id();
    }
}

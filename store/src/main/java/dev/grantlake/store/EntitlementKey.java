package dev.grantlake.store;

/**
 * The identity of an entitlement: the same id may stand on two resources.
 *
 * @param resource what the entitlement is an entitlement of
 * @param id the entitlement's own id, as the connector gave it
 */
public record EntitlementKey(ResourceId resource, String id) {

    @Override
    public String toString() {
        return id + " on " + resource;
    }
}

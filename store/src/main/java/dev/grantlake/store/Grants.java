package dev.grantlake.store;

import dev.grantlake.store.spi.SyncBackend;

import java.util.Optional;

/** The grants of a sync: who has access to what. */
public final class Grants {

    private final SyncBackend backend;

    Grants(SyncBackend backend) {
        this.backend = backend;
    }

    /** The grant with this identity; the first of them in a file of an older interior that has several. */
    public Optional<Grant> find(GrantKey key) {
        return backend.grant(key);
    }

    /** The one grant with this public id; {@code FAILED_PRECONDITION} if several answer to it. */
    public Optional<Grant> find(String id) {
        return backend.grantById(id);
    }

    public Listing<Grant> all() {
        return matching(GrantFilter.ALL);
    }

    /** Who has this entitlement. */
    public Listing<Grant> forEntitlement(EntitlementKey entitlement) {
        return matching(GrantFilter.ALL.withEntitlement(entitlement));
    }

    /**
     * The one entitlement that is meant by this id where grants are asked for: the one catalogued under it, else the
     * one under which grants lie that the id can be made of; {@code FAILED_PRECONDITION} if several answer to it.
     */
    public Optional<EntitlementKey> entitlement(String id) {
        return backend.grantedEntitlement(id);
    }

    /** What this principal has. */
    public Listing<Grant> forPrincipal(ResourceId principal) {
        return matching(GrantFilter.ALL.withPrincipal(principal));
    }

    /** Who has any entitlement on this resource. */
    public Listing<Grant> onResource(ResourceId resource) {
        return matching(GrantFilter.ALL.withResource(resource));
    }

    public Listing<Grant> matching(GrantFilter filter) {
        return new Listing<>(after -> backend.grants(filter, after));
    }
}

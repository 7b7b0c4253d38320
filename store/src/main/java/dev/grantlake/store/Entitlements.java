package dev.grantlake.store;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.spi.SyncBackend;

import java.util.List;
import java.util.Optional;

/** The entitlements of a sync. */
public final class Entitlements {

    private final SyncBackend backend;

    Entitlements(SyncBackend backend) {
        this.backend = backend;
    }

    public Optional<Entitlement> find(EntitlementKey key) {
        return backend.entitlement(key);
    }

    /** The one entitlement with this id; {@code FAILED_PRECONDITION} if it stands on several resources. */
    public Optional<Entitlement> find(String id) {
        List<Entitlement> candidates = candidates(id);
        if (candidates.size() > 1) {
            throw StoreException.failedPrecondition("entitlement id \"" + id + "\" is ambiguous: it stands on "
                    + candidates.get(0).resource() + " and on "
                    + candidates.get(1).resource());
        }
        return candidates.stream().findFirst();
    }

    /** Every entitlement with this id: none, one, or one on each of several resources. */
    public List<Entitlement> candidates(String id) {
        return backend.entitlementsById(id);
    }

    public Listing<Entitlement> all() {
        return matching(EntitlementFilter.ALL);
    }

    /** The entitlements that lie behind {@code key} in the order of keys, whether it is there or not. */
    public Listing<Entitlement> behind(EntitlementKey key) {
        Bytes start = backend.entitlementPosition(key);
        return new Listing<>(after -> backend.entitlements(EntitlementFilter.ALL, after == null ? start : after));
    }

    public Listing<Entitlement> onResource(ResourceId resource) {
        return matching(EntitlementFilter.ALL.withResource(resource));
    }

    public Listing<Entitlement> matching(EntitlementFilter filter) {
        return new Listing<>(after -> backend.entitlements(filter, after));
    }
}

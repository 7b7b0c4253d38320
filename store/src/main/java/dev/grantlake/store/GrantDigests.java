package dev.grantlake.store;

import dev.grantlake.store.spi.SyncBackend;

import java.util.Optional;

/**
 * Fingerprints of grant sets, as far as the file holds them. A digest that is present is exact; an absent one was never
 * built or was invalidated, and says nothing about the grants.
 */
public final class GrantDigests {

    private final SyncBackend backend;

    GrantDigests(SyncBackend backend) {
        this.backend = backend;
    }

    /** Of all grants. */
    public Optional<GrantDigest> whole() {
        return backend.grantDigest();
    }

    /** Of the grants of one entitlement. */
    public Optional<GrantDigest> of(EntitlementKey entitlement) {
        return backend.grantDigest(entitlement);
    }
}

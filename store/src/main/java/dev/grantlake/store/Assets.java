package dev.grantlake.store;

import dev.grantlake.store.spi.SyncBackend;

import java.util.Optional;

/** The assets of a sync. */
public final class Assets {

    private final SyncBackend backend;

    Assets(SyncBackend backend) {
        this.backend = backend;
    }

    public Optional<Asset> find(String id) {
        return backend.asset(id);
    }

    public Listing<Asset> all() {
        return new Listing<>(backend::assets);
    }
}

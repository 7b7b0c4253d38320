package dev.grantlake.store;

import dev.grantlake.store.spi.SyncBackend;

import java.util.Optional;

/** The resource types of a sync. */
public final class ResourceTypes {

    private final SyncBackend backend;

    ResourceTypes(SyncBackend backend) {
        this.backend = backend;
    }

    public Optional<ResourceType> find(String id) {
        return backend.resourceType(id);
    }

    public Listing<ResourceType> all() {
        return new Listing<>(backend::resourceTypes);
    }
}

package dev.grantlake.store;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.spi.SyncBackend;

import java.util.Optional;

/** The resources of a sync. */
public final class Resources {

    private final SyncBackend backend;

    Resources(SyncBackend backend) {
        this.backend = backend;
    }

    public Optional<Resource> find(ResourceId id) {
        return backend.resource(id);
    }

    public Listing<Resource> all() {
        return matching(ResourceFilter.ALL);
    }

    public Listing<Resource> ofType(String type) {
        return matching(ResourceFilter.ALL.withType(type));
    }

    /**
     * The resources of the same type that lie behind {@code id} in the order of keys, whether it is there or not: what
     * somebody may have meant by an id that does not exist.
     */
    public Listing<Resource> behind(ResourceId id) {
        ResourceFilter sameType = ResourceFilter.ALL.withType(id.type());
        Bytes start = backend.resourcePosition(id);
        return new Listing<>(after -> backend.resources(sameType, after == null ? start : after));
    }

    public Listing<Resource> childrenOf(ResourceId parent) {
        return matching(ResourceFilter.ALL.withParent(parent));
    }

    public Listing<Resource> matching(ResourceFilter filter) {
        return new Listing<>(after -> backend.resources(filter, after));
    }
}

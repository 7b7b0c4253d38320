package dev.grantlake.store;

import java.util.Optional;

/** Which resources: conditions left empty do not narrow, those given must all hold. */
public record ResourceFilter(Optional<String> type, Optional<ResourceId> parent) {

    public static final ResourceFilter ALL = new ResourceFilter(Optional.empty(), Optional.empty());

    public ResourceFilter withType(String type) {
        return new ResourceFilter(Optional.of(type), parent);
    }

    public ResourceFilter withParent(ResourceId parent) {
        return new ResourceFilter(type, Optional.of(parent));
    }
}

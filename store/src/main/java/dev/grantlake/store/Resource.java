package dev.grantlake.store;

import com.google.protobuf.Any;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A resource: a user, a group, an app; whatever has or grants access. A lazy view. */
public interface Resource {

    ResourceId id();

    String displayName();

    String description();

    Optional<ResourceId> parent();

    List<Any> annotations();

    /** When it was put into the store; absent in old files. */
    Optional<Instant> discoveredAt();

    dev.grantlake.wire.connector.v2.Resource toMessage();
}

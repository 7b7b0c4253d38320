package dev.grantlake.store;

import com.google.protobuf.Any;
import dev.grantlake.store.spi.StorageRecords;
import dev.grantlake.wire.storage.v3.ResourceRecord;

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

    /** The storage record: as it is stored where the engine stores such, else made of the message. */
    default ResourceRecord toRecord() {
        return StorageRecords.of(toMessage(), discoveredAt());
    }
}

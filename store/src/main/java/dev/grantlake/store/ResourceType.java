package dev.grantlake.store;

import com.google.protobuf.Any;
import dev.grantlake.store.spi.StorageRecords;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A kind of resource, as stored; a lazy view. */
public interface ResourceType {

    String id();

    String displayName();

    String description();

    /** Trait names as stored, without their prefix: {@code USER}, {@code GROUP}, …; an unknown one is empty text. */
    List<String> traits();

    boolean sourcedExternally();

    List<Any> annotations();

    /** When it was put into the store; absent in old files. */
    Optional<Instant> discoveredAt();

    dev.grantlake.wire.connector.v2.ResourceType toMessage();

    /** The storage record: as it is stored where the engine stores such, else made of the message. */
    default ResourceTypeRecord toRecord() {
        return StorageRecords.of(toMessage(), discoveredAt());
    }
}

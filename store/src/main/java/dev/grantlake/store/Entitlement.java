package dev.grantlake.store;

import com.google.protobuf.Any;
import dev.grantlake.store.spi.StorageRecords;
import dev.grantlake.wire.storage.v3.EntitlementRecord;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that can be granted: membership in a group, a role's assignment, access to an app. A lazy view. */
public interface Entitlement {

    EntitlementKey key();

    /** The entitlement's own id; the same id may stand on another resource. */
    default String id() {
        return key().id();
    }

    /** What it is an entitlement of. */
    default ResourceId resource() {
        return key().resource();
    }

    String displayName();

    String description();

    String slug();

    /** Its purpose as stored, without the prefix: {@code ASSIGNMENT}, {@code PERMISSION}, …; may be empty. */
    String purpose();

    /** Ids of the resource types it can be granted to. */
    List<String> grantableTo();

    List<Any> annotations();

    /** When it was put into the store; absent in old files. */
    Optional<Instant> discoveredAt();

    /** The message; its resource and grantable types carry ids only where the engine stores no more. */
    dev.grantlake.wire.connector.v2.Entitlement toMessage();

    /** The storage record: as it is stored where the engine stores such, else made of the message. */
    default EntitlementRecord toRecord() {
        return StorageRecords.of(toMessage(), discoveredAt());
    }
}

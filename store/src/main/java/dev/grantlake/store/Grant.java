package dev.grantlake.store;

import com.google.protobuf.Any;
import dev.grantlake.wire.storage.v3.GrantRecord;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The fact that a principal has an entitlement. A lazy view: what is not asked for is not decoded. */
public interface Grant {

    /**
     * Where a grant came from by expansion.
     *
     * @param entitlementId the entitlement that carries this one along
     * @param direct whether the principal holds that one itself
     */
    record Source(String entitlementId, boolean direct) {}

    /**
     * What makes a grant a bridge: who holds the named entitlements through the principal gets this one, too.
     *
     * @param shallow only direct holders count
     * @param resourceTypes only principals of these types; empty means all
     */
    record Expansion(List<String> entitlementIds, boolean shallow, List<String> resourceTypes) {
        public Expansion {
            entitlementIds = List.copyOf(entitlementIds);
            resourceTypes = List.copyOf(resourceTypes);
        }
    }

    /** The identity, by which the grant is found again. */
    GrantKey key();

    /** The public id: the one it was stored with, else one made of its parts. */
    String id();

    default EntitlementKey entitlement() {
        return key().entitlement();
    }

    default ResourceId principal() {
        return key().principal();
    }

    Optional<ResourceId> principalParent();

    /** Sources, in byte order of their entitlement ids; empty for a grant that no expansion has touched. */
    List<Source> sources();

    Optional<Expansion> expansion();

    /** Whether the store lists it as not expanded yet. */
    boolean needsExpansion();

    /** Annotations as stored; the expandable one is not among them (see {@link #expansion()}). */
    List<Any> annotations();

    /** When it was put into the store; absent in old files. */
    Optional<Instant> discoveredAt();

    /** The connector message, without the expandable annotation. */
    dev.grantlake.wire.connector.v2.Grant toMessage();

    /** The connector message; an expandable grant has its annotation attached at the end. */
    dev.grantlake.wire.connector.v2.Grant toExpandableMessage();

    /** The storage record, as the rich reader service gives it. */
    GrantRecord toRecord();
}

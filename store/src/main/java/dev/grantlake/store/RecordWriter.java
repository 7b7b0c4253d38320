package dev.grantlake.store;

import dev.grantlake.base.Bytes;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.util.List;

/**
 * Takes the records of a sync, one by one or many a call, which costs less. Thread-safe. Of several records with one
 * identity the one put last stands. Messages stay the caller's and are not changed.
 *
 * <p>A record that no file can hold (a grant without a principal, text that is not UTF-8, …) is refused by a
 * {@link StoreException} that names it.
 */
public interface RecordWriter {

    /** A resource type of which no more is known than its name. */
    default void putResourceType(String id, String displayName) {
        put(ResourceType.newBuilder().setId(id).setDisplayName(displayName).build());
    }

    default void put(ResourceType resourceType) {
        putResourceTypes(List.of(resourceType));
    }

    void putResourceTypes(Iterable<ResourceType> resourceTypes);

    /** A resource of which no more is known than its name. Principals are resources, too. */
    default void putResource(ResourceId id, String displayName) {
        put(Resource.newBuilder()
                .setId(IdMessages.of(id))
                .setDisplayName(displayName)
                .build());
    }

    default void put(Resource resource) {
        putResources(List.of(resource));
    }

    void putResources(Iterable<Resource> resources);

    /** An entitlement of which no more is known than its name. */
    default void putEntitlement(EntitlementKey key, String displayName) {
        put(IdMessages.of(key).toBuilder().setDisplayName(displayName).build());
    }

    default void put(Entitlement entitlement) {
        putEntitlements(List.of(entitlement));
    }

    void putEntitlements(Iterable<Entitlement> entitlements);

    /** That {@code principal} has {@code entitlement}. The grant's id is made of both. */
    default void putGrant(EntitlementKey entitlement, ResourceId principal) {
        put(Grant.newBuilder()
                .setId(new GrantKey(entitlement, principal).defaultId())
                .setEntitlement(IdMessages.of(entitlement))
                .setPrincipal(Resource.newBuilder().setId(IdMessages.of(principal)))
                .build());
    }

    default void put(Grant grant) {
        putGrants(List.of(grant));
    }

    /** Puts many grants at once: thousands a call are a good number. */
    void putGrants(Iterable<Grant> grants);

    /** A file that belongs to the sync, for example an icon. */
    void putAsset(String id, String contentType, Bytes data);

    /** A value that the connector wants back when the sync is taken up again. */
    void putSession(String key, Bytes value);

    /** Records as another file held them, with the time of their discovery and fields that nobody knows. */
    void putResourceTypeRecords(Iterable<ResourceTypeRecord> records);

    /** As {@link #putResourceTypeRecords}. */
    void putResourceRecords(Iterable<ResourceRecord> records);

    /** As {@link #putResourceTypeRecords}. */
    void putEntitlementRecords(Iterable<EntitlementRecord> records);

    /** As {@link #putResourceTypeRecords}. */
    void putGrantRecords(Iterable<GrantRecord> records);

    /** As {@link #putResourceTypeRecords}; the id of the sync in them is replaced by this one's. */
    void putAssetRecords(Iterable<AssetRecord> records);
}

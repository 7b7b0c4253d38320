package dev.grantlake.records.key;

import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;

/**
 * Where the records of one sync lie: for each question the {@link AccessPath} to its answers, and for each row the
 * identity that it is stored under. Index names, prefixes and key layouts are known here and nowhere else. Thread-safe.
 */
public interface Keyspace {

    /** Where the stored statistics of the sync lie. */
    AccessPath statistics();

    AccessPath resourceType(String id);

    AccessPath resourceTypes();

    /** The way to one resource, whose key tells its place among all of them even if it is not there. */
    AccessPath resource(ResourceId id);

    AccessPath resources(ResourceFilter filter);

    /** The way to one entitlement, whose key tells its place among all of them even if it is not there. */
    AccessPath entitlement(EntitlementKey key);

    AccessPath entitlements(EntitlementFilter filter);

    /** The way to the grant with this identity; to the first of them where a layout allows several. */
    AccessPath grant(GrantKey key);

    AccessPath grants(GrantFilter filter);

    AccessPath asset(String id);

    AccessPath assets();

    AccessPath session(String key);

    /** Sessions whose keys start with {@code prefix}. */
    AccessPath sessions(String prefix);

    /** Counts all rows. */
    Census census(KeyValueReader reader);

    String resourceTypeId(Row row);

    ResourceId resourceId(Row row);

    EntitlementKey entitlementKey(Row row);

    GrantKey grantKey(Row row);

    String assetId(Row row);

    String sessionKey(Row row);
}

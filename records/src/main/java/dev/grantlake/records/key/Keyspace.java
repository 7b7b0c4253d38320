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

    /** The name of the layout in a file's header, for example {@code pebble3}. */
    String interior();

    /** Where the stored statistics of the sync lie. */
    AccessPath statistics();

    AccessPath resourceType(String id);

    AccessPath resourceTypes();

    AccessPath resource(ResourceId id);

    AccessPath resources(ResourceFilter filter);

    AccessPath entitlement(EntitlementKey key);

    AccessPath entitlements(EntitlementFilter filter);

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

package dev.grantlake.records.key;

import java.util.SortedMap;

/**
 * How many rows a sync has. The maps are keyed by resource type and have an entry for each type that occurs, whether it
 * is catalogued or not; so their sums are the totals.
 *
 * @param grantsByType by the type of the entitlement's resource
 */
public record Census(
        long resourceTypes,
        SortedMap<String, Long> resourcesByType,
        SortedMap<String, Long> entitlementsByType,
        SortedMap<String, Long> grantsByType,
        long assets) {

    /** The sum over all types. */
    public static long total(SortedMap<String, Long> byType) {
        return byType.values().stream().mapToLong(Long::longValue).sum();
    }
}

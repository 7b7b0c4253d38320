package dev.grantlake.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a sync holds. By-type maps are keyed by resource type id and sorted.
 *
 * @param grantsByResourceType by the type of the <em>entitlement's</em> resource, not of the principal
 * @param ingestQuality raw counters of the syncer, absent when it recorded none (which is not the same as all zero)
 * @param writtenAt when a stored copy was made; empty for a fresh count
 */
public record SyncStatistics(
        String syncId,
        long resourceTypes,
        long resources,
        long entitlements,
        long grants,
        long assets,
        SortedMap<String, Long> resourcesByType,
        SortedMap<String, Long> entitlementsByResourceType,
        SortedMap<String, Long> grantsByResourceType,
        SortedMap<String, Long> stepDurationsMillis,
        SortedMap<String, CallStatistics> connectorCalls,
        SortedMap<String, CallStatistics> sessionStoreCalls,
        Optional<IngestQuality> ingestQuality,
        Optional<Instant> writtenAt) {

    /** Where a set of statistics comes from: the cheaper ones are asked first. */
    public enum Source {
        /** The container's header; nothing else of the file was read. */
        HEADER,
        /** The copy stored with the records when the sync ended. */
        SIDECAR,
        /** The records themselves, counted now. */
        COUNTED
    }

    /** What the syncer dropped or flagged while ingesting; counts of rows, and its own flag bits. */
    public record IngestQuality(
            boolean sourceCacheReplayBlocked,
            long entitlementsDropped,
            long grantsDropped,
            long grantResourcesDropped,
            long expansionResourceTypesDropped,
            long expansionsDropped,
            long reasonFlags,
            long invalidResourceTypesObserved,
            long invalidResourcesObserved,
            long invalidEntitlementsObserved) {}

    /** Statistics and where they come from. */
    public record Report(SyncStatistics statistics, Source source) {}

    public SyncStatistics {
        resourcesByType = sorted(resourcesByType);
        entitlementsByResourceType = sorted(entitlementsByResourceType);
        grantsByResourceType = sorted(grantsByResourceType);
        stepDurationsMillis = sorted(stepDurationsMillis);
        connectorCalls = sorted(connectorCalls);
        sessionStoreCalls = sorted(sessionStoreCalls);
    }

    private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
        return java.util.Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}

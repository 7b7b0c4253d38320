package dev.grantlake.c1z;

/**
 * What the checks at ingestion dropped or saw during a sync. The counters are unsigned.
 *
 * @param reasonFlags a bit set, of which only the writer knows the meaning
 */
public record IngestQualitySummary(
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

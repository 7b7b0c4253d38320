package dev.grantlake.c1z;

import java.util.Map;
import java.util.Optional;

/**
 * The counts of one sync as the manifest repeats them ({@code c1.storage.v3.SyncStatsRecord}). Never authoritative: a
 * file that was changed without ending its sync again carries the old numbers.
 *
 * @param syncId empty if absent
 * @param resourcesByResourceType a count for each resource type id; maps keep the order of the file and are
 *     unmodifiable
 * @param stepDurationsMillis wall-clock time of each step of the sync
 * @param ingestQuality absent means "not recorded", never zeros
 */
public record SyncStatsSummary(
        String syncId,
        long resourceTypes,
        long resources,
        long entitlements,
        long grants,
        long assets,
        Map<String, Long> resourcesByResourceType,
        Map<String, Long> grantsByEntitlementResourceType,
        Map<String, Long> entitlementsByResourceType,
        Map<String, Long> stepDurationsMillis,
        Map<String, CallSummary> connectorCalls,
        Map<String, CallSummary> sessionStoreCalls,
        Optional<IngestQualitySummary> ingestQuality,
        Optional<EpochTime> writtenAt) {}

package dev.grantlake.records.codec;

import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.CallStatistics;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.SyncStatistics.IngestQuality;
import dev.grantlake.wire.storage.v3.CallStat;
import dev.grantlake.wire.storage.v3.IngestQualityStats;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads stored statistics ({@code SyncStatsRecord}) from the sidecar. Loads no generated message. */
public final class StatisticsCodec {

    private StatisticsCodec() {}

    public static SyncStatistics of(WireMessage stats) {
        return new SyncStatistics(
                stats.text(SyncStatsRecord.SYNC_ID_FIELD_NUMBER),
                stats.integer(SyncStatsRecord.RESOURCE_TYPES_FIELD_NUMBER),
                stats.integer(SyncStatsRecord.RESOURCES_FIELD_NUMBER),
                stats.integer(SyncStatsRecord.ENTITLEMENTS_FIELD_NUMBER),
                stats.integer(SyncStatsRecord.GRANTS_FIELD_NUMBER),
                stats.integer(SyncStatsRecord.ASSETS_FIELD_NUMBER),
                counts(stats, SyncStatsRecord.RESOURCES_BY_RESOURCE_TYPE_FIELD_NUMBER),
                counts(stats, SyncStatsRecord.ENTITLEMENTS_BY_RESOURCE_TYPE_FIELD_NUMBER),
                counts(stats, SyncStatsRecord.GRANTS_BY_ENTITLEMENT_RESOURCE_TYPE_FIELD_NUMBER),
                counts(stats, SyncStatsRecord.STEP_DURATIONS_MS_FIELD_NUMBER),
                calls(stats, SyncStatsRecord.CONNECTOR_CALL_STATS_FIELD_NUMBER),
                calls(stats, SyncStatsRecord.SESSION_STORE_STATS_FIELD_NUMBER),
                quality(stats.message(SyncStatsRecord.INGEST_QUALITY_FIELD_NUMBER)),
                stats.time(SyncStatsRecord.WRITTEN_AT_FIELD_NUMBER));
    }

    private static SortedMap<String, Long> counts(WireMessage stats, int field) {
        return new TreeMap<>(WireMaps.integers(stats, field));
    }

    private static SortedMap<String, CallStatistics> calls(WireMessage stats, int field) {
        SortedMap<String, CallStatistics> calls = new TreeMap<>();
        WireMaps.sorted(stats, field).forEach((name, call) -> calls.put(name, call(call)));
        return calls;
    }

    private static CallStatistics call(@Nullable WireMessage call) {
        return call == null
                ? new CallStatistics(0, 0, 0, 0, 0)
                : new CallStatistics(
                        call.integer(CallStat.COUNT_FIELD_NUMBER),
                        call.integer(CallStat.TOTAL_MS_FIELD_NUMBER),
                        call.integer(CallStat.MAX_MS_FIELD_NUMBER),
                        call.integer(CallStat.ERRORS_FIELD_NUMBER),
                        call.integer(CallStat.TIMEOUTS_FIELD_NUMBER));
    }

    private static Optional<IngestQuality> quality(@Nullable WireMessage quality) {
        return quality == null
                ? Optional.empty()
                : Optional.of(new IngestQuality(
                        quality.flag(IngestQualityStats.SOURCE_CACHE_REPLAY_BLOCKED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.ENTITLEMENTS_DROPPED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.GRANTS_DROPPED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.GRANT_RESOURCES_DROPPED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.EXPANSION_RESOURCE_TYPES_DROPPED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.EXPANSIONS_DROPPED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.REASON_FLAGS_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.INVALID_RESOURCE_TYPES_OBSERVED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.INVALID_RESOURCES_OBSERVED_FIELD_NUMBER),
                        quality.integer(IngestQualityStats.INVALID_ENTITLEMENTS_OBSERVED_FIELD_NUMBER)));
    }
}

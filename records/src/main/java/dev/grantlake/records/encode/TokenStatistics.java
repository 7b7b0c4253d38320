package dev.grantlake.records.encode;

import dev.grantlake.wire.storage.v3.CallStat;
import dev.grantlake.wire.storage.v3.IngestQualityStats;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a syncer's token tells about the run: durations, calls, and the quality of what was ingested, out of four
 * members of its JSON. A token that is no JSON, or in which one of the four is of another form, tells nothing.
 */
final class TokenStatistics {

    private final Map<String, Long> stepDurations = new LinkedHashMap<>();
    private final Map<String, CallStat> connectorCalls = new LinkedHashMap<>();
    private final Map<String, CallStat> sessionStoreCalls = new LinkedHashMap<>();
    private @Nullable IngestQualityStats quality;

    private TokenStatistics() {}

    /** Adds to {@code statistics} what {@code token} tells. */
    static void lift(String token, SyncStatsRecord.Builder statistics) {
        TokenStatistics told = new TokenStatistics();
        try {
            told.read(new JsonText(token));
        } catch (JsonText.Malformed e) {
            return;
        }
        statistics
                .putAllStepDurationsMs(told.stepDurations)
                .putAllConnectorCallStats(told.connectorCalls)
                .putAllSessionStoreStats(told.sessionStoreCalls);
        if (told.quality != null) {
            statistics.setIngestQuality(told.quality);
        }
    }

    private void read(JsonText json) throws JsonText.Malformed {
        json.members(name -> {
            switch (name) {
                case "step_durations_ms" -> json.members(step -> stepDurations.put(step, json.integer()));
                case "connector_call_stats" -> calls(json, connectorCalls);
                case "session_store_stats" -> calls(json, sessionStoreCalls);
                case "ingest_quality" -> quality = json.isNull() ? null : quality(json);
                default -> json.skip();
            }
        });
        json.end();
    }

    private static void calls(JsonText json, Map<String, CallStat> calls) throws JsonText.Malformed {
        json.members(name -> {
            if (json.isNull()) {
                calls.remove(name);
            } else {
                calls.put(name, call(json));
            }
        });
    }

    private static CallStat call(JsonText json) throws JsonText.Malformed {
        CallStat.Builder call = CallStat.newBuilder();
        json.members(name -> {
            switch (name) {
                case "count" -> call.setCount(json.integer());
                case "total_ms" -> call.setTotalMs(json.integer());
                case "max_ms" -> call.setMaxMs(json.integer());
                case "errors" -> call.setErrors(json.integer());
                case "timeouts" -> call.setTimeouts(json.integer());
                default -> json.skip();
            }
        });
        return call.build();
    }

    private static IngestQualityStats quality(JsonText json) throws JsonText.Malformed {
        IngestQualityStats.Builder quality = IngestQualityStats.newBuilder();
        json.members(name -> {
            switch (name) {
                case "source_cache_replay_blocked" -> quality.setSourceCacheReplayBlocked(json.flag());
                case "entitlements_dropped" -> quality.setEntitlementsDropped(json.unsigned());
                case "grants_dropped" -> quality.setGrantsDropped(json.unsigned());
                case "grant_resources_dropped" -> quality.setGrantResourcesDropped(json.unsigned());
                case "expansion_resource_types_dropped" -> quality.setExpansionResourceTypesDropped(json.unsigned());
                case "expansions_dropped" -> quality.setExpansionsDropped(json.unsigned());
                case "reason_flags" -> quality.setReasonFlags(json.unsigned());
                case "invalid_resource_types_observed" -> quality.setInvalidResourceTypesObserved(json.unsigned());
                case "invalid_resources_observed" -> quality.setInvalidResourcesObserved(json.unsigned());
                case "invalid_entitlements_observed" -> quality.setInvalidEntitlementsObserved(json.unsigned());
                default -> json.skip();
            }
        });
        return quality.build();
    }
}

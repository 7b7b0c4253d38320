package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.json.Rfc3339;
import dev.grantlake.cli.json.Utf8Order;
import dev.grantlake.store.CallStatistics;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncStatistics;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code stats} says, as JSON. */
final class StatsJson {

    private StatsJson() {}

    static void write(StatsReport report, OutputStream out) throws IOException {
        JsonGenerator json = CanonicalJson.compact(out);
        StoreMetadata metadata = report.metadata();
        SyncStatistics statistics = report.statistics();
        json.writeStartObject();
        json.writeStringField("engine", metadata.engine());
        json.writeStringField("file", metadata.file());
        json.writeStringField("format", metadata.format());
        json.writeStringField("interior", metadata.interior());
        json.writeStringField("payload_encoding", metadata.payloadEncoding());
        json.writeNumberField("size_bytes", metadata.sizeBytes());
        json.writeStringField("source", report.source().name().toLowerCase(Locale.ROOT));
        json.writeObjectFieldStart("statistics");
        json.writeNumberField("assets", statistics.assets());
        calls("connector_call_stats", statistics.connectorCalls(), json);
        json.writeNumberField("entitlements", statistics.entitlements());
        counts("entitlements_by_resource_type", statistics.entitlementsByResourceType(), json);
        json.writeNumberField("grants", statistics.grants());
        counts("grants_by_resource_type", statistics.grantsByResourceType(), json);
        json.writeNumberField("resource_types", statistics.resourceTypes());
        json.writeNumberField("resources", statistics.resources());
        counts("resources_by_resource_type", statistics.resourcesByType(), json);
        calls("session_store_stats", statistics.sessionStoreCalls(), json);
        counts("step_durations_ms", statistics.stepDurationsMillis(), json);
        json.writeEndObject();
        json.writeObjectFieldStart("sync");
        if (report.run().endedAt().isPresent()) {
            json.writeStringField(
                    "ended_at", Rfc3339.format(report.run().endedAt().get()));
        }
        json.writeBooleanField("finished", report.run().finished());
        json.writeStringField("id", report.run().id());
        if (!report.run().parentId().isEmpty()) {
            json.writeStringField("parent_sync_id", report.run().parentId());
        }
        if (report.run().startedAt().isPresent()) {
            json.writeStringField(
                    "started_at", Rfc3339.format(report.run().startedAt().get()));
        }
        json.writeStringField("type", report.run().type().text());
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }

    private static void counts(String name, Map<String, Long> counts, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        for (String key : sortedKeys(counts)) {
            json.writeNumberField(key, counts.getOrDefault(key, 0L));
        }
        json.writeEndObject();
    }

    private static void calls(String name, Map<String, CallStatistics> calls, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        for (String key : sortedKeys(calls)) {
            CallStatistics call = calls.get(key);
            if (call != null) {
                json.writeObjectFieldStart(key);
                json.writeNumberField("count", call.count());
                json.writeNumberField("errors", call.errors());
                json.writeNumberField("max_ms", call.maxMillis());
                json.writeNumberField("timeouts", call.timeouts());
                json.writeNumberField("total_ms", call.totalMillis());
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }

    private static List<String> sortedKeys(Map<String, ?> map) {
        List<String> keys = new ArrayList<>(map.keySet());
        keys.sort(Utf8Order.INSTANCE);
        return keys;
    }
}

package dev.grantlake.sqlite;

import dev.grantlake.store.CallStatistics;
import dev.grantlake.store.SyncStatistics;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The statistics that a writer left with a sync: a JSON object of counts, objects of counts by resource type, and
 * objects of call statistics. Members that are zero are left out.
 */
final class StoredStatistics {

    private final Json json;
    private final String syncId;
    private final String text;
    private final SortedMap<String, Long> totals;

    private StoredStatistics(Json json, String syncId, String text) throws Json.FormException {
        this.json = json;
        this.syncId = syncId;
        this.text = text;
        this.totals = new TreeMap<>();
        for (Json.Member member : json.members(text, "$")) {
            if (member.integer() != null) {
                totals.put(member.key(), member.integer());
            }
        }
    }

    /**
     * The statistics in {@code text}; empty if they are not what a writer leaves, or know of no resource types: then
     * they were written too early.
     */
    static Optional<SyncStatistics> read(Json json, String syncId, String text) {
        if (!json.is("object", text)) {
            return Optional.empty();
        }
        try {
            SyncStatistics statistics = new StoredStatistics(json, syncId, text).read();
            return statistics.resourceTypes() > 0 ? Optional.of(statistics) : Optional.empty();
        } catch (Json.FormException e) {
            return Optional.empty();
        }
    }

    private SyncStatistics read() throws Json.FormException {
        return new SyncStatistics(
                syncId,
                total("resource_types"),
                total("resources"),
                total("entitlements"),
                total("grants"),
                total("assets"),
                counts(text, "$.resources_by_resource_type"),
                counts(text, "$.entitlements_by_resource_type"),
                counts(text, "$.grants_by_resource_type"),
                counts(text, "$.step_durations_ms"),
                calls("$.connector_call_stats"),
                calls("$.session_store_stats"),
                Optional.empty(),
                Optional.empty());
    }

    private long total(String name) {
        return totals.getOrDefault(name, 0L);
    }

    private SortedMap<String, Long> counts(String object, String path) throws Json.FormException {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (Json.Member member : json.members(object, path)) {
            if (member.integer() == null) {
                throw new Json.FormException("a count that is no integer");
            }
            counts.put(member.key(), member.integer());
        }
        return counts;
    }

    private SortedMap<String, CallStatistics> calls(String path) throws Json.FormException {
        SortedMap<String, CallStatistics> calls = new TreeMap<>();
        List<Json.Member> members = json.members(text, path);
        for (Json.Member member : members) {
            if (member.text() == null || !json.is("object", member.text())) {
                throw new Json.FormException("a call that is no object");
            }
            SortedMap<String, Long> call = counts(member.text(), "$");
            calls.put(
                    member.key(),
                    new CallStatistics(
                            call.getOrDefault("count", 0L),
                            call.getOrDefault("total_ms", 0L),
                            call.getOrDefault("max_ms", 0L),
                            call.getOrDefault("errors", 0L),
                            call.getOrDefault("timeouts", 0L)));
        }
        return calls;
    }
}

package dev.grantlake.cli.dump;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.grantlake.base.Bytes;
import dev.grantlake.cli.json.ProtoJson;
import dev.grantlake.cli.json.Rfc3339;
import dev.grantlake.cli.json.Utf8Order;
import dev.grantlake.store.Asset;
import dev.grantlake.store.CallStatistics;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.wire.WireTypes;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Writes the objects of the canonical dump, one for each record. Keys are in byte order, so the order of the statements
 * below is the order of the names.
 */
public final class RecordLines {

    private static final Set<String> ANNOTATIONS = Set.of("annotations");
    private static final Set<String> ENTITLEMENT_ASIDE = Set.of("annotations", "resource", "grantable_to");
    private static final String EXPANDABLE_TYPE = "type.googleapis.com/c1.connector.v2.GrantExpandable";

    private final ProtoJson messages = new ProtoJson(WireTypes::find);
    private final int sync;
    private final boolean full;

    /**
     * The lines of one sync.
     *
     * @param sync the number of the sync in its file, from 1 on
     * @param full whether they hold what a comparison leaves out: contents of assets and times of discovery
     */
    public RecordLines(int sync, boolean full) {
        this.sync = sync;
        this.full = full;
    }

    /** A sync run; without {@code kind} and number if {@code number} is 0. */
    public static void syncRun(SyncRun run, int number, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeBooleanField("ended", run.finished());
        writeInstant("ended_at", run.endedAt(), out);
        out.writeStringField("id", run.id());
        if (run.verification().isPresent()) {
            SyncRun.IngestVerification verification = run.verification().get();
            out.writeObjectFieldStart("ingest_invariants");
            writeTexts("coverage", verification.coverage(), out);
            out.writeStringField("generation", verification.generation());
            out.writeStringField("mode", verification.mode());
            out.writeEndObject();
        }
        if (number > 0) {
            out.writeStringField("kind", "sync_run");
        }
        out.writeStringField("linked_sync_id", run.linkedId());
        out.writeStringField("parent_sync_id", run.parentId());
        if (number > 0) {
            out.writeNumberField("s", number);
        }
        writeInstant("started_at", run.startedAt(), out);
        out.writeBooleanField("supports_diff", run.supportsDiff());
        out.writeStringField("sync_token", run.token());
        out.writeStringField("type", run.type().text());
        out.writeEndObject();
    }

    void statistics(SyncStatistics statistics, JsonGenerator out) throws IOException {
        open("stats", out);
        out.writeObjectFieldStart("stats");
        writeCount("assets", statistics.assets(), out);
        writeCount("entitlements", statistics.entitlements(), out);
        writeCounts("entitlements_by_resource_type", statistics.entitlementsByResourceType(), out);
        writeCount("grants", statistics.grants(), out);
        writeCounts("grants_by_resource_type", statistics.grantsByResourceType(), out);
        writeCount("resource_types", statistics.resourceTypes(), out);
        writeCount("resources", statistics.resources(), out);
        writeCounts("resources_by_resource_type", statistics.resourcesByType(), out);
        out.writeEndObject();
        out.writeEndObject();
    }

    /**
     * Statistics as the readers of older interiors gave them: one flat object, in which the resources of a type stand
     * under its name. A type that bears the name of a total gives way to it.
     */
    void flatStatistics(SyncStatistics statistics, JsonGenerator out) throws IOException {
        Map<String, Long> counters = new TreeMap<>(Utf8Order.INSTANCE);
        counters.putAll(statistics.resourcesByType());
        counters.put("assets", statistics.assets());
        counters.put("entitlements", statistics.entitlements());
        counters.put("grants", statistics.grants());
        counters.put("resource_types", statistics.resourceTypes());
        counters.put("resources", statistics.resources());
        open("stats_v1", out);
        out.writeObjectFieldStart("stats");
        for (Map.Entry<String, Long> counter : counters.entrySet()) {
            out.writeNumberField(counter.getKey(), counter.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    /** Whether there is anything to say about how long the sync took. */
    static boolean hasTimings(SyncStatistics statistics) {
        return !statistics.connectorCalls().isEmpty()
                || !statistics.sessionStoreCalls().isEmpty()
                || !statistics.stepDurationsMillis().isEmpty();
    }

    void timings(SyncStatistics statistics, JsonGenerator out) throws IOException {
        open("stats_timings", out);
        out.writeObjectFieldStart("stats");
        writeCalls("connector_call_stats", statistics.connectorCalls(), out);
        writeCalls("session_store_stats", statistics.sessionStoreCalls(), out);
        writeCounts("step_durations_ms", statistics.stepDurationsMillis(), out);
        out.writeEndObject();
        out.writeEndObject();
    }

    void resourceType(ResourceType type, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeAnnotations(type.annotations(), out);
        writeData(ANNOTATIONS, type.toMessage(), out);
        writeDiscoveredAt(type.discoveredAt(), out);
        writeKind("resource_type", out);
        out.writeEndObject();
    }

    void resource(Resource resource, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeAnnotations(resource.annotations(), out);
        writeData(ANNOTATIONS, resource.toMessage(), out);
        writeDiscoveredAt(resource.discoveredAt(), out);
        writeKind("resource", out);
        out.writeEndObject();
    }

    void entitlement(Entitlement entitlement, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeAnnotations(entitlement.annotations(), out);
        writeData(ENTITLEMENT_ASIDE, entitlement.toMessage(), out);
        writeDiscoveredAt(entitlement.discoveredAt(), out);
        writeTexts("grantable_to", entitlement.grantableTo(), out);
        out.writeStringField("kind", "entitlement");
        out.writeFieldName("resource");
        writeReference(
                entitlement.resource(),
                () -> entitlement.toMessage().getResource().hasId(),
                out);
        out.writeNumberField("s", sync);
        out.writeEndObject();
    }

    void grant(Grant grant, JsonGenerator out) throws IOException {
        Optional<Grant.Expansion> expansion = grant.expansion();
        out.writeStartObject();
        writeAnnotations(grant.annotations(), out);
        writeDiscoveredAt(grant.discoveredAt(), out);
        out.writeObjectFieldStart("entitlement");
        out.writeStringField("id", grant.entitlement().id());
        out.writeFieldName("resource");
        writeReference(
                grant.entitlement().resource(),
                () -> grant.toMessage().getEntitlement().getResource().hasId(),
                out);
        out.writeEndObject();
        if (expansion.isPresent()) {
            writeExpansion(expansion.get(), out);
        }
        out.writeStringField("id", grant.id());
        out.writeStringField("kind", "grant");
        if (expansion.isPresent()) {
            out.writeBooleanField("needs_expansion", grant.needsExpansion());
        }
        out.writeObjectFieldStart("principal");
        out.writeFieldName("id");
        writeReference(grant.principal(), () -> grant.toMessage().getPrincipal().hasId(), out);
        Optional<ResourceId> parent = grant.principalParent();
        if (parent.isPresent()) {
            out.writeFieldName("parent");
            writeReference(parent.get(), () -> true, out);
        }
        out.writeEndObject();
        out.writeNumberField("s", sync);
        out.writeObjectFieldStart("sources");
        for (Grant.Source source : grant.sources()) {
            out.writeBooleanField(source.entitlementId(), source.direct());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    void asset(Asset asset, JsonGenerator out) throws IOException {
        Bytes data = asset.data();
        out.writeStartObject();
        out.writeStringField("content_type", asset.contentType());
        if (full) {
            out.writeStringField("data", Base64.getEncoder().encodeToString(data.toArray()));
        }
        writeDiscoveredAt(asset.discoveredAt(), out);
        out.writeStringField("id", asset.id());
        writeKind("asset", out);
        out.writeStringField("sha256", sha256(data));
        out.writeNumberField("size", data.length());
        out.writeEndObject();
    }

    void session(SessionEntry entry, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", entry.key());
        writeKind("session", out);
        out.writeStringField(
                "value", Base64.getEncoder().encodeToString(entry.value().toArray()));
        out.writeEndObject();
    }

    /** A reference with both of its parts, or null where there is none; only two empty parts leave that open. */
    private static void writeReference(ResourceId id, BooleanSupplier present, JsonGenerator out) throws IOException {
        if (id.type().isEmpty() && id.id().isEmpty() && !present.getAsBoolean()) {
            out.writeNull();
        } else {
            out.writeStartObject();
            out.writeStringField("resource", id.id());
            out.writeStringField("resource_type", id.type());
            out.writeEndObject();
        }
    }

    /** A reference to a resource, where an empty part is left out as in the message. */
    public static void writeResourceId(ResourceId id, JsonGenerator out) throws IOException {
        out.writeStartObject();
        if (!id.id().isEmpty()) {
            out.writeStringField("resource", id.id());
        }
        if (!id.type().isEmpty()) {
            out.writeStringField("resource_type", id.type());
        }
        out.writeEndObject();
    }

    private void writeData(Set<String> omitted, Message message, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("data");
        messages.writeFieldsWithout(omitted, message, out);
        out.writeEndObject();
    }

    private void open(String kind, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeKind(kind, out);
    }

    private void writeKind(String kind, JsonGenerator out) throws IOException {
        out.writeStringField("kind", kind);
        out.writeNumberField("s", sync);
    }

    private void writeDiscoveredAt(Optional<Instant> discoveredAt, JsonGenerator out) throws IOException {
        if (full && discoveredAt.isPresent()) {
            out.writeStringField("discovered_at", Rfc3339.format(discoveredAt.get()));
        }
    }

    private void writeAnnotations(List<Any> annotations, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("annotations");
        for (Any annotation : annotations) {
            messages.write(annotation, out);
        }
        out.writeEndArray();
    }

    private static void writeExpansion(Grant.Expansion expansion, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("expandable");
        out.writeStringField("@type", EXPANDABLE_TYPE);
        if (!expansion.entitlementIds().isEmpty()) {
            writeTexts("entitlement_ids", expansion.entitlementIds(), out);
        }
        if (!expansion.resourceTypes().isEmpty()) {
            writeTexts("resource_type_ids", expansion.resourceTypes(), out);
        }
        if (expansion.shallow()) {
            out.writeBooleanField("shallow", true);
        }
        out.writeEndObject();
    }

    private static void writeInstant(String name, Optional<Instant> instant, JsonGenerator out) throws IOException {
        if (instant.isPresent()) {
            out.writeStringField(name, Rfc3339.format(instant.get()));
        } else {
            out.writeNullField(name);
        }
    }

    private static void writeTexts(String name, List<String> texts, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    private static void writeCount(String name, long count, JsonGenerator out) throws IOException {
        if (count != 0) {
            out.writeStringField(name, Long.toString(count));
        }
    }

    private static void writeCounts(String name, Map<String, Long> counts, JsonGenerator out) throws IOException {
        if (counts.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> entry : byUtf8(counts).entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue().toString());
        }
        out.writeEndObject();
    }

    private static void writeCalls(String name, Map<String, CallStatistics> calls, JsonGenerator out)
            throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, CallStatistics> entry : byUtf8(calls).entrySet()) {
            CallStatistics call = entry.getValue();
            out.writeObjectFieldStart(entry.getKey());
            writeCount("count", call.count(), out);
            writeCount("errors", call.errors(), out);
            writeCount("max_ms", call.maxMillis(), out);
            writeCount("timeouts", call.timeouts(), out);
            writeCount("total_ms", call.totalMillis(), out);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static <V> Map<String, V> byUtf8(Map<String, V> map) {
        Map<String, V> sorted = new TreeMap<>(Utf8Order.INSTANCE);
        sorted.putAll(map);
        return sorted;
    }

    private static String sha256(Bytes data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(data.array(), data.offset(), data.length());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java platform without SHA-256", e);
        }
    }
}

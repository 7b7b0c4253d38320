package dev.grantlake.pebble;

import com.google.protobuf.Any;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Opens every file of every interior that Go wrote and compares all its records with what Go reads there. */
class FixtureDumpTest {

    static List<Path> files() {
        return Stream.concat(todaysFiles().stream(), written("c1z/seed-era", "c1z/legacy-external-id").stream())
                .toList();
    }

    static List<Path> todaysFiles() {
        return written("c1z", "c1z/compact", "c1z/diff");
    }

    private static List<Path> written(String... folders) {
        return Stream.of(folders)
                .flatMap(folder -> Fixtures.list(folder, ".c1z").stream())
                .filter(file -> file.getFileName().toString().contains(".v3"))
                .filter(file -> Dump.beside(file, ".dump.jsonl") != null)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void recordsAreWhatGoReads(Path file) {
        Dump dump = requireNonNull(Dump.beside(file, ".dump.jsonl"));
        try (Store store = Grantlake.open(file)) {
            List<SyncRun> runs = store.syncs();
            assertThat(runs).hasSameSizeAs(dump.lines("sync_run"));
            for (int i = 0; i < runs.size(); i++) {
                same(dump.ofSync(i + 1), runs.get(i), store.sync(runs.get(i)));
            }
        }
    }

    private static void same(Dump dump, SyncRun run, Sync sync) {
        same(dump, "sync_run", List.of(run(run)));
        SyncStatistics statistics = sync.statistics().statistics();
        if (dump.lines("stats").isEmpty()) {
            same(dump, "stats_v1", List.of(flatStatistics(statistics)));
        } else {
            same(dump, "stats", List.of(statistics(statistics)));
        }
        same(dump, "resource_type", views(sync.resourceTypes().all(), FixtureDumpTest::type));
        same(dump, "resource", views(sync.resources().all(), FixtureDumpTest::resource));
        same(dump, "entitlement", views(sync.entitlements().all(), FixtureDumpTest::entitlement));
        same(dump, "grant", views(sync.grants().all(), FixtureDumpTest::grant));
        same(dump, "asset", views(sync.assets().all(), FixtureDumpTest::asset));
        same(dump, "session", views(sync.sessions().all(), FixtureDumpTest::session));
    }

    private static <T> List<Map<String, String>> views(Listing<T> listing, Function<T, Map<String, String>> view) {
        return listing.stream().map(view).toList();
    }

    /**
     * What both sides say, each line as a map of texts; fields that only one of them has are left out by the makers.
     */
    private static void same(Dump dump, String kind, List<Map<String, String>> ours) {
        List<Map<String, String>> theirs =
                dump.lines(kind).stream().map(line -> expected(kind, line)).toList();
        assertThat(sorted(ours)).as(kind).isEqualTo(sorted(theirs));
    }

    private static List<String> sorted(List<Map<String, String>> lines) {
        return lines.stream()
                .map(line -> new TreeMap<>(line).toString())
                .sorted()
                .toList();
    }

    private static Map<String, String> expected(String kind, Map<String, Object> line) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", line, flat);
        flat.remove("kind");
        flat.remove("s");
        flat.keySet().removeIf(name -> leftOut(kind, name));
        flat.replaceAll(
                (name, text) -> name.endsWith("ed_at") ? Instant.parse(text).toString() : text);
        return flat;
    }

    /** What the views do not show in parts: the content of annotations, a resource's profile, status, icon and time. */
    private static boolean leftOut(String kind, String name) {
        if (name.startsWith("annotations[")) {
            return !name.endsWith("].@type");
        }
        return name.startsWith("expandable.@")
                || (kind.equals("resource")
                        && Stream.of("data.profile", "data.status", "data.icon", "data.created_at")
                                .anyMatch(name::startsWith));
    }

    private static void flatten(String path, Object value, Map<String, String> flat) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> flatten(path.isEmpty() ? (String) name : path + "." + name, inner, flat));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "[" + i + "]", list.get(i), flat);
            }
        } else if (!value.equals("null")) {
            flat.put(path, String.valueOf(value));
        }
    }

    private static Map<String, String> run(SyncRun run) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("id", run.id());
        line.put("type", run.type().text());
        run.startedAt().ifPresent(at -> line.put("started_at", at.toString()));
        run.endedAt().ifPresent(at -> line.put("ended_at", at.toString()));
        line.put("ended", Boolean.toString(run.finished()));
        line.put("parent_sync_id", run.parentId());
        line.put("linked_sync_id", run.linkedId());
        line.put("sync_token", run.token());
        line.put("supports_diff", Boolean.toString(run.supportsDiff()));
        run.verification().ifPresent(verification -> {
            line.put("ingest_invariants.generation", verification.generation());
            line.put("ingest_invariants.mode", verification.mode());
            put(line, "ingest_invariants.coverage", verification.coverage());
        });
        return line;
    }

    private static Map<String, String> statistics(SyncStatistics statistics) {
        Map<String, String> line = new LinkedHashMap<>();
        count(line, "stats.resource_types", statistics.resourceTypes());
        count(line, "stats.resources", statistics.resources());
        count(line, "stats.entitlements", statistics.entitlements());
        count(line, "stats.grants", statistics.grants());
        count(line, "stats.assets", statistics.assets());
        counts(line, "stats.resources_by_resource_type", statistics.resourcesByType());
        counts(line, "stats.entitlements_by_resource_type", statistics.entitlementsByResourceType());
        counts(line, "stats.grants_by_resource_type", statistics.grantsByResourceType());
        return line;
    }

    private static Map<String, String> flatStatistics(SyncStatistics statistics) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("stats.resource_types", Long.toString(statistics.resourceTypes()));
        line.put("stats.resources", Long.toString(statistics.resources()));
        line.put("stats.entitlements", Long.toString(statistics.entitlements()));
        line.put("stats.grants", Long.toString(statistics.grants()));
        line.put("stats.assets", Long.toString(statistics.assets()));
        statistics.resourcesByType().forEach((type, count) -> line.put("stats." + type, count.toString()));
        return line;
    }

    private static void count(Map<String, String> line, String name, long count) {
        if (count != 0) {
            line.put(name, Long.toString(count));
        }
    }

    private static void counts(Map<String, String> line, String name, SortedMap<String, Long> counts) {
        counts.forEach((type, count) -> line.put(name + "." + type, count.toString()));
    }

    private static Map<String, String> type(ResourceType type) {
        Map<String, String> line = new LinkedHashMap<>();
        text(line, "data.id", type.id());
        text(line, "data.display_name", type.displayName());
        text(line, "data.description", type.description());
        put(
                line,
                "data.traits",
                type.traits().stream().map(trait -> "TRAIT_" + trait).toList());
        if (type.sourcedExternally()) {
            line.put("data.sourced_externally", "true");
        }
        annotations(line, type.annotations());
        return line;
    }

    private static Map<String, String> resource(Resource resource) {
        Map<String, String> line = new LinkedHashMap<>();
        id(line, "data.id", resource.id());
        text(line, "data.display_name", resource.displayName());
        text(line, "data.description", resource.description());
        resource.parent().ifPresent(parent -> id(line, "data.parent_resource_id", parent));
        annotations(line, resource.annotations());
        return line;
    }

    private static Map<String, String> entitlement(Entitlement entitlement) {
        Map<String, String> line = new LinkedHashMap<>();
        text(line, "data.id", entitlement.id());
        text(line, "data.display_name", entitlement.displayName());
        text(line, "data.description", entitlement.description());
        text(line, "data.slug", entitlement.slug());
        if (!entitlement.purpose().isEmpty()) {
            line.put("data.purpose", "PURPOSE_VALUE_" + entitlement.purpose());
        }
        id(line, "resource", entitlement.resource());
        put(line, "grantable_to", entitlement.grantableTo());
        annotations(line, entitlement.annotations());
        return line;
    }

    private static Map<String, String> grant(Grant grant) {
        Map<String, String> line = new LinkedHashMap<>();
        EntitlementKey entitlement = grant.entitlement();
        line.put("id", grant.id());
        id(line, "entitlement.resource", entitlement.resource());
        line.put("entitlement.id", entitlement.id());
        id(line, "principal.id", grant.principal());
        grant.principalParent().ifPresent(parent -> id(line, "principal.parent", parent));
        grant.sources()
                .forEach(source -> line.put("sources." + source.entitlementId(), Boolean.toString(source.direct())));
        grant.expansion().ifPresent(expansion -> {
            put(line, "expandable.entitlement_ids", expansion.entitlementIds());
            put(line, "expandable.resource_type_ids", expansion.resourceTypes());
            if (expansion.shallow()) {
                line.put("expandable.shallow", "true");
            }
            line.put("needs_expansion", Boolean.toString(grant.needsExpansion()));
        });
        annotations(line, grant.annotations());
        return line;
    }

    private static Map<String, String> asset(Asset asset) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(asset.data().toArray());
            return Map.of(
                    "id", asset.id(),
                    "content_type", asset.contentType(),
                    "size", Integer.toString(asset.data().length()),
                    "sha256", HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> session(SessionEntry entry) {
        return Map.of(
                "key",
                entry.key(),
                "value",
                Base64.getEncoder().encodeToString(entry.value().toArray()));
    }

    private static void annotations(Map<String, String> line, List<Any> annotations) {
        for (int i = 0; i < annotations.size(); i++) {
            line.put("annotations[" + i + "].@type", annotations.get(i).getTypeUrl());
        }
    }

    private static void id(Map<String, String> line, String name, ResourceId id) {
        text(line, name + ".resource_type", id.type());
        text(line, name + ".resource", id.id());
    }

    private static void text(Map<String, String> line, String name, String text) {
        if (!text.isEmpty()) {
            line.put(name, text);
        }
    }

    private static void put(Map<String, String> line, String name, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            line.put(name + "[" + i + "]", texts.get(i));
        }
    }
}

package dev.grantlake.testkit.writing;

import dev.grantlake.base.Bytes;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.testkit.verify.Verified;
import dev.grantlake.wire.storage.v3.ResourceRecord;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds what the API reads from a file against a model, question by question. */
final class ReadBack {

    private final Sync sync;
    private final SyncModel model;
    private final Map<ResourceId, Set<GrantKey>> byPrincipal;
    private final Map<ResourceId, Set<GrantKey>> byResource;
    private final Map<EntitlementKey, Set<GrantKey>> byEntitlement;

    private ReadBack(Sync sync, SyncModel model) {
        this.sync = sync;
        this.model = model;
        this.byPrincipal = grouped(GrantKey::principal);
        this.byResource = grouped(grant -> grant.entitlement().resource());
        this.byEntitlement = grouped(GrantKey::entitlement);
    }

    private <K> Map<K, Set<GrantKey>> grouped(Function<GrantKey, K> by) {
        return model.grants.keySet().stream().collect(Collectors.groupingBy(by, Collectors.toSet()));
    }

    /**
     * Requires that {@code file} holds what {@code model} holds, and that complete verification finds nothing wrong.
     *
     * @param ids what to ask for, whether it is there or not
     */
    static void requireSame(Path file, SyncModel model, List<ResourceId> ids) {
        try (Store store = Grantlake.open(file)) {
            assertThat(store.syncs()).hasSize(1);
            ReadBack back = new ReadBack(store.latestSync().orElseThrow(), model);
            back.requireRecords();
            back.requireStatistics();
            ids.forEach(back::requireAnswers);
            back.requireEntitlementAnswers();
        }
        requireSound(file);
    }

    /** Requires that verification finds nothing. Records that refer to nothing are data, not faults of the file. */
    static void requireSound(Path file) {
        assertThat(Verified.file(file).findings())
                .filteredOn(finding -> !finding.code().text().startsWith("reference."))
                .extracting(Finding::toString)
                .isEmpty();
    }

    private void requireRecords() {
        requireSame(sync.resourceTypes().all(), ResourceType::id, ResourceType::toRecord, model.resourceTypes);
        requireSame(sync.resources().all(), Resource::id, Resource::toRecord, model.resources);
        requireSame(sync.entitlements().all(), Entitlement::key, Entitlement::toRecord, model.entitlements);
        requireSame(sync.grants().all(), Grant::key, Grant::toRecord, model.grants);
        Map<String, Bytes> assets = new HashMap<>();
        model.assets.forEach(
                (id, asset) -> assets.put(id, Bytes.wrap(asset.getData().toByteArray())));
        requireSame(sync.assets().all(), Asset::id, Asset::data, assets);
        requireSame(sync.sessions().all(), SessionEntry::key, SessionEntry::value, model.sessions);
        model.assets.forEach((id, asset) -> {
            Asset found = sync.assets().find(id).orElseThrow();
            assertThat(found.contentType()).isEqualTo(asset.getContentType());
            assertThat(found.discoveredAt().orElseThrow().getEpochSecond())
                    .isEqualTo(asset.getDiscoveredAt().getSeconds());
        });
    }

    private void requireStatistics() {
        for (SyncStatistics.Report report : List.of(sync.statistics(), sync.recount())) {
            SyncStatistics statistics = report.statistics();
            assertThat(statistics.resourceTypes()).isEqualTo(model.resourceTypes.size());
            assertThat(statistics.resources()).isEqualTo(model.resources.size());
            assertThat(statistics.entitlements()).isEqualTo(model.entitlements.size());
            assertThat(statistics.grants()).isEqualTo(model.grants.size());
            assertThat(statistics.assets()).isEqualTo(model.assets.size());
            assertThat(statistics.resourcesByType()).isEqualTo(model.resourcesByType());
            assertThat(statistics.entitlementsByResourceType()).isEqualTo(model.entitlementsByType());
            assertThat(statistics.grantsByResourceType()).isEqualTo(model.grantsByType());
        }
    }

    /** What the indexes are for: by principal, by resource, by parent. */
    private void requireAnswers(ResourceId id) {
        assertThat(sync.resources().find(id).map(Resource::toRecord)).isEqualTo(optional(model.resources, id));
        assertThat(keys(sync.resources().childrenOf(id), Resource::id))
                .as("children of %s", id)
                .isEqualTo(children(id));
        assertThat(keys(sync.grants().forPrincipal(id), Grant::key))
                .as("grants for principal %s", id)
                .isEqualTo(byPrincipal.getOrDefault(id, Set.of()));
        assertThat(keys(sync.grants().onResource(id), Grant::key))
                .as("grants on %s", id)
                .isEqualTo(byResource.getOrDefault(id, Set.of()));
        assertThat(keys(sync.entitlements().onResource(id), Entitlement::key))
                .as("entitlements on %s", id)
                .isEqualTo(model.entitlements.keySet().stream()
                        .filter(key -> key.resource().equals(id))
                        .collect(Collectors.toSet()));
    }

    private void requireEntitlementAnswers() {
        Set<EntitlementKey> granted = new HashSet<>(model.entitlements.keySet());
        granted.addAll(byEntitlement.keySet());
        for (EntitlementKey key : granted) {
            assertThat(keys(sync.grants().forEntitlement(key), Grant::key))
                    .as("grants of %s", key)
                    .isEqualTo(byEntitlement.getOrDefault(key, Set.of()));
            assertThat(sync.entitlements().find(key).map(Entitlement::toRecord))
                    .isEqualTo(optional(model.entitlements, key));
        }
        assertThat(keys(sync.grants().matching(GrantFilter.ALL.withPendingExpansion()), Grant::key))
                .as("pending expansion")
                .isEqualTo(model.grants.entrySet().stream()
                        .filter(grant -> grant.getValue().getNeedsExpansion())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    private Set<ResourceId> children(ResourceId parent) {
        Set<ResourceId> children = new HashSet<>();
        for (Map.Entry<ResourceId, ResourceRecord> resource : model.resources.entrySet()) {
            var of = resource.getValue().getParent();
            if (of.getResourceTypeId().equals(parent.type())
                    && of.getResourceId().equals(parent.id())) {
                children.add(resource.getKey());
            }
        }
        return children;
    }

    private static <K, V> Optional<V> optional(Map<K, V> map, K key) {
        return Optional.ofNullable(map.get(key));
    }

    /** The keys of a listing, of which none may come twice. */
    private static <T, K> Set<K> keys(Listing<T> listing, Function<T, K> key) {
        Set<K> keys = new HashSet<>();
        listing.forEach(record -> assertThat(keys.add(key.apply(record)))
                .as("the first %s", record)
                .isTrue());
        return keys;
    }

    private static <T, K, V> void requireSame(
            Listing<T> listing, Function<T, K> key, Function<T, V> value, Map<K, V> expected) {
        Map<K, V> found = new HashMap<>();
        listing.forEach(record -> assertThat(found.put(key.apply(record), value.apply(record)))
                .as("an earlier %s", record)
                .isNull());
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        // One by one: a description of two large maps that differ would take long.
        expected.forEach((k, v) -> assertThat(found.get(k)).as("%s", k).isEqualTo(v));
    }
}

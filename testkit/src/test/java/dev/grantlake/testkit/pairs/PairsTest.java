package dev.grantlake.testkit.pairs;

import com.google.protobuf.Message;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fixtures that Go wrote twice, once in each format, read through the API. The decided differences, and how they
 * are left out here:
 *
 * <ul>
 *   <li>order: insertion in one format, keys in the other; lists are compared sorted;
 *   <li>rich entitlements and principals inside a grant, and resources and types inside an entitlement: v3 keeps the
 *       references; views are compared, messages as far as v3 keeps them;
 *   <li>statistics of a type without resources: v1 has a zero;
 *   <li>digests: v1 has none;
 *   <li>ids, times, tokens, flags and verifications of the syncs, and times of discovery: each file was written by a
 *       sync of its own, and an engine notes what it can vouch for;
 *   <li>whether a reference or a map without content is there: v3 keeps no such thing;
 *   <li>incomplete references (only in {@code nasty}): v3 refuses them;
 *   <li>a grant without an id of its own (only in {@code nasty}): v3 makes one of its parts, v1 has none;
 *   <li>identity (only in {@code nasty}): v1 goes by the external id, v3 by the structure. Where one id stands for two
 *       records, or one record has two ids, each format keeps what the other loses; see {@link #ambiguous}.
 * </ul>
 */
class PairsTest {

    private static final OpenOptions OPTIONS =
            OpenOptions.defaults().withZone(ZoneOffset.UTC).withClock(() -> Instant.parse("2026-11-20T05:00:00Z"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny",
                "small",
                "empty",
                "unfinished",
                "pre-expansion",
                "post-expansion",
                "pre-expansion-cycles",
                "post-expansion-cycles",
                "compact/base",
                "compact/base-expanded",
                "compact/p1",
                "compact/p2",
                "compact/p3",
                "diff/old",
                "diff/new"
            })
    void bothFormatsSayTheSame(String name) {
        try (Store v1 = open(name + ".v1");
                Store v3 = open(name + ".v3")) {
            Sync one = v1.latestSync().orElseThrow();
            Sync other = v3.latestSync().orElseThrow();
            assertThat(run(one)).isEqualTo(run(other));
            assertThat(view(one.resourceTypes().all(), PairsTest::type))
                    .isEqualTo(view(other.resourceTypes().all(), PairsTest::type));
            assertThat(view(one.resources().all(), PairsTest::resource))
                    .isEqualTo(view(other.resources().all(), PairsTest::resource));
            assertThat(view(one.entitlements().all(), PairsTest::entitlement))
                    .isEqualTo(view(other.entitlements().all(), PairsTest::entitlement));
            assertThat(view(one.grants().all(), PairsTest::grant))
                    .isEqualTo(view(other.grants().all(), PairsTest::grant));
            assertThat(view(one.assets().all(), PairsTest::asset))
                    .isEqualTo(view(other.assets().all(), PairsTest::asset));
            assertThat(one.sessions().all().stream())
                    .containsExactlyElementsOf(other.sessions().all().stream().toList());
            assertThat(statistics(one.statistics())).isEqualTo(statistics(other.statistics()));
            assertThat(statistics(one.recount())).isEqualTo(statistics(other.recount()));
            filtersAgree(one, other);
            pointsAgree(one, other);
            assertThat(one.grantDigests().whole()).isEmpty();
        }
    }

    private static void filtersAgree(Sync one, Sync other) {
        Set<ResourceId> resources = new HashSet<>();
        Set<String> types = new HashSet<>(List.of("none"));
        other.resources().all().forEach(resource -> {
            resources.add(resource.id());
            resource.parent().ifPresent(resources::add);
            types.add(resource.id().type());
        });
        for (String type : types) {
            assertThat(view(one.resources().ofType(type), PairsTest::resource))
                    .isEqualTo(view(other.resources().ofType(type), PairsTest::resource));
            for (GrantFilter filter : List.of(
                    GrantFilter.ALL.withResourceType(type),
                    GrantFilter.ALL.withPrincipalTypes(Set.of(type)),
                    GrantFilter.ALL.withPrincipalTypes(Set.of(type)).withPendingExpansion())) {
                sameGrants(one, other, filter);
            }
        }
        for (ResourceId resource : resources.stream().limit(300).toList()) {
            ResourceFilter children = ResourceFilter.ALL.withParent(resource);
            assertThat(view(one.resources().matching(children), PairsTest::resource))
                    .isEqualTo(view(other.resources().matching(children), PairsTest::resource));
            assertThat(view(one.entitlements().onResource(resource), PairsTest::entitlement))
                    .isEqualTo(view(other.entitlements().onResource(resource), PairsTest::entitlement));
            sameGrants(one, other, GrantFilter.ALL.withPrincipal(resource));
            sameGrants(one, other, GrantFilter.ALL.withResource(resource));
        }
        other.entitlements().all().forEach(entitlement -> {
            sameGrants(one, other, GrantFilter.ALL.withEntitlement(entitlement.key()));
            sameGrants(
                    one,
                    other,
                    GrantFilter.ALL.withEntitlement(entitlement.key()).withPrincipalTypes(Set.of("user")));
        });
    }

    private static void sameGrants(Sync one, Sync other, GrantFilter filter) {
        assertThat(view(one.grants().matching(filter), PairsTest::grant))
                .as(filter.toString())
                .isEqualTo(view(other.grants().matching(filter), PairsTest::grant));
    }

    private static void pointsAgree(Sync one, Sync other) {
        other.entitlements().all().forEach(entitlement -> {
            assertThat(one.entitlements().find(entitlement.key()).map(PairsTest::entitlement))
                    .contains(entitlement(entitlement));
            assertThat(one.entitlements().candidates(entitlement.id()))
                    .extracting(Entitlement::key)
                    .containsExactly(entitlement.key());
            assertThat(one.grants().entitlement(entitlement.id())).contains(entitlement.key());
        });
        other.resources().all().stream()
                .limit(200)
                .forEach(resource -> assertThat(
                                one.resources().find(resource.id()).map(PairsTest::resource))
                        .contains(resource(resource)));
        other.grants().all().stream().limit(500).forEach(grant -> {
            assertThat(one.grants().find(grant.key()).map(PairsTest::grant)).contains(grant(grant));
            assertThat(one.grants().find(grant.id()).map(PairsTest::grant)).contains(grant(grant));
        });
    }

    /** The nasty pair: all records agree but for those that only one of the formats can tell apart. */
    @ParameterizedTest
    @ValueSource(strings = "nasty")
    void identityIsWhereTheyDiffer(String name) {
        try (Store v1 = open(name + ".v1");
                Store v3 = open(name + ".v3")) {
            Sync one = v1.latestSync().orElseThrow();
            Sync other = v3.latestSync().orElseThrow();
            assertThat(view(one.resourceTypes().all(), PairsTest::type))
                    .isEqualTo(view(other.resourceTypes().all(), PairsTest::type));

            Set<Object> ids = ambiguous(one, other);
            assertThat(clear(one, ids)).isEqualTo(clear(other, ids)).hasSizeGreaterThan(500);
        }
    }

    /** Ids that stand for several records, and records that have several ids, in either of two syncs. */
    private static Set<Object> ambiguous(Sync... syncs) {
        Map<Object, Set<Object>> meanings = new HashMap<>();
        for (Sync sync : syncs) {
            sync.resources()
                    .all()
                    .forEach(resource -> meaning(
                            meanings,
                            "resource " + resource.id().type() + ":"
                                    + resource.id().id(),
                            resource.id()));
            sync.entitlements().all().forEach(entitlement -> meaning(meanings, entitlement.id(), entitlement.key()));
            sync.grants().all().forEach(grant -> {
                meaning(meanings, grant.entitlement().id(), grant.entitlement());
                meaning(meanings, "grant " + grant.id(), grant.key());
                meaning(meanings, grant.key(), "grant " + grant.id());
            });
        }
        Set<Object> ambiguous = new HashSet<>();
        meanings.forEach((id, meant) -> {
            if (meant.size() > 1) {
                ambiguous.add(id);
                ambiguous.addAll(meant);
            }
        });
        return ambiguous;
    }

    private static void meaning(Map<Object, Set<Object>> meanings, Object id, Object meant) {
        meanings.computeIfAbsent(id, any -> new HashSet<>()).add(meant);
    }

    /** The views of all records that are not ambiguous. */
    private static List<String> clear(Sync sync, Set<Object> ambiguous) {
        List<String> views = new ArrayList<>();
        sync.resources().all().forEach(resource -> {
            if (!ambiguous.contains(resource.id())) {
                views.add(resource(resource));
            }
        });
        sync.entitlements().all().forEach(entitlement -> {
            boolean complete = !entitlement.resource().equals(ResourceId.of("", ""));
            if (!ambiguous.contains(entitlement.key()) && complete) {
                views.add(entitlement(entitlement));
            }
        });
        sync.grants().all().forEach(grant -> {
            EntitlementKey entitlement = grant.entitlement();
            boolean complete = !grant.principal().id().isEmpty() && !grant.id().isEmpty();
            if (!ambiguous.contains(grant.key()) && !ambiguous.contains(entitlement) && complete) {
                views.add(grant(grant));
            }
        });
        views.sort(null);
        return views;
    }

    private static Store open(String name) {
        return Grantlake.open(Fixtures.path("c1z/" + name + ".c1z"), OPTIONS);
    }

    private static <T> List<String> view(Listing<T> listing, Function<T, String> view) {
        return listing.stream().map(view).sorted().toList();
    }

    private static String run(Sync sync) {
        SyncRun run = sync.run();
        return run.type() + " " + run.finished();
    }

    private static String type(ResourceType type) {
        return type.id() + " " + type.displayName() + " " + type.description() + " " + type.traits() + " "
                + type.sourcedExternally() + " " + type.annotations() + text(type.toMessage());
    }

    private static String resource(Resource resource) {
        return resource.id() + " " + resource.displayName() + " " + resource.description() + " " + resource.parent()
                + " " + resource.annotations() + text(KeptByBoth.of(resource.toMessage()));
    }

    private static String entitlement(Entitlement entitlement) {
        return entitlement.key() + " " + entitlement.displayName() + " " + entitlement.description() + " "
                + entitlement.slug() + " " + entitlement.purpose() + " " + entitlement.grantableTo() + " "
                + entitlement.annotations() + text(KeptByBoth.of(entitlement.toMessage()));
    }

    private static String grant(Grant grant) {
        return grant.key() + " " + grant.id() + " " + grant.principalParent() + " " + grant.sources() + " "
                + grant.expansion() + " " + grant.needsExpansion() + " " + grant.annotations()
                + text(KeptByBoth.of(grant.toExpandableMessage()))
                + text(grant.toRecord().toBuilder()
                        .clearDiscoveredAt()
                        .clearSources()
                        .build());
    }

    private static String asset(Asset asset) {
        return asset.id() + " " + asset.contentType() + " " + asset.data().toHex();
    }

    private static String text(Message message) {
        return " " + message.getClass().getSimpleName() + " " + message;
    }

    private static Map<String, Object> statistics(SyncStatistics.Report report) {
        SyncStatistics statistics = report.statistics();
        Map<String, Object> text = new TreeMap<>();
        text.put("resource types", statistics.resourceTypes());
        text.put("resources", statistics.resources());
        text.put("entitlements", statistics.entitlements());
        text.put("grants", statistics.grants());
        text.put("assets", statistics.assets());
        text.put("resources by type", withoutZeros(statistics.resourcesByType()));
        text.put("entitlements by type", withoutZeros(statistics.entitlementsByResourceType()));
        text.put("grants by type", withoutZeros(statistics.grantsByResourceType()));
        return text;
    }

    private static Map<String, Long> withoutZeros(Map<String, Long> counts) {
        Map<String, Long> others = new TreeMap<>(counts);
        others.values().removeIf(count -> count == 0);
        return others;
    }
}

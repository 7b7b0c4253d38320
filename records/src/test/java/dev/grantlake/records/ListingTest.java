package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.spi.RecordScan;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The paging contract: whatever the filter and the page size, the pages together are exactly what a filter over all
 * records gives, each record once.
 */
@ExtendWith(Seeds.class)
class ListingTest {

    static List<String> fixtures() {
        return Stream.concat(KeyValueFixtures.NAMES.stream(), KeyValueFixtures.OLDER_NAMES.stream())
                .filter(name -> !name.startsWith("empty"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyGrantFilterGivesWhatFilteringAllGives(String fixture) {
        Dice dice = new Dice(Seeds.ofRun() ^ fixture.hashCode());
        SortedEntries entries = KeyValueFixtures.load(fixture);
        RecordSync sync = KeyValueFixtures.sync(entries);
        List<Grant> all = all(grants(sync, GrantFilter.ALL));
        assertThat(all).isNotEmpty();
        for (int i = 0; i < Seeds.rounds(150); i++) {
            GrantFilter filter = grantFilter(all, dice);
            List<GrantKey> expected = keys(all.stream().filter(matches(filter)).toList(), Grant::key);
            assertThat(keys(pages(grants(sync, filter), dice), Grant::key))
                    .as("seed %d: %s", Seeds.ofRun(), filter)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(entries.openCursors()).isZero();
    }

    private static GrantFilter grantFilter(List<Grant> all, Dice dice) {
        Grant one = dice.pick(all);
        Grant other = dice.oneIn(4) ? dice.pick(all) : one;
        GrantFilter filter = GrantFilter.ALL;
        if (dice.oneIn(3)) {
            filter = filter.withEntitlement(one.entitlement());
        }
        if (dice.oneIn(4)) {
            filter = filter.withResource(other.entitlement().resource());
        }
        if (dice.oneIn(4)) {
            filter = filter.withResourceType(other.entitlement().resource().type());
        }
        if (dice.oneIn(3)) {
            filter = filter.withPrincipal(other.principal());
        }
        if (dice.oneIn(4)) {
            filter = filter.withPrincipalTypes(
                    dice.oneIn(2)
                            ? Set.of(other.principal().type())
                            : new LinkedHashSet<>(List.of(one.principal().type(), "group")));
        }
        return dice.oneIn(4) ? filter.withPendingExpansion() : filter;
    }

    private static Predicate<Grant> matches(GrantFilter filter) {
        return grant -> is(filter.entitlement(), grant.entitlement())
                && is(filter.resource(), grant.entitlement().resource())
                && is(filter.resourceType(), grant.entitlement().resource().type())
                && is(filter.principal(), grant.principal())
                && (filter.principalTypes().isEmpty()
                        || filter.principalTypes().contains(grant.principal().type()))
                && (!filter.pendingExpansion() || grant.needsExpansion());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyResourceAndEntitlementFilterGivesWhatFilteringAllGives(String fixture) {
        Dice dice = new Dice(Seeds.ofRun() ^ fixture.hashCode());
        SortedEntries entries = KeyValueFixtures.load(fixture);
        RecordSync sync = KeyValueFixtures.sync(entries);
        List<Resource> resources = all(resources(sync, ResourceFilter.ALL));
        List<Entitlement> entitlements = all(entitlements(sync, EntitlementFilter.ALL));
        for (int i = 0; i < Seeds.rounds(60); i++) {
            ResourceFilter filter = resourceFilter(resources, dice);
            assertThat(keys(pages(resources(sync, filter), dice), Resource::id))
                    .as("seed %d: %s", Seeds.ofRun(), filter)
                    .containsExactlyInAnyOrderElementsOf(keys(
                            resources.stream()
                                    .filter(resource ->
                                            is(filter.type(), resource.id().type())
                                                    && (filter.parent().isEmpty()
                                                            || resource.parent().equals(filter.parent())))
                                    .toList(),
                            Resource::id));
            EntitlementFilter narrow = entitlementFilter(entitlements, dice);
            assertThat(keys(pages(entitlements(sync, narrow), dice), Entitlement::key))
                    .as("seed %d: %s", Seeds.ofRun(), narrow)
                    .containsExactlyInAnyOrderElementsOf(keys(
                            entitlements.stream()
                                    .filter(entitlement -> is(narrow.resource(), entitlement.resource())
                                            && is(
                                                    narrow.resourceType(),
                                                    entitlement.resource().type()))
                                    .toList(),
                            Entitlement::key));
        }
        assertThat(entries.openCursors()).isZero();
    }

    private static ResourceFilter resourceFilter(List<Resource> all, Dice dice) {
        Resource one = dice.pick(all);
        ResourceFilter filter = ResourceFilter.ALL;
        if (dice.oneIn(2)) {
            filter = filter.withType(
                    dice.oneIn(3) ? dice.pick(all).id().type() : one.id().type());
        }
        List<ResourceId> parents =
                all.stream().flatMap(r -> r.parent().stream()).toList();
        if (dice.oneIn(2) && !parents.isEmpty()) {
            filter = filter.withParent(dice.oneIn(4) ? one.id() : one.parent().orElse(dice.pick(parents)));
        }
        return filter;
    }

    private static EntitlementFilter entitlementFilter(List<Entitlement> all, Dice dice) {
        Entitlement one = dice.pick(all);
        EntitlementFilter filter = EntitlementFilter.ALL;
        if (dice.oneIn(2)) {
            filter = filter.withResource(one.resource());
        }
        if (dice.oneIn(2)) {
            filter = filter.withResourceType(
                    dice.oneIn(4)
                            ? dice.pick(all).resource().type()
                            : one.resource().type());
        }
        return filter;
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void typesAssetsAndSessionsPage(String fixture) {
        Dice dice = new Dice(Seeds.ofRun() ^ fixture.hashCode());
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load(fixture));
        Listing<ResourceType> types = new Listing<>(sync::resourceTypes);
        assertThat(keys(pages(types, dice), ResourceType::id)).isEqualTo(keys(all(types), ResourceType::id));
        Listing<dev.grantlake.store.Asset> assets = new Listing<>(sync::assets);
        assertThat(keys(pages(assets, dice), dev.grantlake.store.Asset::id))
                .isEqualTo(keys(all(assets), dev.grantlake.store.Asset::id));
        List<SessionEntry> sessions = all(new Listing<>(after -> sync.sessions("", after)));
        for (SessionEntry session : sessions) {
            for (int end = 0; end <= session.key().length(); end++) {
                String prefix = session.key().substring(0, end);
                assertThat(pages(new Listing<>(after -> sync.sessions(prefix, after)), dice))
                        .isEqualTo(sessions.stream()
                                .filter(entry -> entry.key().startsWith(prefix))
                                .toList());
            }
        }
    }

    @Test
    void aListingReadsNoMoreThanItsAnswers() {
        SortedEntries entries = KeyValueFixtures.load("small.v3.kv.txt.zst");
        RecordSync sync = KeyValueFixtures.sync(entries);
        Grant one = all(grants(sync, GrantFilter.ALL)).get(500);
        for (GrantFilter filter : List.of(
                GrantFilter.ALL.withEntitlement(one.entitlement()),
                GrantFilter.ALL.withResource(one.entitlement().resource()),
                GrantFilter.ALL.withPrincipal(one.principal()),
                GrantFilter.ALL.withPrincipal(one.principal()).withEntitlement(one.entitlement()),
                GrantFilter.ALL.withPendingExpansion())) {
            long before = entries.moves();
            int answers = all(grants(sync, filter)).size();
            assertThat(answers).isPositive();
            assertThat(entries.moves() - before).as("%s", filter).isLessThanOrEqualTo(2L * answers);
        }
        long before = entries.moves();
        assertThat(grants(sync, GrantFilter.ALL).page(PageRequest.ofSize(10)).records())
                .hasSize(10);
        assertThat(entries.moves() - before).isLessThanOrEqualTo(11);
    }

    @Test
    void tokensOfOtherListingsAreRefused() {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load("small.v3.kv.txt.zst"));
        List<Grant> all = all(grants(sync, GrantFilter.ALL));
        EntitlementKey first = all.get(0).entitlement();
        EntitlementKey last = all.get(all.size() - 1).entitlement();
        ResourceId principal = all.stream()
                .map(Grant::principal)
                .filter(id -> all.stream().filter(g -> g.principal().equals(id)).count() > 1)
                .findFirst()
                .orElseThrow();
        List<Listing<?>> listings = List.of(
                grants(sync, GrantFilter.ALL),
                grants(sync, GrantFilter.ALL.withEntitlement(first)),
                grants(sync, GrantFilter.ALL.withEntitlement(last)),
                grants(sync, GrantFilter.ALL.withPrincipal(principal)),
                grants(sync, GrantFilter.ALL.withPendingExpansion()),
                new Listing<>(sync::resourceTypes),
                resources(sync, ResourceFilter.ALL),
                resources(sync, ResourceFilter.ALL.withParent(ResourceId.of("app", "a00"))),
                entitlements(sync, EntitlementFilter.ALL));
        for (Listing<?> from : listings) {
            String token = from.page(PageRequest.ofSize(1)).nextToken();
            assertThat(token).isNotEmpty();
            for (Listing<?> to : listings) {
                boolean narrower = from == listings.get(1) || from == listings.get(2);
                if (to != from
                        && !(narrower && to == listings.get(0))
                        && !(to == listings.get(1) && from == listings.get(0))) {
                    refuses(to, token);
                }
            }
        }
    }

    @Test
    void tokensThatNoPageGivesAreRefused() {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load("small.v3.kv.txt.zst"));
        Listing<Grant> grants = grants(sync, GrantFilter.ALL);
        for (String token :
                List.of("!", "AwQ", "AwQ=", "AwQAZ3JvdXA", "AwQAAAAAAA", "AwQAZ3JvdXAAAAAAAAAAAAA", "zzzz")) {
            refuses(grants, token);
        }
        refuses(
                grants(
                        sync,
                        GrantFilter.ALL.withResource(ResourceId.of("a", "b")).withResourceType("c")),
                "AwQ");
    }

    private static void refuses(Listing<?> listing, String token) {
        assertThatThrownBy(() -> listing.page(PageRequest.ofSize(3).withToken(token)))
                .as(token)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT))
                .hasMessageContaining("page token");
    }

    @Test
    void aPositionWhoseRecordIsGoneStillCounts() {
        SortedEntries entries = KeyValueFixtures.load("small.v3.kv.txt.zst");
        RecordSync sync = KeyValueFixtures.sync(entries);
        List<GrantKey> all = keys(all(grants(sync, GrantFilter.ALL)), Grant::key);
        Bytes position = position(sync.grants(GrantFilter.ALL, null), 10);
        RecordSync without = KeyValueFixtures.sync(entries.copy().remove(position));
        try (RecordScan<Grant> rest = without.grants(GrantFilter.ALL, position)) {
            assertThat(rest.next()).isTrue();
            assertThat(rest.record().key()).isEqualTo(all.get(10));
        }
    }

    @Test
    void aPlaceIsKnownForWhatIsNotThere() {
        RecordSync sync = KeyValueFixtures.sync(KeyValueFixtures.load("small.v3.kv.txt.zst"));
        ResourceFilter users = ResourceFilter.ALL.withType("user");
        for (ResourceId id : List.of(ResourceId.of("user", "u000016"), ResourceId.of("user", "u000016-and-more"))) {
            try (RecordScan<Resource> rest = sync.resources(users, sync.resourcePosition(id))) {
                assertThat(rest.next()).isTrue();
                assertThat(rest.record().id()).isEqualTo(ResourceId.of("user", "u000017"));
            }
        }
        EntitlementKey missing = new EntitlementKey(ResourceId.of("group", "g0002"), "group:g0002:xyz");
        try (RecordScan<Entitlement> rest =
                sync.entitlements(EntitlementFilter.ALL, sync.entitlementPosition(missing))) {
            assertThat(rest.next()).isTrue();
            assertThat(rest.record().id()).isEqualTo("group:g0003:member");
        }
    }

    @Test
    void indexEntriesWithoutARowArePassedOver() {
        SortedEntries entries = KeyValueFixtures.load("small.v3.kv.txt.zst");
        RecordSync sync = KeyValueFixtures.sync(entries);
        Grant one = all(grants(sync, GrantFilter.ALL)).get(500);
        GrantFilter filter = GrantFilter.ALL.withPrincipal(one.principal());
        List<GrantKey> held = keys(all(grants(sync, filter)), Grant::key);
        for (GrantKey gone : held) {
            GrantFilter exact =
                    GrantFilter.ALL.withEntitlement(gone.entitlement()).withPrincipal(gone.principal());
            Bytes row = position(sync.grants(exact, null), 1);
            RecordSync orphaned = KeyValueFixtures.sync(entries.copy().remove(row));
            List<GrantKey> expected = new ArrayList<>(held);
            expected.remove(gone);
            assertThat(keys(pages(grants(orphaned, filter), new Dice(1)), Grant::key))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aDamagedIndexEntryEndsTheWalkWithAnError() {
        SortedEntries entries = KeyValueFixtures.load("small.v3.kv.txt.zst");
        entries.put(Bytes.ofHex("0307050061"), Bytes.EMPTY);
        Listing<Grant> pending = grants(KeyValueFixtures.sync(entries), GrantFilter.ALL.withPendingExpansion());
        assertThatThrownBy(pending::count)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining("0307050061");
        assertThat(entries.openCursors()).isZero();
    }

    private static Bytes position(RecordScan<Grant> scan, int moves) {
        try (scan) {
            for (int i = 0; i < moves; i++) {
                assertThat(scan.next()).isTrue();
            }
            return scan.position();
        }
    }

    private static Listing<Grant> grants(RecordSync sync, GrantFilter filter) {
        return new Listing<>(after -> sync.grants(filter, after));
    }

    private static Listing<Resource> resources(RecordSync sync, ResourceFilter filter) {
        return new Listing<>(after -> sync.resources(filter, after));
    }

    private static Listing<Entitlement> entitlements(RecordSync sync, EntitlementFilter filter) {
        return new Listing<>(after -> sync.entitlements(filter, after));
    }

    private static <T> List<T> all(Listing<T> listing) {
        List<T> all = new ArrayList<>();
        listing.forEach(all::add);
        return all;
    }

    /** All pages one behind the other, each of a size of its own. */
    private static <T> List<T> pages(Listing<T> listing, Dice dice) {
        List<T> all = new ArrayList<>();
        String token = "";
        do {
            Page<T> page = listing.page(PageRequest.ofSize(dice.between(1, 40)).withToken(token));
            all.addAll(page.records());
            token = page.nextToken();
        } while (!token.isEmpty());
        return all;
    }

    private static <T, K> List<K> keys(Collection<T> records, Function<T, K> key) {
        return records.stream().map(key).toList();
    }

    private static <T> boolean is(Optional<T> condition, T value) {
        return condition.isEmpty() || condition.get().equals(value);
    }
}

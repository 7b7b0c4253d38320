package dev.grantlake.pebble;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The paging contract on files that Go wrote: whatever the filter and the page sizes, pages give what the unpaged
 * stream gives, and that is what a plain search of all records finds; a token leads on in its own listing or is
 * refused.
 */
@ExtendWith(Seeds.class)
class RandomizedListingTest {

    private static final int GRANT_FILTERS = 40;
    private static final int OTHER_FILTERS = 25;

    /** A listing, the names of its records in order, and how a record is named. */
    private record Named<T>(String what, Listing<T> listing, Function<T, String> name) {

        List<String> unpaged() {
            try (Stream<T> records = listing.stream()) {
                return records.map(name).toList();
            }
        }

        List<String> paged(Dice dice, int maxPageSize) {
            List<String> names = new ArrayList<>();
            String token = "";
            do {
                int size = dice.between(1, maxPageSize);
                Page<T> page = listing.page(PageRequest.ofSize(size).withToken(token));
                assertThat(page.records()).as(what).hasSizeLessThanOrEqualTo(size);
                if (!page.nextToken().isEmpty()) {
                    assertThat(page.records()).as(what).hasSize(size);
                }
                page.records().forEach(record -> names.add(name.apply(record)));
                token = page.nextToken();
            } while (!token.isEmpty());
            return names;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nasty.v3",
                "small.v3",
                "small.v3.tar",
                "tiny.v3",
                "unfinished-expanding.v3",
                "wide.v3",
                "seed-era/seed-small.v3",
                "seed-era/seed-two-syncs.v3",
                "legacy-external-id/mid-small.v3"
            })
    void pagesAreWhatAPlainSearchFinds(String fixture, Dice dice) {
        try (Store store = Grantlake.open(Fixtures.path("c1z/" + fixture + ".c1z"))) {
            for (SyncRun run : store.syncs()) {
                compare(store.sync(run), dice);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-external-id/mid-small.v3", "legacy-external-id/mid-small.v3.tar"})
    void pagesOfAMigratedFileAreWhatAPlainSearchFinds(String fixture, Dice dice) {
        OpenOptions options = OpenOptions.defaults().withMigrated(true);
        try (Store store = Grantlake.open(Fixtures.path("c1z/" + fixture + ".c1z"), options)) {
            assertThat(store.migration()).isPresent();
            compare(store.latestSync().orElseThrow(), dice);
        }
    }

    private static void compare(Sync sync, Dice dice) {
        List<Grant> grants = sync.grants().all().stream().toList();
        List<Entitlement> entitlements = sync.entitlements().all().stream().toList();
        List<Resource> resources = sync.resources().all().stream().toList();
        List<Named<?>> listings = new ArrayList<>();
        for (int i = 0; i < Seeds.rounds(GRANT_FILTERS); i++) {
            GrantFilter filter = i == 0 ? GrantFilter.ALL : grantFilter(grants, dice);
            Named<Grant> listing =
                    new Named<>(filter.toString(), sync.grants().matching(filter), RandomizedListingTest::name);
            listings.add(listing);
            check(
                    listing,
                    grants.stream().filter(grant -> matches(filter, grant)).map(RandomizedListingTest::name),
                    dice);
        }
        for (int i = 0; i < Seeds.rounds(OTHER_FILTERS); i++) {
            EntitlementFilter filter = i == 0 ? EntitlementFilter.ALL : entitlementFilter(entitlements, dice);
            Function<Entitlement, String> name =
                    entitlement -> entitlement.key().toString();
            Named<Entitlement> listing =
                    new Named<>(filter.toString(), sync.entitlements().matching(filter), name);
            listings.add(listing);
            check(
                    listing,
                    entitlements.stream()
                            .filter(entitlement -> is(filter.resource(), entitlement.resource())
                                    && is(
                                            filter.resourceType(),
                                            entitlement.resource().type()))
                            .map(name),
                    dice);
        }
        for (int i = 0; i < Seeds.rounds(OTHER_FILTERS); i++) {
            ResourceFilter filter = i == 0 ? ResourceFilter.ALL : resourceFilter(resources, dice);
            Function<Resource, String> name = resource -> resource.id().toString();
            Named<Resource> listing =
                    new Named<>(filter.toString(), sync.resources().matching(filter), name);
            listings.add(listing);
            check(
                    listing,
                    resources.stream()
                            .filter(resource -> is(filter.type(), resource.id().type())
                                    && (filter.parent().isEmpty()
                                            || filter.parent().equals(resource.parent())))
                            .map(name),
                    dice);
        }
        List<Named<?>> plain = List.of(
                new Named<>("resource types", sync.resourceTypes().all(), ResourceType::id),
                new Named<>("assets", sync.assets().all(), Asset::id),
                new Named<>("sessions", sync.sessions().all(), SessionEntry::key));
        for (Named<?> listing : plain) {
            assertThat(listing.paged(dice, 3)).as(listing.what()).isEqualTo(listing.unpaged());
        }
        listings.addAll(plain);
        tokensLeadOnAtHomeOnly(listings, dice);
    }

    private static void check(Named<?> listing, Stream<String> expected, Dice dice) {
        List<String> unpaged = listing.unpaged();
        assertThat(unpaged)
                .as("seed %d: %s", Seeds.ofRun(), listing.what())
                .containsExactlyInAnyOrderElementsOf(expected.toList());
        int maxPageSize = dice.pick(List.of(1 + unpaged.size() / 40, 50, 2_000));
        assertThat(listing.paged(dice, maxPageSize))
                .as("seed %d, pages of up to %d: %s", Seeds.ofRun(), maxPageSize, listing.what())
                .isEqualTo(unpaged);
    }

    /**
     * A token is refused by every listing that its position cannot be a position of; where it could be one, the listing
     * goes on behind it and shows a tail of its own. What was changed in a token is treated the same.
     */
    private static void tokensLeadOnAtHomeOnly(List<Named<?>> listings, Dice dice) {
        for (int i = 0; i < Seeds.rounds(60); i++) {
            Named<?> from = dice.pick(listings);
            String token =
                    from.listing().page(PageRequest.ofSize(dice.between(1, 4))).nextToken();
            if (token.isEmpty()) {
                continue;
            }
            Named<?> to = dice.pick(listings);
            String given = dice.oneIn(2) ? token : changed(token, dice);
            if (given.isEmpty()) {
                continue;
            }
            try {
                List<String> rest = rest(to, given);
                List<String> all = to.unpaged();
                assertThat(rest)
                        .as("seed %d: %s in %s", Seeds.ofRun(), given, to.what())
                        .isEqualTo(all.subList(all.size() - rest.size(), all.size()));
            } catch (StoreException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT);
                assertThat(e).hasMessageContaining("page token");
            }
        }
        for (String malformed : List.of("!", "AA=", "A", "====", "\0")) {
            for (Named<?> listing : listings) {
                assertThatThrownBy(() ->
                                listing.listing().page(PageRequest.ofSize(1).withToken(malformed)))
                        .as("%s in %s", malformed, listing.what())
                        .isInstanceOf(StoreException.class);
            }
        }
        Named<?> types = listings.get(listings.size() - 3);
        String foreign = types.listing().page(PageRequest.ofSize(1)).nextToken();
        if (!foreign.isEmpty()) {
            for (Named<?> listing : listings) {
                if (!listing.what().equals(types.what())) {
                    assertThatThrownBy(() ->
                                    listing.listing().page(PageRequest.ofSize(1).withToken(foreign)))
                            .as("a resource type's token in %s", listing.what())
                            .isInstanceOf(StoreException.class);
                }
            }
        }
    }

    private static <T> List<String> rest(Named<T> listing, String token) {
        List<String> names = new ArrayList<>();
        String next = token;
        do {
            Page<T> page = listing.listing().page(PageRequest.ofSize(5_000).withToken(next));
            page.records().forEach(record -> names.add(listing.name().apply(record)));
            next = page.nextToken();
        } while (!next.isEmpty());
        return names;
    }

    private static String changed(String token, Dice dice) {
        byte[] position = Base64.getUrlDecoder().decode(token);
        if (dice.oneIn(3)) {
            position = java.util.Arrays.copyOf(position, dice.below(position.length));
        } else {
            position[dice.below(position.length)] = (byte) dice.below(dice.oneIn(2) ? 3 : 256);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position);
    }

    /** Key and id: in older interiors several grants may have one key. */
    private static String name(Grant grant) {
        GrantKey key = grant.key();
        return key.entitlement() + " to " + key.principal() + " as " + grant.id();
    }

    private static boolean matches(GrantFilter filter, Grant grant) {
        EntitlementKey entitlement = grant.entitlement();
        return is(filter.entitlement(), entitlement)
                && is(filter.resource(), entitlement.resource())
                && is(filter.resourceType(), entitlement.resource().type())
                && is(filter.principal(), grant.principal())
                && (filter.principalTypes().isEmpty()
                        || filter.principalTypes().contains(grant.principal().type()))
                && (!filter.pendingExpansion() || grant.needsExpansion());
    }

    /** Conditions of one grant as a rule, so that many answers are not empty; sometimes of two. */
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
            filter = filter.withPrincipal(
                    dice.oneIn(8) ? ResourceId.of(one.principal().type(), "none") : other.principal());
        }
        if (dice.oneIn(3)) {
            filter = filter.withPrincipalTypes(
                    dice.oneIn(2)
                            ? Set.of(other.principal().type())
                            : Set.copyOf(List.of(one.principal().type(), "group")));
        }
        return dice.oneIn(4) ? filter.withPendingExpansion() : filter;
    }

    private static EntitlementFilter entitlementFilter(List<Entitlement> all, Dice dice) {
        ResourceId one = dice.pick(all).resource();
        return new EntitlementFilter(
                dice.oneIn(2) ? Optional.of(one) : Optional.empty(),
                dice.oneIn(2)
                        ? Optional.of((dice.oneIn(4) ? dice.pick(all).resource() : one).type())
                        : Optional.empty());
    }

    private static ResourceFilter resourceFilter(List<Resource> all, Dice dice) {
        Resource one = dice.pick(all);
        List<ResourceId> parents =
                all.stream().flatMap(resource -> resource.parent().stream()).toList();
        Optional<ResourceId> parent = dice.oneIn(3)
                ? Optional.of(one.id())
                : one.parent().or(() -> parents.isEmpty() ? Optional.empty() : Optional.of(dice.pick(parents)));
        return new ResourceFilter(
                dice.oneIn(2)
                        ? Optional.of(
                                (dice.oneIn(4) ? dice.pick(all) : one).id().type())
                        : Optional.empty(),
                dice.oneIn(2) ? parent : Optional.empty());
    }

    private static <T> boolean is(Optional<T> condition, T value) {
        return condition.isEmpty() || condition.get().equals(value);
    }
}

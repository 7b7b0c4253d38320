package dev.grantlake.records;

import dev.grantlake.records.key.Ksuid;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Made-up syncs of the older layouts against plain lists of what was put into them: whatever the filter and the page
 * size, the pages are what a search of the list finds, each record once, and a token leads on in its own listing only.
 */
@ExtendWith(Seeds.class)
class RandomizedExternalIdStoreTest {

    /** Few, so that they meet again in other places; some have separators and escapes in them. */
    private static final List<String> TEXTS = List.of("a", "ab", "b", "a:b", "\0", "\u0001", "a\0b", "é", "");

    /** What was put into one sync. */
    private static final class Model {
        final Map<String, GrantKeyed> grants = new LinkedHashMap<>();
        final Map<String, ResourceId> entitlements = new LinkedHashMap<>();
        final Map<ResourceId, Optional<ResourceId>> resources = new LinkedHashMap<>();
    }

    private record GrantKeyed(String id, EntitlementKey entitlement, ResourceId principal, boolean pending) {

        boolean matches(GrantFilter filter) {
            return is(filter.entitlement(), entitlement)
                    && is(filter.resource(), entitlement.resource())
                    && is(filter.resourceType(), entitlement.resource().type())
                    && is(filter.principal(), principal)
                    && (filter.principalTypes().isEmpty()
                            || filter.principalTypes().contains(principal.type()))
                    && (!filter.pendingExpansion() || pending);
        }
    }

    @Test
    void listingsAreWhatAPlainSearchFinds(Dice dice) {
        for (int i = 0; i < Seeds.rounds(60); i++) {
            SortedEntries entries = new SortedEntries();
            Map<String, Model> models = new LinkedHashMap<>();
            if (dice.oneIn(3)) {
                String id = ksuid(dice).toString();
                ExternalIdRows rows = ExternalIdRows.pebble2(id);
                entries = rows.entries();
                models.put(id, fill(rows, dice));
            } else {
                for (int syncs = dice.between(1, 4); syncs > 0; syncs--) {
                    Ksuid id = ksuid(dice);
                    models.put(id.toString(), fill(ExternalIdRows.pebble(entries, id), dice));
                }
            }
            RecordStore store = RecordStore.open(entries, KeyValueFixtures.metadata(entries));
            assertThat(store.syncRuns()).hasSize(models.size());
            store.syncRuns().forEach(run -> {
                RecordSync sync = (RecordSync) store.sync(run);
                Model model = models.getOrDefault(run.id(), new Model());
                compare(sync, model, dice);
            });
            assertThat(entries.openCursors()).isZero();
        }
    }

    private static Ksuid ksuid(Dice dice) {
        byte[] random = dice.bytes(Ksuid.RANDOM_LENGTH);
        if (dice.oneIn(2)) {
            java.util.Arrays.fill(random, 0, 12, (byte) dice.below(3));
        }
        return Ksuid.of(
                Instant.ofEpochSecond(1_400_000_000L + dice.below(1 << 20)), dev.grantlake.base.Bytes.wrap(random));
    }

    private static Model fill(ExternalIdRows rows, Dice dice) {
        Model model = new Model();
        for (int i = dice.below(40); i > 0; i--) {
            ResourceId id = resource(dice);
            Optional<ResourceId> parent = dice.oneIn(2) ? Optional.of(resource(dice)) : Optional.empty();
            if (model.resources.putIfAbsent(id, parent) == null) {
                rows.resource(id.type(), id.id(), parent);
            }
        }
        for (int i = dice.below(30); i > 0; i--) {
            String id = dice.pick(TEXTS) + dice.pick(TEXTS);
            ResourceId on = resource(dice);
            if (model.entitlements.putIfAbsent(id, on) == null) {
                rows.entitlement(on.type(), on.id(), id);
            }
        }
        for (int i = dice.below(120); i > 0; i--) {
            String id = dice.pick(TEXTS) + dice.pick(TEXTS) + dice.pick(TEXTS);
            EntitlementKey entitlement = new EntitlementKey(resource(dice), dice.pick(TEXTS));
            GrantKeyed grant = new GrantKeyed(id, entitlement, resource(dice), dice.oneIn(4));
            if (model.grants.putIfAbsent(id, grant) == null) {
                rows.grant(
                        id,
                        entitlement.resource().type(),
                        entitlement.resource().id(),
                        entitlement.id(),
                        grant.principal.type(),
                        grant.principal.id(),
                        grant.pending);
            }
        }
        return model;
    }

    private static ResourceId resource(Dice dice) {
        return ResourceId.of(dice.pick(TEXTS), dice.pick(TEXTS));
    }

    private static void compare(RecordSync sync, Model model, Dice dice) {
        List<Listing<?>> listings = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            GrantFilter filter = grantFilter(dice);
            Listing<Grant> listing = new Listing<>(after -> sync.grants(filter, after));
            listings.add(listing);
            assertThat(pages(listing, dice).stream().map(grant -> id(grant)))
                    .as("seed %d: %s", Seeds.ofRun(), filter)
                    .containsExactlyInAnyOrderElementsOf(model.grants.values().stream()
                            .filter(grant -> grant.matches(filter))
                            .map(GrantKeyed::id)
                            .toList());
        }
        for (int i = 0; i < 10; i++) {
            EntitlementFilter filter = new EntitlementFilter(
                    dice.oneIn(2) ? Optional.of(resource(dice)) : Optional.empty(),
                    dice.oneIn(3) ? Optional.of(dice.pick(TEXTS)) : Optional.empty());
            Listing<Entitlement> listing = new Listing<>(after -> sync.entitlements(filter, after));
            listings.add(listing);
            assertThat(pages(listing, dice).stream().map(Entitlement::id))
                    .as("seed %d: %s", Seeds.ofRun(), filter)
                    .containsExactlyInAnyOrderElementsOf(model.entitlements.entrySet().stream()
                            .filter(entry -> is(filter.resource(), entry.getValue())
                                    && is(
                                            filter.resourceType(),
                                            entry.getValue().type()))
                            .map(Map.Entry::getKey)
                            .toList());
        }
        for (int i = 0; i < 10; i++) {
            ResourceFilter filter = new ResourceFilter(
                    dice.oneIn(2) ? Optional.of(dice.pick(TEXTS)) : Optional.empty(),
                    dice.oneIn(2) ? Optional.of(parent(dice)) : Optional.empty());
            Listing<Resource> listing = new Listing<>(after -> sync.resources(filter, after));
            listings.add(listing);
            assertThat(pages(listing, dice).stream().map(Resource::id))
                    .as("seed %d: %s", Seeds.ofRun(), filter)
                    .containsExactlyInAnyOrderElementsOf(model.resources.entrySet().stream()
                            .filter(entry -> is(filter.type(), entry.getKey().type())
                                    && (filter.parent().isEmpty()
                                            || filter.parent().equals(entry.getValue())))
                            .map(Map.Entry::getKey)
                            .toList());
        }
        tokensStayAtHome(listings, dice);
    }

    /** A token either leads on in another listing, whose entries the position could be of, or is refused as one. */
    private static void tokensStayAtHome(List<Listing<?>> listings, Dice dice) {
        String token =
                dice.pick(listings).page(PageRequest.ofSize(dice.between(1, 5))).nextToken();
        for (Listing<?> other : listings) {
            String given = dice.oneIn(5) ? token + "A" : token;
            try {
                long rest = other.page(PageRequest.ofSize(10_000).withToken(given))
                        .records()
                        .size();
                assertThat(rest).isLessThanOrEqualTo(other.count());
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("page token");
            }
        }
        Listing<?> types = listings.get(listings.size() - 1);
        Listing<?> grants = listings.get(0);
        String foreign = types.page(PageRequest.ofSize(1)).nextToken();
        if (!foreign.isEmpty()) {
            assertThatThrownBy(() -> grants.page(PageRequest.ofSize(1).withToken(foreign)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("page token");
        }
    }

    /** Parents without an id are in no index. */
    private static ResourceId parent(Dice dice) {
        ResourceId parent = resource(dice);
        return parent.id().isEmpty() ? ResourceId.of(parent.type(), "a") : parent;
    }

    private static String id(Grant grant) {
        return grant.toRecord().getExternalId();
    }

    private static GrantFilter grantFilter(Dice dice) {
        GrantFilter filter = GrantFilter.ALL;
        ResourceId on = resource(dice);
        if (dice.oneIn(3)) {
            filter = filter.withEntitlement(new EntitlementKey(on, dice.pick(TEXTS)));
        }
        if (dice.oneIn(4)) {
            filter = filter.withResource(dice.oneIn(4) ? resource(dice) : on);
        }
        if (dice.oneIn(4)) {
            filter = filter.withResourceType(dice.oneIn(4) ? dice.pick(TEXTS) : on.type());
        }
        if (dice.oneIn(3)) {
            filter = filter.withPrincipal(resource(dice));
        }
        if (dice.oneIn(3)) {
            filter = filter.withPrincipalTypes(
                    dice.oneIn(2) ? Set.of(dice.pick(TEXTS)) : Set.copyOf(List.of(dice.pick(TEXTS), "a")));
        }
        return dice.oneIn(4) ? filter.withPendingExpansion() : filter;
    }

    private static <T> List<T> pages(Listing<T> listing, Dice dice) {
        List<T> all = new ArrayList<>();
        String token = "";
        do {
            Page<T> page = listing.page(PageRequest.ofSize(dice.between(1, 20)).withToken(token));
            all.addAll(page.records());
            token = page.nextToken();
        } while (!token.isEmpty());
        return all;
    }

    private static <T> boolean is(Optional<T> condition, T value) {
        return condition.isEmpty() || condition.get().equals(value);
    }
}

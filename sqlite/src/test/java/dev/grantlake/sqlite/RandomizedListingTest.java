package dev.grantlake.sqlite;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Listing;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Random files with two syncs, asked with random filters and page sizes: what comes is what a filtered list gives. */
@ExtendWith(Seeds.class)
class RandomizedListingTest {

    private static final List<String> TYPES = List.of("user", "group", "app");
    private static final List<String> SYNCS = List.of("sync-a", "sync-b");

    @TempDir
    private Path folder;

    /** What was put into one sync, in the order in which it was put. */
    private record Model(
            List<dev.grantlake.wire.connector.v2.Resource> resources,
            List<dev.grantlake.wire.connector.v2.Entitlement> entitlements,
            List<dev.grantlake.wire.connector.v2.Grant> grants,
            Set<String> pending) {

        Model() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        }
    }

    @Test
    void listingsAreFilteredLists(Dice dice) {
        for (int round = 0; round < Seeds.rounds(3); round++) {
            List<Model> models = List.of(new Model(), new Model());
            try (V1Builder file = V1Builder.today()) {
                for (String sync : SYNCS) {
                    file.sync(sync, "2026-05-28 09:14:59", "2026-05-28 09:15:02");
                }
                fill(file, models, dice);
                Path path = file.write(folder.resolve("random.c1z"));
                try (Store store = Grantlake.open(path, OpenOptions.defaults().withZone(ZoneOffset.UTC))) {
                    for (int i = 0; i < SYNCS.size(); i++) {
                        compare(store.sync(SYNCS.get(i)), models.get(i), dice);
                    }
                }
            }
        }
    }

    /** The rows of both syncs mixed, so that neither has a run of row ids of its own. */
    private static void fill(V1Builder file, List<Model> models, Dice dice) {
        int rows = dice.between(0, 120);
        for (int i = 0; i < rows; i++) {
            int which = dice.below(SYNCS.size());
            String sync = SYNCS.get(which);
            Model model = models.get(which);
            var resource = Messages.resource(dice.pick(TYPES), "r" + i);
            if (dice.oneIn(2)) {
                resource = resource.toBuilder()
                        .setParentResourceId(Messages.id(dice.pick(TYPES), "p" + dice.below(3)))
                        .build();
            }
            file.resource(sync, resource);
            model.resources().add(resource);
            var entitlement = dev.grantlake.wire.connector.v2.Entitlement.newBuilder()
                    .setId("e" + i)
                    .setResource(Messages.resource(dice.pick(TYPES), "p" + dice.below(3)))
                    .build();
            file.entitlement(sync, entitlement);
            model.entitlements().add(entitlement);
            for (int g = dice.below(4); g > 0; g--) {
                var of = dice.pick(model.entitlements());
                var principal = Messages.resource(dice.pick(TYPES), "r" + dice.below(20));
                var grant = Messages.grant(of, principal).toBuilder()
                        .setId("g" + i + "-" + g)
                        .build();
                boolean pending = dice.oneIn(5);
                var stored = dice.oneIn(3) ? Messages.slim(grant) : grant;
                file.grant(
                        sync,
                        grant,
                        stored,
                        pending || dice.oneIn(5) ? Messages.expandable("x").toByteArray() : null,
                        pending ? 1 : 0);
                model.grants().add(grant);
                if (pending) {
                    model.pending().add(grant.getId());
                }
            }
        }
    }

    private static void compare(Sync sync, Model model, Dice dice) {
        for (int i = 0; i < 40; i++) {
            compareResources(sync, model, dice);
            compareEntitlements(sync, model, dice);
            compareGrants(sync, model, dice);
        }
        assertThat(sync.statistics().statistics().grants())
                .isEqualTo(model.grants().size());
    }

    private static void compareResources(Sync sync, Model model, Dice dice) {
        ResourceFilter filter = ResourceFilter.ALL;
        Predicate<dev.grantlake.wire.connector.v2.Resource> wanted = resource -> true;
        if (dice.oneIn(2)) {
            String type = dice.pick(TYPES);
            filter = filter.withType(type);
            wanted = wanted.and(resource -> resource.getId().getResourceType().equals(type));
        }
        if (dice.oneIn(2)) {
            ResourceId parent = ResourceId.of(dice.pick(TYPES), "p" + dice.below(4));
            filter = filter.withParent(parent);
            wanted = wanted.and(resource -> resource.hasParentResourceId()
                    && ResourceRow.id(resource.getParentResourceId()).equals(parent));
        }
        same(
                sync.resources().matching(filter),
                Resource::toMessage,
                model.resources().stream().filter(wanted).toList(),
                dice);
    }

    private static void compareEntitlements(Sync sync, Model model, Dice dice) {
        EntitlementFilter filter = EntitlementFilter.ALL;
        Predicate<dev.grantlake.wire.connector.v2.Entitlement> wanted = entitlement -> true;
        if (dice.oneIn(2)) {
            ResourceId resource = ResourceId.of(dice.pick(TYPES), "p" + dice.below(4));
            filter = filter.withResource(resource);
            wanted = wanted.and(
                    entitlement -> EntitlementRow.key(entitlement).resource().equals(resource));
        }
        if (dice.oneIn(3)) {
            String type = dice.pick(TYPES);
            filter = filter.withResourceType(type);
            wanted = wanted.and(entitlement ->
                    EntitlementRow.key(entitlement).resource().type().equals(type));
        }
        same(
                sync.entitlements().matching(filter),
                Entitlement::toMessage,
                model.entitlements().stream().filter(wanted).toList(),
                dice);
    }

    private static void compareGrants(Sync sync, Model model, Dice dice) {
        GrantFilter filter = GrantFilter.ALL;
        Predicate<dev.grantlake.wire.connector.v2.Grant> wanted = grant -> true;
        if (dice.oneIn(3) && !model.entitlements().isEmpty()) {
            var key = EntitlementRow.key(dice.pick(model.entitlements()));
            filter = filter.withEntitlement(key);
            wanted = wanted.and(
                    grant -> EntitlementRow.key(grant.getEntitlement()).equals(key));
        }
        if (dice.oneIn(4)) {
            ResourceId resource = ResourceId.of(dice.pick(TYPES), "p" + dice.below(4));
            filter = filter.withResource(resource);
            wanted = wanted.and(grant ->
                    EntitlementRow.key(grant.getEntitlement()).resource().equals(resource));
        }
        if (dice.oneIn(4)) {
            String type = dice.pick(TYPES);
            filter = filter.withResourceType(type);
            wanted = wanted.and(grant ->
                    EntitlementRow.key(grant.getEntitlement()).resource().type().equals(type));
        }
        if (dice.oneIn(3)) {
            ResourceId principal = ResourceId.of(dice.pick(TYPES), "r" + dice.below(20));
            filter = filter.withPrincipal(principal);
            wanted = wanted.and(
                    grant -> ResourceRow.id(grant.getPrincipal().getId()).equals(principal));
        }
        if (dice.oneIn(4)) {
            Set<String> types = Set.of(dice.pick(TYPES), "none");
            filter = filter.withPrincipalTypes(types);
            wanted = wanted.and(
                    grant -> types.contains(grant.getPrincipal().getId().getResourceType()));
        }
        if (dice.oneIn(4)) {
            filter = filter.withPendingExpansion();
            wanted = wanted.and(grant -> model.pending().contains(grant.getId()));
        }
        same(
                sync.grants().matching(filter),
                Grant::id,
                model.grants().stream()
                        .filter(wanted)
                        .map(dev.grantlake.wire.connector.v2.Grant::getId)
                        .toList(),
                dice);
    }

    private static <T, V> void same(Listing<T> listing, Function<T, V> view, List<V> expected, Dice dice) {
        assertThat(listing.stream().map(view)).isEqualTo(expected);
        PageRequest request = PageRequest.ofSize(dice.between(1, 12));
        List<V> paged = new ArrayList<>();
        Page<T> page = listing.page(request);
        page.records().forEach(found -> paged.add(view.apply(found)));
        while (!page.last()) {
            page = listing.page(request.withToken(page.nextToken()));
            page.records().forEach(found -> paged.add(view.apply(found)));
        }
        assertThat(paged).isEqualTo(expected);
    }

    @Test
    void tokensOfNoPageAreRefused(Dice dice) {
        try (V1Builder file = V1Builder.withSync("s").type("s", "a").type("s", "b")) {
            file.resource("s", Messages.resource("user", "x")).session("s", "k", new byte[1]);
            Path path = file.write(folder.resolve("tokens.c1z"));
            try (Store store = Grantlake.open(path)) {
                Sync sync = store.latestSync().orElseThrow();
                String token =
                        sync.resourceTypes().all().page(PageRequest.ofSize(1)).nextToken();
                assertThat(sync.resourceTypes()
                                .all()
                                .page(new PageRequest(1, token))
                                .records())
                        .extracting(type -> type.id())
                        .containsExactly("b");
                refused(sync.resources().all(), token);
                refused(sync.sessions().all(), token);
                for (String text : List.of(
                        "v1_resource_types",
                        "v1_resource_types ",
                        "v1_resource_types -1",
                        "v1_resource_types 01",
                        "v1_resource_types 1x",
                        "v1_resource_types 1 ",
                        "v1_resource_types 9223372036854775808",
                        "v1_resource_types 99999999999999999999",
                        "v1_resource_types \u0661",
                        "1",
                        " ")) {
                    refused(
                            sync.resourceTypes().all(),
                            Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(Bytes.utf8(text).toArray()));
                }
                for (int i = 0; i < 200; i++) {
                    refused(
                            sync.resourceTypes().all(),
                            Base64.getUrlEncoder().withoutPadding().encodeToString(dice.bytes(dice.between(1, 30))));
                }
            }
        }
    }

    private static void refused(Listing<?> listing, String token) {
        assertThatThrownBy(() -> listing.page(new PageRequest(1, token)))
                .as(token)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("invalid page token");
    }
}

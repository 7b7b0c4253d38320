package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Listing;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Damages keys and values of a store and asks it everything: each question gives an answer or a typed error. */
@ExtendWith(Seeds.class)
class HostileStoreTest {

    private static final ResourceId GROUP = ResourceId.of("group", "g1");
    private static final ResourceId USER = ResourceId.of("user", "u2");
    private static final EntitlementKey MEMBER = new EntitlementKey(GROUP, "group:g1:member");

    private static final Ksuid SYNC =
            Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").orElseThrow();

    private int answers;
    private int errors;

    @Test
    void everyQuestionGetsAnAnswerOrATypedError(Dice dice) {
        SortedEntries sound = KeyValueFixtures.load("tiny.v3.kv.txt.zst");
        damageAndAsk(sound, dice);
    }

    @Test
    void everyQuestionToAnOlderStoreGetsAnAnswerOrATypedError(Dice dice) {
        SortedEntries pebble = new SortedEntries();
        fill(ExternalIdRows.pebble(pebble, SYNC));
        damageAndAsk(pebble, dice);
        damageAndAsk(fill(ExternalIdRows.pebble2(SYNC.toString())), dice);
    }

    private static SortedEntries fill(ExternalIdRows rows) {
        return rows.resourceType("user")
                .resource("group", "g1", Optional.empty())
                .resource("user", "u2", Optional.of(GROUP))
                .entitlement("group", "g1", "group:g1:member")
                .grant("group:g1:member:user:u2", "group", "g1", "group:g1:member", "user", "u2", true)
                .grant("custom-id", "group", "g1", "group:g1:member", "user", "u2", false)
                .entries();
    }

    private void damageAndAsk(SortedEntries sound, Dice dice) {
        for (Bytes key : List.copyOf(sound.entries().keySet())) {
            if (key.startsWith(Bytes.ofHex("0305"))) {
                sound.remove(key); // large, and damaged assets are no different from other damaged values
            }
        }
        List<Bytes> keys = List.copyOf(sound.entries().keySet());
        for (int i = 0; i < Seeds.rounds(1_500); i++) {
            SortedEntries damaged = sound.copy();
            for (int j = dice.between(1, 3); j > 0; j--) {
                damage(damaged, dice.pick(keys), dice);
            }
            ask(damaged);
            assertThat(damaged.openCursors()).isZero();
        }
        assertThat(answers).isPositive();
        assertThat(errors).isPositive();
    }

    private static void damage(SortedEntries entries, Bytes key, Dice dice) {
        Bytes value = entries.get(key);
        if (value == null) {
            return;
        }
        if (dice.oneIn(3)) {
            Mutations.garblings(key.toArray(), 1, dice)
                    .forEach(damage -> entries.remove(key).put(Bytes.wrap(damage.bytes()), value));
        } else {
            Mutations.garblings(value.toArray(), 1, dice)
                    .forEach(damage -> entries.put(key, Bytes.wrap(damage.bytes())));
        }
    }

    private void ask(SortedEntries entries) {
        attempt(() -> {
            RecordStore store = RecordStore.open(entries, KeyValueFixtures.metadata(entries));
            store.syncRuns().forEach(run -> ask(store.sync(run)));
        });
    }

    private void ask(SyncBackend sync) {
        attempt(sync::statistics);
        attempt(sync::count);
        attempt(sync::grantDigest);
        attempt(() -> sync.grantDigest(MEMBER));
        attempt(() -> sync.entitlementsById("group:g1:member"));
        attempt(() -> sync.grantedEntitlement("group:g1:member"));
        attempt(() -> sync.grantById("group:g1:member:user:u2"));
        attempt(() -> sync.grantById("custom-id"));
        attempt(() -> sync.resource(USER).ifPresent(dev.grantlake.store.Resource::toMessage));
        attempt(() -> sync.session("a:b:c"));
        attempt(() -> new Listing<>(sync::resourceTypes).forEach(dev.grantlake.store.ResourceType::toMessage));
        attempt(() -> new Listing<>(after -> sync.sessions("", after)).count());
        for (ResourceFilter filter : List.of(
                ResourceFilter.ALL, ResourceFilter.ALL.withType("user"), ResourceFilter.ALL.withParent(GROUP))) {
            attempt(() -> new Listing<>(after -> sync.resources(filter, after)).forEach(resource -> {
                resource.id();
                resource.toMessage();
            }));
        }
        attempt(() -> new Listing<>(after -> sync.entitlements(EntitlementFilter.ALL, after)).forEach(entitlement -> {
            entitlement.key();
            entitlement.toMessage();
        }));
        for (GrantFilter filter : List.of(
                GrantFilter.ALL,
                GrantFilter.ALL.withEntitlement(MEMBER),
                GrantFilter.ALL.withPrincipal(USER),
                GrantFilter.ALL.withPendingExpansion(),
                GrantFilter.ALL.withPrincipalTypes(java.util.Set.of("user")))) {
            attempt(() -> new Listing<>(after -> sync.grants(filter, after)).forEach(HostileStoreTest::readAll));
        }
    }

    private static void readAll(Grant grant) {
        grant.id();
        grant.sources();
        grant.toExpandableMessage();
        assertThat(grant.toString()).isNotEmpty();
    }

    private void attempt(Runnable question) {
        try {
            question.run();
            answers++;
        } catch (StorageException e) {
            errors++;
        }
    }
}

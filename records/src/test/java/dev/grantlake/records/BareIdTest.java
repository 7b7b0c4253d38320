package dev.grantlake.records;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Listing;
import dev.grantlake.store.ResourceId;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BareIdTest {

    static List<String> fixtures() {
        return KeyValueFixtures.NAMES;
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyEntitlementIsFoundByItsId(String fixture) {
        SortedEntries entries = KeyValueFixtures.load(fixture);
        RecordSync sync = KeyValueFixtures.sync(entries);
        Map<String, List<EntitlementKey>> byId = new HashMap<>();
        new Listing<>(after -> sync.entitlements(EntitlementFilter.ALL, after))
                .forEach(entitlement -> byId.computeIfAbsent(entitlement.id(), id -> new ArrayList<>())
                        .add(entitlement.key()));
        byId.forEach((id, keys) -> {
            assertThat(sync.entitlementsById(id).stream().map(Entitlement::key).toList())
                    .isEqualTo(keys);
            if (keys.size() == 1) {
                assertThat(sync.grantedEntitlement(id)).contains(keys.get(0));
            } else {
                isAmbiguous(() -> sync.grantedEntitlement(id));
            }
        });
        assertThat(sync.entitlementsById("there is none")).isEmpty();
        assertThat(entries.openCursors()).isZero();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyGrantIsFoundByItsIdUnlessSeveralAnswer(String fixture) {
        SortedEntries entries = KeyValueFixtures.load(fixture);
        RecordSync sync = KeyValueFixtures.sync(entries);
        Map<String, List<GrantKey>> byId = new HashMap<>();
        new Listing<>(after -> sync.grants(GrantFilter.ALL, after))
                .forEach(grant -> byId.computeIfAbsent(grant.id(), id -> new ArrayList<>())
                        .add(grant.key()));
        byId.forEach((id, keys) -> {
            if (keys.size() == 1) {
                try {
                    assertThat(sync.grantById(id).map(Grant::key)).as(id).contains(keys.get(0));
                } catch (StorageException e) {
                    // Another way to cut the id, or too many ways.
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION);
                    assertThat(id.chars().filter(c -> c == ':').count()).isGreaterThan(4);
                }
            } else {
                isAmbiguous(() -> sync.grantById(id));
            }
        });
        assertThat(entries.openCursors()).isZero();
    }

    @Test
    void manyEntitlementsWithOneIdAreFoundAcrossGroups() {
        Rows rows = new Rows();
        for (int i = 0; i < 500; i++) {
            rows.entitlement("app", "a" + i, i % 3 == 0 ? "admin" : "id-" + i);
        }
        List<Entitlement> admins = rows.sync().entitlementsById("admin");
        assertThat(admins).hasSize(167).allMatch(entitlement -> entitlement.id().equals("admin"));
        assertThat(admins)
                .isSortedAccordingTo(
                        (a, b) -> a.resource().id().compareTo(b.resource().id()));
        assertThat(rows.sync().entitlementsById("id-499")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 300, 1_000, 5_000, 20_000, 1 << 20})
    void theIndexOfIdsKeepsAsMuchAsItMayAndFindsAll(long maxKeptBytes) {
        Rows rows = new Rows();
        for (int i = 0; i < 137; i++) {
            rows.entitlement("app", String.format("a%03d", i), i % 5 == 0 ? "admin" : "id-" + i);
        }
        EntitlementIds ids = rows.entitlementIds(maxKeptBytes);
        for (int i = 0; i < 137; i++) {
            if (i % 5 != 0) {
                ResourceId resource = ResourceId.of("app", String.format("a%03d", i));
                assertThat(ids.find("id-" + i)).containsExactly(new EntitlementKey(resource, "id-" + i));
            }
        }
        assertThat(ids.find("admin"))
                .hasSize(28)
                .isSortedAccordingTo(
                        (a, b) -> a.resource().id().compareTo(b.resource().id()));
        assertThat(ids.find("id-137")).isEmpty();
        assertThat(rows.entries().openCursors()).isZero();
    }

    @Test
    void findsAGrantByTheIdMadeOfItsParts() {
        RecordSync sync = new Rows()
                .grant("", "group", "g1", "group:g1:member", "user", "alice")
                .grant("group:g1:member:user:bob", "group", "g1", "group:g1:member", "user", "bob")
                .grant("", "a:b", "c:d", "a:b:c:d:x:y", "user", "u:1")
                .sync();
        assertThat(sync.grantById("group:g1:member:user:alice").orElseThrow().principal())
                .isEqualTo(ResourceId.of("user", "alice"));
        assertThat(sync.grantById("group:g1:member:user:bob").orElseThrow().principal())
                .isEqualTo(ResourceId.of("user", "bob"));
        assertThat(sync.grantById("a:b:c:d:x:y:user:u:1").orElseThrow().principal())
                .isEqualTo(ResourceId.of("user", "u:1"));
        assertThat(sync.grantById("group:g1:member:user:carol")).isEmpty();
        assertThat(sync.grantById("")).isEmpty();
    }

    @Test
    void anOpaqueEntitlementIdIsKnownFromItsRecord() {
        Rows rows = new Rows().grant("", "app", "a1", "ent-42", "user", "alice");
        assertThat(rows.sync().grantById("ent-42:user:alice")).isEmpty();
        rows.entitlement("app", "a1", "ent-42");
        assertThat(rows.sync().grantById("ent-42:user:alice")).isPresent();
    }

    @Test
    void aCandidateWithAnotherIdDoesNotCount() {
        RecordSync sync = new Rows()
                .grant("something else", "group", "g1", "group:g1:member", "user", "alice")
                .grant("group:g1:member:user:alice", "role", "r1", "role:r1:assigned", "user", "bob")
                .sync();
        assertThat(sync.grantById("group:g1:member:user:alice").orElseThrow().principal())
                .isEqualTo(ResourceId.of("user", "bob"));
        assertThat(sync.grantById("something else").orElseThrow().principal())
                .isEqualTo(ResourceId.of("user", "alice"));
    }

    @Test
    void severalAnswersAreAmbiguous() {
        RecordSync sync = new Rows()
                .grant("", "a", "b", "a:b:c:d", "user", "x")
                .grant("", "a", "b", "a:b:c", "d:user", "x")
                .grant("same", "a", "b", "one", "user", "x")
                .grant("same", "a", "b", "two", "user", "x")
                .sync();
        isAmbiguous(() -> sync.grantById("a:b:c:d:user:x"));
        isAmbiguous(() -> sync.grantById("same"));
    }

    @Test
    void tooManyWaysToCutAnIdAreAmbiguous() {
        RecordSync sync = new Rows().sync();
        assertThat(sync.grantById("x" + ":".repeat(19))).isEmpty();
        isAmbiguous(() -> sync.grantById("x" + ":".repeat(20)));
        isAmbiguous(() -> sync.grantById("x" + ":".repeat(65)));
        isAmbiguous(() -> sync.grantById("x" + ":".repeat(100_000)));
        isAmbiguous(() -> sync.grantedEntitlement("x" + ":".repeat(65)));
        assertThat(sync.grantedEntitlement("x" + ":".repeat(64))).isEmpty();
    }

    @Test
    void anEntitlementWithoutARecordIsFoundByItsGrants() {
        Rows rows = new Rows()
                .grant("", "group", "g1", "group:g1:member", "user", "alice")
                .grant("", "app", "a1", "ent-42", "user", "alice")
                .grant("", "a", "b:c", "a:b:c:d", "user", "alice")
                .grant("", "a:b", "c", "a:b:c:d", "user", "alice");
        assertThat(rows.sync().grantedEntitlement("group:g1:member"))
                .contains(new EntitlementKey(ResourceId.of("group", "g1"), "group:g1:member"));
        assertThat(rows.sync().grantedEntitlement("ent-42")).isEmpty();
        isAmbiguous(() -> rows.sync().grantedEntitlement("a:b:c:d"));
        rows.entitlement("a", "b:c", "a:b:c:d");
        assertThat(rows.sync().grantedEntitlement("a:b:c:d"))
                .contains(new EntitlementKey(ResourceId.of("a", "b:c"), "a:b:c:d"));
    }

    private static void isAmbiguous(ThrowableAssert.ThrowingCallable lookup) {
        assertThatThrownBy(lookup)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION))
                .hasMessageContaining("ambiguous");
    }
}

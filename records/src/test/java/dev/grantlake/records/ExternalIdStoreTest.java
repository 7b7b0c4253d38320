package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Listing;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Stores whose rows are keyed by external ids, of one sync and of many. */
@ExtendWith(Seeds.class)
class ExternalIdStoreTest {

    private static final Ksuid FIRST =
            Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").orElseThrow();
    private static final Ksuid SECOND = new Ksuid(Bytes.ofHex("0001000000000001010100000000000000000001"));
    private static final ResourceId G1 = ResourceId.of("group", "g1");
    private static final ResourceId ALICE = ResourceId.of("user", "alice");
    private static final EntitlementKey MEMBER = new EntitlementKey(G1, "group:g1:member");

    /** The two older layouts. */
    enum Older {
        PEBBLE,
        PEBBLE2;

        ExternalIdRows rows() {
            return this == PEBBLE
                    ? ExternalIdRows.pebble(new SortedEntries(), FIRST)
                    : ExternalIdRows.pebble2(FIRST.toString());
        }
    }

    private static ExternalIdRows filled(ExternalIdRows rows) {
        return rows.resourceType("group")
                .resourceType("user")
                .resource("group", "g1", Optional.empty())
                .resource("user", "alice", Optional.of(G1))
                .resource("user", "bob", Optional.of(G1))
                .entitlement("group", "g1", "group:g1:member")
                .entitlement("group", "g1", "owner")
                .asset("logo")
                .grant("dup-1", "group", "g1", "group:g1:member", "user", "alice", false)
                .grant("dup-2", "group", "g1", "group:g1:member", "user", "alice", true)
                .grant("", "group", "g1", "owner", "user", "bob", false)
                .grant("odd", "group", "g2", "loose", "user", "bob", false);
    }

    private static List<RecordSync> syncs(SortedEntries entries) {
        RecordStore store = RecordStore.open(entries, KeyValueFixtures.metadata(entries));
        return store.syncRuns().stream()
                .map(run -> (RecordSync) store.sync(run))
                .toList();
    }

    private static RecordSync only(ExternalIdRows rows) {
        return syncs(rows.entries()).get(0);
    }

    @ParameterizedTest
    @EnumSource
    void twoGrantsOfOnePairAreTwo(Older older) {
        RecordSync sync = only(filled(older.rows()));
        for (GrantFilter filter : List.of(
                GrantFilter.ALL,
                GrantFilter.ALL.withEntitlement(MEMBER),
                GrantFilter.ALL.withEntitlement(MEMBER).withPrincipal(ALICE),
                GrantFilter.ALL.withPrincipal(ALICE),
                GrantFilter.ALL.withResource(G1),
                GrantFilter.ALL.withResourceType("group"))) {
            assertThat(grants(sync, filter).stream().map(Grant::id))
                    .as("%s", filter)
                    .contains("dup-1", "dup-2");
        }
        assertThat(sync.grant(new GrantKey(MEMBER, ALICE)).orElseThrow().id()).isEqualTo("dup-1");
        assertThat(sync.grant(new GrantKey(new EntitlementKey(ALICE, MEMBER.id()), ALICE)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anIdIsAKey(Older older) {
        RecordSync sync = only(filled(older.rows()));
        assertThat(sync.grantById("dup-2").orElseThrow().needsExpansion()).isTrue();
        assertThat(sync.grantById("none")).isEmpty();
        assertThat(sync.grantById("")).isEmpty();
        Grant unnamed = sync.grantById("owner:user:bob").orElseThrow();
        assertThat(unnamed.id()).isEqualTo("owner:user:bob");
        assertThat(unnamed.toMessage().getId()).isEqualTo("owner:user:bob");
        assertThat(sync.grantById("owner:user:alice")).isEmpty();
        assertThat(sync.entitlementsById("owner")).hasSize(1);
        assertThat(sync.entitlementsById("loose")).isEmpty();
        assertThat(sync.entitlement(new EntitlementKey(G1, "owner"))).isPresent();
        assertThat(sync.entitlement(new EntitlementKey(ALICE, "owner"))).isEmpty();
        assertThat(sync.grantedEntitlement("owner")).contains(new EntitlementKey(G1, "owner"));
        assertThat(sync.grantedEntitlement("loose"))
                .contains(new EntitlementKey(ResourceId.of("group", "g2"), "loose"));
        assertThat(sync.grantedEntitlement("none")).isEmpty();
        assertThat(sync.asset("logo")).isPresent();
        assertThat(sync.resource(ALICE).flatMap(Resource::parent)).contains(G1);
        assertThat(sync.resourceType("user")).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void anEntitlementThatGrantsNameOnTwoResourcesIsAmbiguous(Older older) {
        RecordSync sync = only(filled(older.rows()).grant("odd-2", "group", "g3", "loose", "user", "bob", false));
        assertThatThrownBy(() -> sync.grantedEntitlement("loose"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION))
                .hasMessageContaining("group/g2")
                .hasMessageContaining("group/g3");
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatItHolds(Older older) {
        SyncStatistics counted = only(filled(older.rows())).count();
        assertThat(counted.syncId()).isEqualTo(FIRST.toString());
        assertThat(counted.resourceTypes()).isEqualTo(2);
        assertThat(counted.resourcesByType()).isEqualTo(Map.of("group", 1L, "user", 2L));
        assertThat(counted.entitlementsByResourceType()).isEqualTo(Map.of("group", 2L));
        assertThat(counted.grantsByResourceType()).isEqualTo(Map.of("group", 4L));
        assertThat(counted.assets()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void grantsWithoutReferencesAreInTheWholeListAndUnderTheirIds(Older older) {
        GrantRecord bare = GrantRecord.newBuilder().setExternalId("bare").build();
        RecordSync sync = only(filled(older.rows()).grant("bare", bare));
        assertThat(grants(sync, GrantFilter.ALL)).hasSize(5);
        Grant found = sync.grantById("bare").orElseThrow();
        assertThat(found.entitlement()).isEqualTo(new EntitlementKey(ResourceId.of("", ""), ""));
        assertThat(found.principal()).isEqualTo(ResourceId.of("", ""));
        assertThat(grants(sync, GrantFilter.ALL.withResourceType(""))).isEmpty();
        assertThat(grants(sync, GrantFilter.ALL.withPrincipalTypes(java.util.Set.of(""))))
                .isEmpty();
        assertThat(sync.count().grantsByResourceType()).isEqualTo(Map.of("", 1L, "group", 4L));
    }

    @ParameterizedTest
    @EnumSource
    void entriesThatTheirRowHasOutgrownArePassedOver(Older older) {
        ExternalIdRows rows = filled(older.rows())
                .index(0x03, "group:g1:member", "user", "alice", "odd")
                .index(0x03, "group:g1:member", "user", "alice", "gone")
                .index(0x04, "user", "alice", "odd")
                .index(0x05, "dup-1")
                .index(0x02, "group", "g9", "owner")
                .index(0x01, "app", "a1", "user", "bob");
        if (older == Older.PEBBLE2) {
            rows.index(0x07, "group", "g1", "odd");
        }
        RecordSync sync = only(rows);
        assertThat(grants(sync, GrantFilter.ALL.withEntitlement(MEMBER))).hasSize(2);
        assertThat(grants(sync, GrantFilter.ALL.withPrincipal(ALICE))).hasSize(2);
        assertThat(grants(sync, GrantFilter.ALL.withResource(G1))).hasSize(3);
        assertThat(grants(sync, GrantFilter.ALL.withPendingExpansion())).hasSize(1);
        assertThat(all(new Listing<>(after ->
                        sync.entitlements(EntitlementFilter.ALL.withResource(ResourceId.of("group", "g9")), after))))
                .isEmpty();
        assertThat(all(new Listing<>(
                        after -> sync.resources(ResourceFilter.ALL.withParent(ResourceId.of("app", "a1")), after))))
                .isEmpty();
    }

    /** Index 05 came later than version 1, and a deferred build leaves holes: then the rows are asked. */
    @Test
    void anIndexThatMayHaveHolesIsNotUsed() {
        for (Older older : Older.values()) {
            SortedEntries entries = filled(older.rows()).entries();
            if (older == Older.PEBBLE) {
                entries.remove(Bytes.ofHex("03ff69647800").plus(Bytes.utf8("grant_needs_expansion")));
            } else {
                entries.put(Bytes.ofHex("03ff").plus(Bytes.utf8("deferred_grant_idx_pending")), Bytes.EMPTY);
                removeAll(entries, "030703");
                removeAll(entries, "030704");
                removeAll(entries, "030707");
            }
            removeAll(entries, "030705");
            RecordSync sync = syncs(entries).get(0);
            assertThat(grants(sync, GrantFilter.ALL.withPendingExpansion())).hasSize(1);
            assertThat(grants(sync, GrantFilter.ALL.withPrincipal(ALICE))).hasSize(2);
            assertThat(grants(sync, GrantFilter.ALL.withEntitlement(MEMBER))).hasSize(2);
            assertThat(grants(sync, GrantFilter.ALL.withResource(G1))).hasSize(3);
            assertThat(sync.grantedEntitlement("loose")).isPresent();
        }
    }

    private static void removeAll(SortedEntries entries, String prefix) {
        for (Bytes key : List.copyOf(entries.entries().keySet())) {
            if (key.startsWith(Bytes.ofHex(prefix))) {
                entries.remove(key);
            }
        }
    }

    @Test
    void syncsAreApart() {
        SortedEntries entries = new SortedEntries();
        filled(ExternalIdRows.pebble(entries, FIRST));
        ExternalIdRows.pebble(entries, SECOND)
                .resource("group", "g1", Optional.empty())
                .grant("dup-1", "app", "a1", "app:a1:access", "user", "alice", false);
        List<RecordSync> syncs = syncs(entries);
        assertThat(syncs).extracting(sync -> sync.run().id()).containsExactly(SECOND.toString(), FIRST.toString());
        assertThat(grants(syncs.get(0), GrantFilter.ALL)).hasSize(1);
        assertThat(grants(syncs.get(1), GrantFilter.ALL)).hasSize(4);
        assertThat(syncs.get(0).grantById("dup-1").orElseThrow().entitlement().id())
                .isEqualTo("app:a1:access");
        assertThat(syncs.get(0).count().grants()).isEqualTo(1);
        for (GrantFilter filter : List.of(
                GrantFilter.ALL, GrantFilter.ALL.withPrincipal(ALICE), GrantFilter.ALL.withEntitlement(MEMBER))) {
            Listing<Grant> here = new Listing<>(after -> syncs.get(1).grants(filter, after));
            Listing<Grant> there = new Listing<>(after -> syncs.get(0).grants(filter, after));
            String token = here.page(PageRequest.ofSize(1)).nextToken();
            assertThat(token).isNotEmpty();
            assertThatThrownBy(() -> there.page(PageRequest.ofSize(1).withToken(token)))
                    .as("%s", filter)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("page token");
        }
    }

    @Test
    void theKeyHasTheLastWordOnTheIdOfASync() {
        ExternalIdRows rows = filled(ExternalIdRows.pebble(new SortedEntries(), FIRST));
        rows.entries()
                .put(
                        rows.key(0x06),
                        Bytes.wrap(SyncRunRecord.newBuilder()
                                .setSyncId(SECOND.toString())
                                .build()
                                .toByteArray()));
        SyncRun run = only(rows).run();
        assertThat(run.id()).isEqualTo(FIRST.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0306", "030600", "03061207c8d6edef674e8568fa3b802ae1f9825dcb5800"})
    void aSyncWhoseKeyHoldsNoIdIsDamage(String key) {
        SortedEntries entries = filled(ExternalIdRows.pebble(new SortedEntries(), FIRST))
                .entries()
                .put(Bytes.ofHex(key), Bytes.EMPTY);
        assertThatThrownBy(() -> syncs(entries))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining(key);
        assertThat(entries.openCursors()).isZero();
    }

    @Test
    void syncsAreCounted() {
        SortedEntries entries = new SortedEntries();
        for (int i = 0; i <= SyncCatalogue.MAX_SYNCS; i++) {
            entries.put(Bytes.ofHex("0306" + "00".repeat(16) + String.format("%08x", i)), Bytes.EMPTY);
            if (i == SyncCatalogue.MAX_SYNCS - 1) {
                assertThat(syncs(entries)).hasSize(SyncCatalogue.MAX_SYNCS);
            }
        }
        assertThatThrownBy(() -> syncs(entries))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED));
    }

    @ParameterizedTest
    @EnumSource
    void rowsUnderKeysOfAnotherLayoutAreDamage(Older older) {
        ExternalIdRows rows = filled(older.rows());
        rows.entries().put(rows.key(0x04, "group", "g1", "1", "member", "user", "alice"), Bytes.EMPTY);
        rows.entries().put(rows.key(0x03, "group", "g1", "1", "member"), Bytes.EMPTY);
        RecordSync sync = only(rows);
        assertThatThrownBy(() -> new Listing<>(after -> sync.entitlements(EntitlementFilter.ALL, after))
                        .forEach(entitlement -> entitlement.key()))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    @ParameterizedTest
    @EnumSource
    void aNarrowListingReadsNoMoreThanItsAnswers(Older older) {
        ExternalIdRows rows = filled(older.rows());
        for (int i = 0; i < 500; i++) {
            rows.grant("more-" + i, "app", "a" + i % 7, "app:access:" + i % 7, "user", "u" + i, false);
        }
        RecordSync sync = only(rows);
        for (GrantFilter filter : List.of(
                GrantFilter.ALL.withEntitlement(MEMBER),
                GrantFilter.ALL.withEntitlement(MEMBER).withPrincipal(ALICE),
                GrantFilter.ALL.withPrincipal(ALICE),
                GrantFilter.ALL.withPendingExpansion())) {
            long before = rows.entries().moves();
            int answers = grants(sync, filter).size();
            assertThat(answers).isPositive();
            assertThat(rows.entries().moves() - before).as("%s", filter).isLessThanOrEqualTo(2L * answers);
        }
    }

    @Test
    void storesOfManySyncsHaveNoSessionsAndNoDigests() {
        RecordSync sync = only(filled(Older.PEBBLE.rows()));
        assertThat(sync.session("k")).isEmpty();
        assertThat(all(new Listing<>(after -> sync.sessions("", after)))).isEmpty();
        assertThat(sync.grantDigest()).isEmpty();
        assertThat(sync.grantDigest(MEMBER)).isEmpty();
        assertThat(sync.statistics()).isEmpty();
    }

    @Test
    void aStoreOfOneSyncHasSessions() {
        SortedEntries entries = filled(Older.PEBBLE2.rows()).entries();
        entries.put(
                Bytes.ofHex("030900").plus(Bytes.utf8(FIRST.toString())).plus(Bytes.ofHex("006b")),
                Bytes.ofHex("1a0176"));
        RecordSync sync = syncs(entries).get(0);
        assertThat(sync.session("k")).contains(Bytes.utf8("v"));
        assertThat(all(new Listing<>(after -> sync.sessions("k", after)))).hasSize(1);
        assertThat(all(new Listing<>(after -> sync.sessions("l", after)))).isEmpty();
    }

    private static List<Grant> grants(SyncBackend sync, GrantFilter filter) {
        return all(new Listing<>(after -> sync.grants(filter, after)));
    }

    private static <T> List<T> all(Listing<T> listing) {
        return listing.stream().toList();
    }
}

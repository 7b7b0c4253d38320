package dev.grantlake.ops.verify;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.IndexMigration;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.connector.v2.EntitlementExclusionGroup;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import dev.grantlake.wire.storage.v3.SyncType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Small stores of the older layouts: sound ones, and ones with one fault each. */
@ExtendWith(Seeds.class)
class ExternalIdCheckTest {

    private static final List<KeyLayout> LAYOUTS = List.of(KeyLayout.EXTERNAL_IDS, KeyLayout.EXTERNAL_IDS_BY_SYNC);
    private static final Bytes GARBAGE = Bytes.ofHex("ffff");
    private static final int ROUNDS = 300;

    @ParameterizedTest
    @EnumSource(
            value = KeyLayout.class,
            names = {"EXTERNAL_IDS", "EXTERNAL_IDS_BY_SYNC"})
    void findsNothingInASoundStore(KeyLayout layout) {
        assertThat(ExternalIdStore.small(layout).findings()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> eachFaultIsNamedAndNothingElse() {
        return LAYOUTS.stream()
                .flatMap(layout -> Stream.of(
                                new Case(
                                        "an entry is missing",
                                        "index.missing",
                                        at(IndexFamily.GRANT_BY_PRINCIPAL)::remove),
                                new Case(
                                        "an entry has a value",
                                        "index.value",
                                        at(IndexFamily.GRANT_BY_ENTITLEMENT).with(Bytes.ofHex("00"))),
                                new Case("an entry without a row", "index.orphan", store -> entry(store, "nobody")),
                                new Case("an entry of another form", "index.orphan", store -> entry(store, "a\0b")),
                                new Case(
                                        "an index is gone",
                                        "index.missing",
                                        store -> store.entries()
                                                .keySet()
                                                .removeIf(key ->
                                                        IndexFamily.of(key) == IndexFamily.ENTITLEMENT_BY_RESOURCE)),
                                new Case(
                                        "a value is garbage",
                                        "record.undecodable",
                                        grant("m1").with(GARBAGE)),
                                new Case(
                                        "a value has another id",
                                        "record.misplaced",
                                        grant("m1")
                                                .with(Bytes.wrap(GrantRecord.newBuilder()
                                                        .setExternalId("x")
                                                        .build()
                                                        .toByteArray()))),
                                new Case(
                                        "a key has one component more",
                                        "key.malformed",
                                        grant("m1").followedBy(Bytes.ofHex("0061"))),
                                new Case(
                                        "a key of a family that nobody knows",
                                        "key.unknown",
                                        store -> store.entries().put(Bytes.ofHex("030b00"), Bytes.EMPTY)),
                                new Case(
                                        "an index of today",
                                        "key.unknown",
                                        store -> store.entries().put(IndexFamily.PRINCIPAL_HASH.header(), Bytes.EMPTY)),
                                new Case(
                                        "a key of another layout",
                                        "key.unknown",
                                        store -> store.entries().put(Bytes.ofHex("04"), Bytes.EMPTY)),
                                new Case(
                                        "a migration that nobody knows",
                                        "key.unknown",
                                        store -> store.entries()
                                                .put(
                                                        MetaKey.INDEX_MIGRATION
                                                                .key()
                                                                .plus(Bytes.utf8("x")),
                                                        Bytes.ofHex("00000001"))),
                                new Case(
                                        "a migration of another version",
                                        "record.undecodable",
                                        store -> store.entries()
                                                .put(IndexMigration.NEEDS_EXPANSION.key(), Bytes.ofHex("00000002"))),
                                new Case("the record of a sync is gone", "sync.missing", run()::remove),
                                new Case("the record of a sync is garbage", "record.undecodable", run().with(GARBAGE)),
                                new Case(
                                        "counts are garbage",
                                        "record.undecodable",
                                        statistics().with(GARBAGE)),
                                new Case(
                                        "counts are stale",
                                        "statistics.stale",
                                        statistics().with(statistics(ExternalIdStore.FIRST.toString(), 99))),
                                new Case(
                                        "counts of another sync",
                                        "statistics.sync",
                                        statistics().with(statistics("another", 2))),
                                new Case(
                                        "a grant that expands into nothing",
                                        "record.expansion statistics.stale",
                                        store -> first(store)
                                                .put(
                                                        KeyFamily.GRANT,
                                                        GrantRecord.newBuilder()
                                                                .setExternalId("n")
                                                                .setNeedsExpansion(true))))
                        .map(each -> DynamicTest.dynamicTest(layout + ": " + each.name(), () -> {
                            ExternalIdStore store = ExternalIdStore.small(layout);
                            each.fault().accept(store);
                            assertThat(codes(store)).as("%s", store.findings()).isEqualTo(each.codes());
                        })));
    }

    @TestFactory
    Stream<DynamicTest> whatIsReferredToIsLookedFor() {
        return LAYOUTS.stream()
                .flatMap(layout -> Stream.of(
                                new Case("", "", store -> {}),
                                new Case(
                                        "a type",
                                        "reference.resource-type",
                                        store -> first(store).resource("app", "a", Optional.empty())),
                                new Case(
                                        "a parent",
                                        "reference.parent",
                                        store -> first(store).resource("user", "eve", Optional.of("g9"))),
                                new Case(
                                        "a resource of an entitlement",
                                        "reference.resource",
                                        store -> first(store).entitlement("e", "g9")),
                                new Case(
                                        "an entitlement and its resource",
                                        "reference.entitlement reference.resource",
                                        store -> first(store).grant("g", "e", "g9", "alice", false)),
                                new Case(
                                        "an entitlement",
                                        "reference.entitlement",
                                        store -> first(store).grant("g", "e", "g1", "alice", false)),
                                new Case(
                                        "an entitlement on another resource",
                                        "reference.entitlement",
                                        store -> first(store).grant("g", "member", "g2", "alice", false)),
                                new Case(
                                        "an entitlement, and the type alone of its resource",
                                        "reference.entitlement",
                                        store -> first(store).grant("g", "member", "", "alice", false)),
                                new Case(
                                        "a principal",
                                        "reference.principal",
                                        store -> first(store).grant("g", "member", "g1", "eve", false)))
                        .map(each -> DynamicTest.dynamicTest(layout + ": " + each.name(), () -> {
                            assertThat(codesWith(layout, SyncType.SYNC_TYPE_FULL, true, each.fault()))
                                    .isEqualTo(each.codes());
                            assertThat(codesWith(layout, SyncType.SYNC_TYPE_FULL, false, each.fault()))
                                    .isEmpty();
                            assertThat(codesWith(layout, SyncType.SYNC_TYPE_PARTIAL, true, each.fault()))
                                    .isEmpty();
                        })));
    }

    /** The fault, in a store without statistics and with another sync record. */
    private static String codesWith(KeyLayout layout, SyncType type, boolean ended, Consumer<ExternalIdStore> fault) {
        ExternalIdStore store = ExternalIdStore.small(layout);
        store.entries().remove(store.keys(ExternalIdStore.FIRST).statistics());
        store.sync(ExternalIdStore.FIRST).run(type, ended);
        fault.accept(store);
        return codes(store);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRANT_NEEDS_EXPANSION", "GRANT_BY_PRINCIPAL_TYPE"})
    void anIndexThatWasNeverFilledInOwesNothing(String name) {
        IndexFamily index = IndexFamily.valueOf(name);
        ExternalIdStore store = ExternalIdStore.small(KeyLayout.EXTERNAL_IDS_BY_SYNC);
        Bytes entry = first(store.entries(), ExternalIdStore.FIRST, store, index);
        store.entries().remove(entry);
        assertThat(codes(store)).isEqualTo("index.missing");
        store.entries().remove(IndexMigration.NEEDS_EXPANSION.key());
        store.entries().remove(IndexMigration.PRINCIPAL_TYPE.key());
        assertThat(store.findings()).isEmpty();
        store.entries().put(entry.plus(Bytes.utf8("x")), Bytes.EMPTY);
        assertThat(codes(store)).isEqualTo("index.orphan");
    }

    @Test
    void theLastIndexOfVersion1MayBePartlyFilled() {
        ExternalIdStore store = ExternalIdStore.small(KeyLayout.EXTERNAL_IDS_BY_SYNC);
        Bytes header = store.keys(ExternalIdStore.FIRST).header(IndexFamily.GRANT_BY_RESOURCE);
        store.entries().put(header.plus(Bytes.utf8("\0group\0g1\0m1")), Bytes.EMPTY);
        assertThat(store.findings()).isEmpty();
        store.entries().put(header.plus(Bytes.utf8("\0group\0g2\0m1")), Bytes.EMPTY);
        assertThat(codes(store)).isEqualTo("index.orphan");
    }

    @Test
    void theFirstReleasesCountedNoEntitlementsByType() throws InvalidProtocolBufferException {
        for (KeyLayout layout : LAYOUTS) {
            ExternalIdStore store = ExternalIdStore.small(layout);
            Bytes key = store.keys(ExternalIdStore.FIRST).statistics();
            SyncStatsRecord.Builder counts =
                    SyncStatsRecord.parseFrom(
                            store.entries().getOrDefault(key, Bytes.EMPTY).toArray())
                            .toBuilder();
            counts.clearEntitlementsByResourceType();
            store.entries().put(key, Bytes.wrap(counts.build().toByteArray()));
            assertThat(codes(store)).isEqualTo(layout == KeyLayout.EXTERNAL_IDS ? "statistics.stale" : "");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyLayout.class,
            names = {"EXTERNAL_IDS", "EXTERNAL_IDS_BY_SYNC"})
    void anInterruptedExpansionExcusesTheIndexesOfGrants(KeyLayout layout) {
        ExternalIdStore store = ExternalIdStore.small(layout);
        store.entries().put(MetaKey.PRINCIPAL_INDEX_PENDING.key(), Bytes.EMPTY);
        at(IndexFamily.GRANT_BY_PRINCIPAL).remove(store);
        assertThat(codes(store)).isEqualTo("marker.index-pending");
        at(IndexFamily.ENTITLEMENT_BY_RESOURCE).remove(store);
        assertThat(codes(store)).isEqualTo("index.missing marker.index-pending");
    }

    @Test
    void aKeyWithoutRoomForTheIdOfASyncIsMalformed() {
        for (Bytes header : List.of(
                KeyFamily.GRANT.header(),
                KeyFamily.SYNC_RUN.header(),
                IndexFamily.GRANT_BY_ENTITLEMENT.header(),
                MetaKey.STATISTICS.key())) {
            ExternalIdStore store = ExternalIdStore.small(KeyLayout.EXTERNAL_IDS_BY_SYNC);
            store.entries().put(header.plus(Bytes.ofHex("0061")), Bytes.EMPTY);
            assertThat(codes(store)).isEqualTo("key.malformed");
        }
    }

    @Test
    void aRecordOfAnotherSyncIsMisplaced() {
        ExternalIdStore store = ExternalIdStore.small(KeyLayout.EXTERNAL_IDS_BY_SYNC);
        Bytes stranger = row(ExternalIdStore.SECOND, store, "m1");
        store.entries()
                .put(row(ExternalIdStore.FIRST, store, "m1"), store.entries().get(stranger));
        assertThat(codes(store)).isEqualTo("record.misplaced");
        assertThat(store.findings().get(0).access()).isEqualTo("grant m1 in sync " + ExternalIdStore.FIRST);
    }

    @Test
    void aStoreWithoutSyncsSaysSo() {
        for (KeyLayout layout : LAYOUTS) {
            assertThat(codes(ExternalIdStore.empty(layout))).isEqualTo("sync.missing");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyLayout.class,
            names = {"EXTERNAL_IDS", "EXTERNAL_IDS_BY_SYNC"})
    void whatIngestionShouldHaveSeenToIsReportedAndHeldAgainstTheVerdict(KeyLayout layout) {
        ExternalIdStore store = ExternalIdStore.empty(layout);
        ExternalIdStore.Sync sync = store.sync(ExternalIdStore.FIRST);
        sync.put(
                        KeyFamily.SYNC_RUN,
                        SyncRows.verified("connector_fail_fast", "I3", "I5", "I7", "I8")
                                .setSyncId(ExternalIdStore.FIRST.toString()))
                .resourceType("group")
                .resourceType("user")
                .resource("user", "alice", Optional.empty())
                .grant("m1", "member", "g1", "alice", false);
        for (String id : List.of("a", "b")) {
            sync.put(
                    KeyFamily.ENTITLEMENT,
                    EntitlementRecord.newBuilder()
                            .setExternalId(id)
                            .setResource(ResourceRef.newBuilder()
                                    .setResourceTypeId("group")
                                    .setResourceId("g1"))
                            .addAnnotations(Any.pack(EntitlementExclusionGroup.newBuilder()
                                    .setExclusionGroupId("roles")
                                    .setIsDefault(true)
                                    .build())));
        }
        assertThat(codes(store))
                .isEqualTo("entitlement.exclusion reference.entitlement reference.resource sync.verification");
        assertThat(store.findings())
                .extracting(Finding::message)
                .filteredOn(message -> message.contains("(I"))
                .hasSize(4);
    }

    @Test
    void aFindingSaysWhoseAccessItIsAbout() {
        ExternalIdStore store = ExternalIdStore.small(KeyLayout.EXTERNAL_IDS);
        at(IndexFamily.GRANT_BY_ENTITLEMENT).remove(store);
        at(IndexFamily.GRANT_BY_PRINCIPAL).remove(store);
        at(IndexFamily.RESOURCE_BY_PARENT).remove(store);
        assertThat(store.findings())
                .extracting(Finding::access)
                .contains("grant m1 of member to user alice", "grant m1 to user alice");
    }

    /** Whatever is taken away or put under another key is missed or found out of place. */
    @ParameterizedTest
    @EnumSource(
            value = KeyLayout.class,
            names = {"EXTERNAL_IDS", "EXTERNAL_IDS_BY_SYNC"})
    void everyChangeOfAKeyIsReported(KeyLayout layout, Dice random) {
        for (int round = 0; round < Seeds.rounds(ROUNDS); round++) {
            ExternalIdStore store = ExternalIdStore.small(layout);
            List<Bytes> keys = new ArrayList<>(store.entries().keySet());
            Bytes key = random.pick(keys);
            boolean stamp = key.equals(MetaKey.KEYSPACE_VERSION.key());
            boolean mayBeAbsent = stamp || IndexMigration.of(key) != null || key.startsWith(MetaKey.STATISTICS.key());
            Bytes value = store.entries().remove(key);
            Bytes other = changed(key, random);
            boolean removed = !mayBeAbsent && random.oneIn(2);
            if (!removed && value != null && store.entries().putIfAbsent(other, value) != null) {
                continue;
            }
            assertThat(store.findings())
                    .as("round %d: %s became %s", round, key.toHex(), removed ? "nothing" : other.toHex())
                    .isNotEmpty();
        }
    }

    private static Bytes changed(Bytes key, Dice random) {
        byte[] bytes = key.toArray();
        bytes[random.below(bytes.length)] ^= (byte) random.between(1, 255);
        return Bytes.wrap(bytes);
    }

    /** One thing that is wrong with a store; the codes are sorted. */
    private record Case(String name, String codes, Consumer<ExternalIdStore> fault) {}

    /** Something that happens to one entry of a store. */
    private interface Place {

        Bytes key(ExternalIdStore store);

        default void remove(ExternalIdStore store) {
            store.entries().remove(key(store));
        }

        default Consumer<ExternalIdStore> with(Bytes value) {
            return store -> store.entries().put(key(store), value);
        }

        default Consumer<ExternalIdStore> followedBy(Bytes more) {
            return store ->
                    store.entries().put(key(store).plus(more), store.entries().getOrDefault(key(store), Bytes.EMPTY));
        }
    }

    private static Place at(IndexFamily index) {
        return store -> first(store.entries(), ExternalIdStore.FIRST, store, index);
    }

    private static Place grant(String id) {
        return store -> row(ExternalIdStore.FIRST, store, id);
    }

    private static Place run() {
        return store -> store.keys(ExternalIdStore.FIRST).header(KeyFamily.SYNC_RUN);
    }

    private static Place statistics() {
        return store -> store.keys(ExternalIdStore.FIRST).statistics();
    }

    private static Bytes statistics(String sync, long resourceTypes) {
        return Bytes.wrap(SyncStatsRecord.newBuilder()
                .setSyncId(sync)
                .setResourceTypes(resourceTypes)
                .build()
                .toByteArray());
    }

    private static ExternalIdStore.Sync first(ExternalIdStore store) {
        return store.sync(ExternalIdStore.FIRST);
    }

    private static Bytes row(Ksuid sync, ExternalIdStore store, String grant) {
        return store.keys(sync).key(KeyFamily.GRANT, Bytes.utf8(grant));
    }

    private static Bytes first(
            NavigableMap<Bytes, Bytes> entries, Ksuid sync, ExternalIdStore store, IndexFamily index) {
        ExternalIdKeys keys = store.keys(sync);
        return Optional.ofNullable(entries.ceilingKey(keys.header(index)))
                .filter(key -> key.startsWith(keys.header(index)))
                .orElseThrow();
    }

    private static void entry(ExternalIdStore store, String id) {
        Bytes header = store.keys(ExternalIdStore.FIRST).header(IndexFamily.GRANT_NEEDS_EXPANSION);
        store.entries().put(header.plus(Bytes.utf8("\0" + id)), Bytes.EMPTY);
    }

    private static String codes(ExternalIdStore store) {
        return String.join(
                " ",
                store.findings().stream()
                        .map(finding -> finding.code().text())
                        .sorted()
                        .distinct()
                        .toList());
    }
}

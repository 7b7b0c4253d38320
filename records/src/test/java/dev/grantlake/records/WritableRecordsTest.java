package dev.grantlake.records;

import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.WritePauses;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.IdentityKeys;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.records.row.Row;
import dev.grantlake.records.write.CountingStore;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.RecordWriter;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.RecordScan;
import dev.grantlake.store.spi.SyncEditor;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Syncs that are written record by record, in both layouts that are written. */
@ExtendWith(Seeds.class)
class WritableRecordsTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String ID = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";
    private static final String OTHER_ID = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOz";
    private static final ResourceId GROUP = new ResourceId("group", "g");
    private static final EntitlementKey MEMBER = new EntitlementKey(GROUP, "member");

    private final CountingStore store = new CountingStore();

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void overwritingAGrantMovesItsEntries(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer()
                .putGrantRecords(List.of(grant("g1", "alice", 1).toBuilder()
                        .setNeedsExpansion(true)
                        .build()));
        assertThat(count(IndexFamily.GRANT_NEEDS_EXPANSION)).isEqualTo(1);
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 2)));
        assertThat(count(IndexFamily.GRANT_NEEDS_EXPANSION)).isZero();
        assertThat(count(IndexFamily.GRANT_BY_PRINCIPAL)).isEqualTo(1);
        requireDerived(layout);
    }

    /** Where a grant is known by its id alone, it may become somebody else's. */
    @Test
    void overwritingAGrantWithAnotherPrincipalMovesItsEntries() {
        SyncEditor sync = start(KeyLayout.EXTERNAL_IDS_BY_SYNC);
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1)));
        sync.writer().putGrantRecords(List.of(grant("g1", "bob", 2)));
        assertThat(grantsOf(sync, "alice")).isEmpty();
        assertThat(grantsOf(sync, "bob")).containsExactly("g1");
        requireDerived(KeyLayout.EXTERNAL_IDS_BY_SYNC);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void overwritingAResourceMovesItToItsNewParent(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer().putResourceRecords(List.of(resource("r", "old")));
        sync.writer().putResourceRecords(List.of(resource("r", "new")));
        assertThat(children(sync, "old")).isEmpty();
        assertThat(children(sync, "new")).containsExactly("r");
        sync.writer().putResourceRecords(List.of(resource("r", "")));
        assertThat(count(IndexFamily.RESOURCE_BY_PARENT)).isZero();
        requireDerived(layout);
    }

    @Test
    void overwritingAnEntitlementMovesItToItsNewResource() {
        SyncEditor sync = start(KeyLayout.EXTERNAL_IDS_BY_SYNC);
        sync.writer().putEntitlementRecords(List.of(entitlement("member", "g")));
        sync.writer().putEntitlementRecords(List.of(entitlement("member", "h")));
        assertThat(count(IndexFamily.ENTITLEMENT_BY_RESOURCE)).isEqualTo(1);
        assertThat(sync.reader().entitlement(MEMBER)).isEmpty();
        requireDerived(KeyLayout.EXTERNAL_IDS_BY_SYNC);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void theSameIdentityTwiceInOneCallIsOneRecord(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer()
                .putGrantRecords(List.of(
                        grant("g1", "alice", 1).toBuilder()
                                .setNeedsExpansion(true)
                                .build(),
                        grant("g1", "alice", 2)));
        sync.writer().putResourceRecords(List.of(resource("r", "old"), resource("r", "new")));
        assertThat(grantsOf(sync, "alice")).containsExactly("g1");
        assertThat(children(sync, "old")).isEmpty();
        requireDerived(layout);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void deletingRemovesRecordAndEntries(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1), grant("g2", "bob", 1)));
        sync.writer().putEntitlementRecords(List.of(entitlement("member", "g")));
        sync.writer().putResourceRecords(List.of(resource("r", "old")));
        assertThat(sync.deleteGrant("g1")).isTrue();
        assertThat(sync.deleteGrant("g1")).isFalse();
        assertThat(sync.deleteGrants(List.of(key("bob"), key("nobody")))).isEqualTo(1);
        assertThat(sync.deleteEntitlement(MEMBER)).isTrue();
        assertThat(sync.deleteEntitlement(MEMBER)).isFalse();
        assertThat(sync.deleteResource(new ResourceId("team", "r"))).isTrue();
        assertThat(entries().keySet().stream().filter(key -> KeyFamily.of(key) == KeyFamily.INDEX))
                .isEmpty();
        requireDerived(layout);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void deletingAndPuttingAgainLeavesOne(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1)));
        sync.deleteGrant("g1");
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 2)));
        assertThat(grantsOf(sync, "alice")).containsExactly("g1");
        assertThat(count(IndexFamily.GRANT_BY_PRINCIPAL)).isEqualTo(1);
        requireDerived(layout);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void aRecordThatCannotBeReadIsNotPutOverButCanBeDeleted(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer().putResourceRecords(List.of(resource("r", "old")));
        Bytes key = entries().keySet().stream()
                .filter(each -> KeyFamily.of(each) == KeyFamily.RESOURCE)
                .findFirst()
                .orElseThrow();
        store.commit(new WriteBatch().set(key, Bytes.ofHex("ffff")));
        NavigableMap<Bytes, Bytes> before = entries();
        assertThatThrownBy(() -> sync.writer().putResourceRecords(List.of(resource("q", ""), resource("r", "new"))))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContaining(key.toHex());
        assertThat(entries()).as("nothing of the call is put").isEqualTo(before);
        assertThat(sync.deleteResource(new ResourceId("team", "r"))).isTrue();
        assertThat(count(IndexFamily.RESOURCE_BY_PARENT)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void onlyWhatIsNewerIsPut(KeyLayout layout) {
        SyncEditor sync = start(layout);
        GrantRecord timeless =
                grant("g1", "alice", 0).toBuilder().clearDiscoveredAt().build();
        sync.ifNewer().putGrantRecords(List.of(timeless));
        assertThat(grantsOf(sync, "alice")).as("no time, so it is passed over").isEmpty();
        sync.ifNewer().putGrantRecords(List.of(grant("g1", "alice", 5)));
        for (int time : new int[] {4, 5}) {
            sync.ifNewer().putGrantRecords(List.of(grant("g1", "alice", time)));
            assertThat(discovered(sync)).isEqualTo(5);
        }
        sync.ifNewer()
                .putGrantRecords(List.of(
                        grant("g1", "alice", 4),
                        grant("g1", "alice", 8),
                        grant("g1", "alice", 6),
                        timeless,
                        grant("g2", "bob", 1)));
        assertThat(discovered(sync)).isEqualTo(8);
        assertThat(grantsOf(sync, "bob")).containsExactly("g2");
        requireDerived(layout);
    }

    /** Of every kind of record that has a time. */
    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void whatIsNewerCountsForEveryKind(KeyLayout layout) {
        SyncEditor sync = start(layout);
        putAt(sync.writer(), 5);
        NavigableMap<Bytes, Bytes> before = entries();
        putAt(sync.ifNewer(), 4);
        putAt(sync.ifNewer(), 5);
        assertThat(entries()).isEqualTo(before);
        putAt(sync.ifNewer(), 6);
        NavigableMap<Bytes, Bytes> after = entries();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.entrySet().stream()
                        .filter(entry -> !before.entrySet().contains(entry))
                        .map(entry -> KeyFamily.of(entry.getKey())))
                .containsExactlyInAnyOrder(
                        KeyFamily.RESOURCE_TYPE, KeyFamily.RESOURCE, KeyFamily.ENTITLEMENT, KeyFamily.ASSET);
    }

    private static void putAt(RecordWriter writer, int time) {
        Timestamp at = Timestamp.newBuilder().setSeconds(time).build();
        writer.putResourceTypeRecords(List.of(ResourceTypeRecord.newBuilder()
                .setExternalId("team")
                .setDiscoveredAt(at)
                .build()));
        writer.putResourceRecords(
                List.of(resource("r", "p").toBuilder().setDiscoveredAt(at).build()));
        writer.putEntitlementRecords(List.of(
                entitlement("member", "g").toBuilder().setDiscoveredAt(at).build()));
        writer.putAssetRecords(List.of(AssetRecord.newBuilder()
                .setExternalId("icon")
                .setDiscoveredAt(at)
                .build()));
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void aCallWithARecordThatIsRefusedPutsNothing(KeyLayout layout) {
        SyncEditor sync = start(layout);
        NavigableMap<Bytes, Bytes> before = entries();
        assertThatThrownBy(() -> sync.writer()
                        .putGrantRecords(List.of(
                                grant("g1", "alice", 1),
                                grant("g2", "bob", 1).toBuilder()
                                        .clearPrincipal()
                                        .build())))
                .hasMessageContaining("no principal");
        assertThat(entries()).isEqualTo(before);
        sync.writer().putGrantRecords(List.of());
        assertThat(entries()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void manyThreadsLeaveTheEntriesOfWhatStands(KeyLayout layout, Dice dice) throws Exception {
        SyncEditor sync = start(layout);
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Dice own = dice.fork();
            tasks.add(new FutureTask<>(() -> {
                for (int call = 0; call < 100; call++) {
                    change(sync, own);
                }
                return true;
            }));
        }
        List<Thread> threads = tasks.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        for (FutureTask<Boolean> task : tasks) {
            assertThat(task.get(10, TimeUnit.MINUTES)).isTrue();
        }
        requireDerived(layout);
        sync.finish();
        requireDerived(layout);
    }

    private static void change(SyncEditor sync, Dice dice) {
        String id = "g" + dice.below(5);
        String user = "u" + dice.below(3);
        switch (dice.below(5)) {
            case 0 -> sync.writer().putResourceRecords(List.of(resource("r" + dice.below(3), "p" + dice.below(3))));
            case 1 -> sync.deleteGrants(List.of(key(user)));
            case 2 -> sync.deleteResource(new ResourceId("team", "r" + dice.below(3)));
            case 3 -> sync.writer().putGrantRecords(List.of(grant(id, user, 1), grant("h" + id, "v" + user, 1)));
            default ->
                sync.writer()
                        .putGrantRecords(List.of(grant(id, user, 1).toBuilder()
                                .setNeedsExpansion(dice.oneIn(2))
                                .build()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void writesAfterACheckpointAreTakenUpWithIt(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1)));
        sync.checkpoint("page 2");
        sync.writer().putGrantRecords(List.of(grant("g2", "bob", 1)));
        WritableRecords again = open(layout);
        SyncRun run = again.syncRuns().get(0);
        assertThat(run.finished()).isFalse();
        SyncEditor resumed = again.edit(run);
        assertThat(resumed.run().token()).isEqualTo("page 2");
        resumed.writer().putGrantRecords(List.of(grant("g2", "bob", 2), grant("g3", "carol", 1)));
        SyncRun ended = resumed.finish();
        assertThat(ended.endedAt()).contains(NOW);
        assertThat(resumed.reader().statistics().orElseThrow().statistics().grants())
                .isEqualTo(3);
        requireDerived(layout);
    }

    /** Writes wait while a copy is made; reads do not. */
    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void quiesceHoldsWritesBackAndNoReads(KeyLayout layout) throws Exception {
        MemoryKeyValueStore plain = store.plain();
        SyncEditor sync = start(layout);
        FutureTask<Boolean> put = new FutureTask<>(() -> {
            sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1)));
            return true;
        });
        NavigableMap<Bytes, Bytes> before = entries();
        try (WritePauses.Pause pause = plain.pauseWrites()) {
            assertThat(pause).isNotNull();
            new Thread(put).start();
            assertThat(grantsOf(sync, "alice")).isEmpty();
            assertThat(entries()).isEqualTo(before);
            assertThat(put.isDone()).isFalse();
        }
        assertThat(put.get(10, TimeUnit.MINUTES)).isTrue();
        assertThat(grantsOf(sync, "alice")).containsExactly("g1");
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void aFreshSyncIsHardenedOnceAndAResumedOneEachTime(KeyLayout layout) {
        SyncEditor sync = start(layout);
        for (int i = 0; i < 20; i++) {
            sync.writer().putGrantRecords(List.of(grant("g" + i, "u" + i, 1)));
            sync.checkpoint("page " + i);
        }
        assertThat(store.commits(Durability.SYNC)).isZero();
        sync.finish();
        assertThat(store.commits(Durability.SYNC)).isEqualTo(1);
        assertThat(store.flushes()).isEqualTo(1);

        WritableRecords again = open(layout);
        SyncEditor edited = again.edit(again.syncRuns().get(0));
        for (int i = 0; i < 5; i++) {
            edited.writer().putGrantRecords(List.of(grant("g" + i, "u" + i, 2)));
        }
        edited.deleteGrant("g7");
        assertThat(store.commits(Durability.SYNC)).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void aFinishedSyncIsSealed(KeyLayout layout) {
        SyncEditor sync = start(layout);
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1)));
        sync.finish();
        NavigableMap<Bytes, Bytes> before = entries();
        refused(() -> sync.writer().putGrantRecords(List.of(grant("g2", "bob", 1))));
        refused(() -> sync.deleteGrant("g1"));
        refused(() -> sync.checkpoint("more"));
        refused(sync::finish);
        assertThat(entries()).isEqualTo(before);
    }

    /** Whatever commit fails, the sync is open as before, and ends at the next try as if nothing had been. */
    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void anEndThatFailsCanBeTriedAgain(KeyLayout layout) {
        int failed = 0;
        NavigableMap<Bytes, Bytes> expected = new TreeMap<>();
        for (int commits = 0; ; commits++) {
            store.commit(new WriteBatch().deleteRange(Bytes.EMPTY, Bytes.ofHex("ff")));
            SyncEditor sync = start(layout);
            sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1), grant("g2", "bob", 1)));
            store.failAfter(commits);
            try {
                sync.finish();
                if (failed == 0) {
                    expected = entries();
                }
                break;
            } catch (StorageException e) {
                failed++;
                assertThat(sync.run().finished()).isFalse();
                store.failAfter(-1);
                sync.deleteGrant("g2");
                sync.writer().putGrantRecords(List.of(grant("g2", "bob", 1)));
                sync.finish();
                requireDerived(layout);
                if (expected.isEmpty()) {
                    expected = entries();
                }
                assertThat(entries()).isEqualTo(expected);
            }
        }
        store.failAfter(-1);
        assertThat(failed).isPositive();
        assertThat(entries()).isEqualTo(expected);
    }

    @Test
    void aNewSyncTakesThePlaceOfTheOneBefore() {
        SyncEditor first = start(KeyLayout.IDENTITIES);
        first.writer().putGrantRecords(List.of(grant("g1", "alice", 1)));
        first.writer().putSession("page", Bytes.utf8("1"));
        first.finish();
        for (MetaKey left :
                List.of(MetaKey.ENTITLEMENT_GRAPH, MetaKey.PRINCIPAL_INDEX_PENDING, MetaKey.DIGEST_PENDING)) {
            store.commit(new WriteBatch().set(left.key(), Bytes.EMPTY));
        }
        WritableRecords records = open(KeyLayout.IDENTITIES);
        records.start(NewSync.full().withId(OTHER_ID));
        assertThat(records.syncRuns()).extracting(SyncRun::id).containsExactly(OTHER_ID);
        assertThat(entries().keySet())
                .containsExactlyInAnyOrder(
                        KeyFamily.SYNC_RUN.header(), MetaKey.KEYSPACE_VERSION.key(), MetaKey.ID_FORMAT.key());
        assertThatThrownBy(() -> first.checkpoint("x")).isInstanceOf(StorageException.class);
    }

    @Test
    void manySyncsDoNotTouchEachOther() {
        KeyLayout layout = KeyLayout.EXTERNAL_IDS_BY_SYNC;
        SyncEditor first = start(layout);
        first.writer().putGrantRecords(List.of(grant("g1", "alice", 1)));
        first.finish();
        NavigableMap<Bytes, Bytes> before = entries();
        WritableRecords records = open(layout);
        SyncEditor second = records.start(NewSync.of(SyncType.PARTIAL).withId(OTHER_ID));
        second.writer().putGrantRecords(List.of(grant("g1", "bob", 1), grant("g2", "carol", 1)));
        second.finish();
        assertThat(grantsOf(first, "alice")).containsExactly("g1");
        assertThat(records.syncRuns()).extracting(SyncRun::id).containsExactly(ID, OTHER_ID);
        assertThatThrownBy(() -> records.start(NewSync.full().withId(ID)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS));
        requireDerived(layout);
        records.remove(records.syncRuns().get(1));
        assertThat(entries()).isEqualTo(before);
    }

    /** An expansion that was interrupted has left grants without entries. */
    @Test
    void entriesThatAreMissingAreMadeWhenTheSyncEnds() {
        SyncEditor sync = start(KeyLayout.IDENTITIES);
        sync.writer().putGrantRecords(List.of(grant("g1", "alice", 1), grant("g2", "bob", 1)));
        Bytes entry = entries().keySet().stream()
                .filter(key -> IndexFamily.of(key) == IndexFamily.GRANT_BY_PRINCIPAL)
                .findFirst()
                .orElseThrow();
        store.commit(new WriteBatch().delete(entry).set(MetaKey.PRINCIPAL_INDEX_PENDING.key(), Bytes.EMPTY));
        WritableRecords records = open(KeyLayout.IDENTITIES);
        SyncEditor resumed = records.edit(records.syncRuns().get(0));
        assertThat(grantsOf(resumed, "alice")).containsExactly("g1");
        resumed.finish();
        assertThat(store.get(MetaKey.PRINCIPAL_INDEX_PENDING.key())).isNull();
        requireDerived(KeyLayout.IDENTITIES);
    }

    private SyncEditor start(KeyLayout layout) {
        return open(layout).start(NewSync.full().withId(ID));
    }

    private WritableRecords open(KeyLayout layout) {
        String interior = layout == KeyLayout.IDENTITIES ? "pebble3" : "pebble";
        return WritableRecords.open(
                store,
                new StoreMetadata("store", "pebble", "v3", "", interior, 0),
                WriteOptions.defaults().withClock(InstantSource.fixed(NOW)),
                layout);
    }

    /** Every entry of an index is owed by a row, and every row has its entries. */
    private void requireDerived(KeyLayout layout) {
        NavigableMap<Bytes, Bytes> entries = entries();
        NavigableMap<Bytes, Bytes> owed = new TreeMap<>();
        boolean sealed = entries.containsKey(MetaKey.STATISTICS.key());
        entries.forEach((key, value) -> {
            KeyFamily family = KeyFamily.of(key);
            if (family == KeyFamily.RESOURCE || family == KeyFamily.ENTITLEMENT || family == KeyFamily.GRANT) {
                SyncKeys keys = layout == KeyLayout.IDENTITIES
                        ? IdentityKeys.INSTANCE
                        : ExternalIdKeys.ofSync(
                                new Ksuid(key.slice(family.header().length(), Ksuid.LENGTH)));
                Set<IndexFamily> wanted = EnumSet.copyOf(keys.indexes());
                if (!sealed) {
                    wanted.remove(IndexFamily.PRINCIPAL_HASH);
                }
                keys.entries(
                        family,
                        new Row("store", key, value),
                        wanted,
                        (index, entry, content) -> owed.put(entry, content));
            }
        });
        entries.keySet().removeIf(key -> KeyFamily.of(key) != KeyFamily.INDEX);
        assertThat(entries).isEqualTo(owed);
    }

    private long count(IndexFamily index) {
        return entries().keySet().stream()
                .filter(key -> IndexFamily.of(key) == index)
                .count();
    }

    private NavigableMap<Bytes, Bytes> entries() {
        return entries(store);
    }

    private static NavigableMap<Bytes, Bytes> entries(KeyValueStore store) {
        NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
        try (Cursor cursor = store.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return entries;
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
    }

    private static List<String> grantsOf(SyncEditor sync, String user) {
        GrantFilter filter = GrantFilter.ALL.withPrincipal(new ResourceId("user", user));
        List<String> found = new ArrayList<>();
        try (RecordScan<dev.grantlake.store.Grant> scan = sync.reader().grants(filter, null)) {
            while (scan.next()) {
                found.add(scan.record().id());
            }
        }
        return found;
    }

    private static List<String> children(SyncEditor sync, String parent) {
        ResourceFilter filter = ResourceFilter.ALL.withParent(new ResourceId("org", parent));
        List<String> found = new ArrayList<>();
        try (RecordScan<dev.grantlake.store.Resource> scan = sync.reader().resources(filter, null)) {
            while (scan.next()) {
                found.add(scan.record().id().id());
            }
        }
        return found;
    }

    private static long discovered(SyncEditor sync) {
        return sync.reader()
                .grant(key("alice"))
                .orElseThrow()
                .toRecord()
                .getDiscoveredAt()
                .getSeconds();
    }

    private static GrantKey key(String user) {
        return new GrantKey(MEMBER, new ResourceId("user", user));
    }

    private static GrantRecord grant(String id, String user, int time) {
        return GrantRecord.newBuilder()
                .setExternalId(id)
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId("group")
                        .setResourceId("g")
                        .setEntitlementId("member"))
                .setPrincipal(
                        PrincipalRef.newBuilder().setResourceTypeId("user").setResourceId(user))
                .setDiscoveredAt(Timestamp.newBuilder().setSeconds(time))
                .build();
    }

    private static EntitlementRecord entitlement(String id, String group) {
        return EntitlementRecord.newBuilder()
                .setExternalId(id)
                .setResource(ResourceRef.newBuilder().setResourceTypeId("group").setResourceId(group))
                .build();
    }

    private static ResourceRecord resource(String id, String parent) {
        return ResourceRecord.newBuilder()
                .setResourceTypeId("team")
                .setResourceId(id)
                .setParent(ResourceRef.newBuilder().setResourceTypeId("org").setResourceId(parent))
                .build();
    }
}

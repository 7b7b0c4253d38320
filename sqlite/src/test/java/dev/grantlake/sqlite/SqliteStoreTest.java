package dev.grantlake.sqlite;

import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.store.CallStatistics;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncRun.IngestVerification;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.SyncType;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.GrantImmutable;
import dev.grantlake.wire.storage.v3.GrantRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a v1 file holds is what a reader sees; the files are made here. */
class SqliteStoreTest {

    private static final String SYNC = "2Zk0000000000000000000000aa";
    private static final Entitlement MEMBER = Messages.entitlement("eng", "member");
    private static final dev.grantlake.wire.connector.v2.Grant ALICE =
            Messages.grant(MEMBER, Messages.resource("user", "alice"));

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    private V1Builder file;

    @BeforeEach
    void begin() {
        file = V1Builder.withSync(SYNC);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        file.close();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    private OpenOptions options() {
        return OpenOptions.defaults()
                .withTemporaryFolder(temporary)
                .withZone(ZoneOffset.UTC)
                .withEnvironment(Map.of());
    }

    private Store open() {
        return Grantlake.open(file.write(folder.resolve("a.c1z")), options());
    }

    @Test
    void everyKindOfRecordIsRead() {
        file.type(SYNC, "user")
                .resource(
                        SYNC,
                        Messages.resource("user", "alice").toBuilder()
                                .setParentResourceId(Messages.id("app", "a1"))
                                .build())
                .entitlement(SYNC, MEMBER)
                .grant(SYNC, ALICE)
                .asset(SYNC, "logo", new byte[] {1, 2})
                .session(SYNC, "key", new byte[0]);
        try (Store store = open()) {
            Sync sync = store.latestSync().orElseThrow();
            ResourceId alice = ResourceId.of("user", "alice");

            assertThat(store.metadata().engine()).isEqualTo("sqlite");
            assertThat(store.metadata().format()).isEqualTo("v1");
            assertThat(sync.resourceTypes().find("user").orElseThrow().displayName())
                    .isEqualTo("The type user");
            assertThat(sync.resources().find(alice).orElseThrow().parent()).contains(ResourceId.of("app", "a1"));
            assertThat(sync.resources().find(ResourceId.of("user", "bob"))).isEmpty();
            assertThat(sync.entitlements().find(MEMBER.getId()).orElseThrow().slug())
                    .isEqualTo("member");
            Grant grant = sync.grants().find(ALICE.getId()).orElseThrow();
            assertThat(grant.toMessage()).isEqualTo(ALICE);
            assertThat(sync.grants().find(grant.key())).map(Grant::id).contains(ALICE.getId());
            assertThat(grant.principal()).isEqualTo(alice);
            assertThat(grant.discoveredAt()).contains(Instant.parse("2026-05-28T09:15:00.100Z"));
            assertThat(sync.assets().find("logo").orElseThrow().data()).isEqualTo(Bytes.ofHex("0102"));
            assertThat(sync.assets().find("logo").orElseThrow().contentType()).isEqualTo("image/png");
            assertThat(sync.sessions().find("key")).contains(Bytes.EMPTY);
            assertThat(sync.grantDigests().whole()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata"})
    void timesAreThoseOfTheReadersWall(String zone) {
        file.grant(SYNC, ALICE);
        Path path = file.write(folder.resolve("a.c1z"));
        try (Store store = Grantlake.open(path, options().withZone(ZoneId.of(zone)))) {
            SyncRun run = store.syncs().get(0);

            assertThat(run.startedAt())
                    .map(at -> LocalDateTime.ofInstant(at, ZoneId.of(zone)))
                    .contains(LocalDateTime.parse("2026-05-28T09:14:59.500"));
            assertThat(run.endedAt())
                    .map(at -> LocalDateTime.ofInstant(at, ZoneId.of(zone)))
                    .contains(LocalDateTime.parse("2026-05-28T09:15:02"));
            assertThat(store.sync(run).grants().all().first().orElseThrow().discoveredAt())
                    .map(at -> LocalDateTime.ofInstant(at, ZoneId.of(zone)))
                    .contains(LocalDateTime.parse("2026-05-28T09:15:00.100"));
        }
    }

    @Test
    void theSystemsZoneIsTheDefault() {
        Path path = file.write(folder.resolve("a.c1z"));
        try (Store store = Grantlake.open(path)) {
            assertThat(store.syncs().get(0).endedAt())
                    .map(at -> LocalDateTime.ofInstant(at, ZoneId.systemDefault()))
                    .contains(LocalDateTime.parse("2026-05-28T09:15:02"));
        }
    }

    @Test
    void sevenDaysAreCountedInTheReadersZone() {
        file.sql("update v1_sync_runs set ended_at = null");
        Path path = file.write(folder.resolve("a.c1z"));
        // Seven days and an hour after the wall clock as UTC: in New York it is three hours less than seven days.
        OpenOptions late = options().withClock(() -> Instant.parse("2026-06-04T10:14:59.5Z"));
        try (Store utc = Grantlake.open(path, late);
                Store newYork = Grantlake.open(path, late.withZone(ZoneId.of("America/New_York")))) {
            assertThat(utc.latestSync()).isEmpty();
            assertThat(newYork.latestSync()).isPresent();
        }
    }

    @Test
    void slimGrantsAreFilledInOnEveryWay() {
        file.entitlement(SYNC, MEMBER).grant(SYNC, ALICE, Messages.slim(ALICE), null, 0);
        try (Store store = open()) {
            Sync sync = store.latestSync().orElseThrow();
            EntitlementKey member = new EntitlementKey(ResourceId.of("group", "eng"), MEMBER.getId());
            for (Grant grant : List.of(
                    sync.grants().all().first().orElseThrow(),
                    sync.grants().find(ALICE.getId()).orElseThrow(),
                    sync.grants().forEntitlement(member).first().orElseThrow(),
                    sync.grants()
                            .forPrincipal(ResourceId.of("user", "alice"))
                            .first()
                            .orElseThrow())) {
                assertThat(grant.entitlement()).isEqualTo(member);
                assertThat(grant.principal()).isEqualTo(ResourceId.of("user", "alice"));
                assertThat(grant.toMessage().getEntitlement().getId()).isEqualTo(MEMBER.getId());
                assertThat(grant.toMessage().getEntitlement().getResource().getId())
                        .isEqualTo(Messages.id("group", "eng"));
                assertThat(grant.toMessage().getPrincipal().getId()).isEqualTo(Messages.id("user", "alice"));
                assertThat(grant.toMessage().getPrincipal().getDisplayName()).isEmpty();
            }
        }
    }

    @Test
    void expansionsComeFromTheirColumn() {
        byte[] expansion = Messages.expandable("group:ops:member").toByteArray();
        file.grant(SYNC, ALICE, Messages.annotated(ALICE, GrantImmutable.getDefaultInstance()), expansion, 1);
        dev.grantlake.wire.connector.v2.Grant bob = Messages.grant(MEMBER, Messages.resource("user", "bob"));
        file.grant(SYNC, bob, bob, new byte[0], 0);
        dev.grantlake.wire.connector.v2.Grant carol = Messages.grant(MEMBER, Messages.resource("user", "carol"));
        file.grant(SYNC, carol, carol, expansion, 0);
        try (Store store = open()) {
            Sync sync = store.latestSync().orElseThrow();
            Grant due = sync.grants().find(ALICE.getId()).orElseThrow();

            assertThat(due.expansion()).contains(new Grant.Expansion(List.of("group:ops:member"), true, List.of()));
            assertThat(due.needsExpansion()).isTrue();
            assertThat(due.annotations()).hasSize(1);
            assertThat(due.toMessage().getAnnotationsCount()).isEqualTo(1);
            assertThat(due.toExpandableMessage().getAnnotationsList())
                    .extracting(any -> any.getTypeUrl().replaceFirst(".*[.]", ""))
                    .containsExactly("GrantImmutable", "GrantExpandable");
            // What an interrupted search for expansions left behind is none.
            assertThat(sync.grants().find(bob.getId()).orElseThrow().expansion())
                    .isEmpty();
            assertThat(sync.grants().matching(GrantFilter.ALL.withPendingExpansion()).stream())
                    .extracting(Grant::id)
                    .containsExactly(ALICE.getId());
            GrantRecord grantRecord = due.toRecord();
            assertThat(grantRecord.getNeedsExpansion()).isTrue();
            assertThat(grantRecord.getExpansion().getEntitlementIdsList()).containsExactly("group:ops:member");
            assertThat(grantRecord.getPrincipal().getResourceId()).isEqualTo("alice");
            assertThat(grantRecord.getDiscoveredAt())
                    .isEqualTo(Timestamp.newBuilder()
                            .setSeconds(1_779_959_700)
                            .setNanos(100_000_000)
                            .build());
        }
    }

    @Test
    void syncsAreKeptApart() {
        String other = "2Zk0000000000000000000000bb";
        file.sync(other, "2026-05-29 00:00:00", "2026-05-29 00:00:01")
                .sync("open", "2026-05-30 00:00:00", null)
                .type(SYNC, "old")
                .type(other, "new")
                .session(SYNC, "a", new byte[] {1})
                .session(other, "b", new byte[] {2});
        file.sql("update v1_sync_runs set sync_type = 'partial', parent_sync_id = '" + SYNC + "' where sync_id = '"
                + other + "'");
        try (Store store = open()) {
            assertThat(store.syncs()).extracting(SyncRun::id).containsExactly(SYNC, other, "open");
            // The latest full one, although a partial one ended later.
            assertThat(store.latestSync().orElseThrow().run().id()).isEqualTo(SYNC);
            assertThat(store.latestFinished().orElseThrow().id()).isEqualTo(other);
            assertThat(store.latestFinished(SyncType.PARTIAL).orElseThrow().parentId())
                    .isEqualTo(SYNC);
            assertThat(store.sync(other).resourceTypes().all().stream())
                    .extracting(type -> type.id())
                    .containsExactly("new");
            assertThat(store.sync(SYNC).resourceTypes().find("new")).isEmpty();
            assertThat(store.sync(SYNC).sessions().find("b")).isEmpty();
            assertThatThrownBy(() -> store.sync("none")).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void sessionsComeInByteOrderAndByPrefix() {
        for (String key : List.of("b", "a%", "a_x", "A", "a", "é", "a\ud83d\ude00", "a\uffee")) {
            file.session(SYNC, key, Bytes.utf8(key).toArray());
        }
        try (Store store = open()) {
            Sync sync = store.latestSync().orElseThrow();

            assertThat(sync.sessions().all().stream().map(SessionEntry::key))
                    .containsExactly("A", "a", "a%", "a_x", "a\uffee", "a\ud83d\ude00", "b", "é");
            assertThat(sync.sessions().withPrefix("a").stream().map(SessionEntry::key))
                    .containsExactly("a", "a%", "a_x", "a\uffee", "a\ud83d\ude00");
            assertThat(sync.sessions().withPrefix("a_").stream().map(SessionEntry::key))
                    .containsExactly("a_x");
        }
    }

    @Test
    void statisticsAreTheStoredOnesIfTheyMakeSense() {
        file.type(SYNC, "group").type(SYNC, "bare").grant(SYNC, ALICE);
        stats("{\"resource_types\":7,\"grants\":3,\"grants_by_resource_type\":{\"group\":3},"
                + "\"step_durations_ms\":{\"list\":5},"
                + "\"connector_call_stats\":{\"ListGrants\":{\"count\":2,\"total_ms\":9}}}");
        try (Store store = open()) {
            SyncStatistics.Report report = store.latestSync().orElseThrow().statistics();

            assertThat(report.source()).isEqualTo(SyncStatistics.Source.SIDECAR);
            assertThat(report.statistics().resourceTypes()).isEqualTo(7);
            assertThat(report.statistics().grantsByResourceType()).containsEntry("group", 3L);
            assertThat(report.statistics().stepDurationsMillis()).containsEntry("list", 5L);
            assertThat(report.statistics().connectorCalls())
                    .containsEntry("ListGrants", new CallStatistics(2, 9, 0, 0, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{\"resource_types\":0,\"grants\":9}",
                "{\"resource_types\":\"7\"}",
                "{resource_types:7}",
                "{\"resource_types\":7,\"resources_by_resource_type\":{\"a\":\"b\"}}",
                "{\"resource_types\":7,\"resources_by_resource_type\":{\"a\":99999999999999999999}}",
                "{\"resource_types\":7,\"resources_by_resource_type\":5}",
                "{\"resource_types\":7,\"connector_call_stats\":{\"a\":5}}"
            })
    void statisticsThatMakeNoSenseAreCounted(String json) {
        file.type(SYNC, "group").type(SYNC, "bare").grant(SYNC, ALICE).asset(SYNC, "x", new byte[1]);
        stats(json);
        try (Store store = open()) {
            SyncStatistics.Report report = store.latestSync().orElseThrow().statistics();

            assertThat(report.source()).isEqualTo(SyncStatistics.Source.COUNTED);
            assertThat(report.statistics().resourceTypes()).isEqualTo(2);
            assertThat(report.statistics().resourcesByType()).isEqualTo(Map.of("bare", 0L, "group", 0L));
            assertThat(report.statistics().grantsByResourceType()).isEqualTo(Map.of("group", 1L));
            assertThat(report.statistics().assets()).isEqualTo(1);
        }
    }

    private void stats(String json) {
        file.insert(
                        "v1_sync_runs (sync_id, started_at, ended_at, sync_token, grants_backfilled, stats)",
                        "x",
                        "2026-05-28 09:14:59.5",
                        "2026-05-28 09:15:02",
                        "",
                        1,
                        json)
                .sql("delete from v1_sync_runs where sync_id <> 'x'")
                .sql("update v1_sync_runs set sync_id = '" + SYNC + "'");
    }

    @Test
    void resourcesOfUncataloguedTypesDoNotCount() {
        file.type(SYNC, "user")
                .resource(SYNC, Messages.resource("user", "alice"))
                .resource(SYNC, Messages.resource("ghost", "boo"));
        try (Store store = open()) {
            SyncStatistics counted = store.latestSync().orElseThrow().recount().statistics();

            assertThat(counted.resourcesByType()).isEqualTo(Map.of("user", 1L));
            assertThat(counted.resources()).isEqualTo(1);
        }
    }

    @Test
    void verificationCountsOnlyIfItIsWhole() {
        verified("1", "[\"I3\",\"I4\"]", "connector");
        try (Store store = open()) {
            assertThat(store.syncs().get(0).verification())
                    .contains(new IngestVerification("1", List.of("I3", "I4"), "connector"));
        }
        for (String[] wrong : List.of(
                new String[] {"", "[\"I3\"]", "connector"},
                new String[] {"1", "[]", "connector"},
                new String[] {"1", "[\"I3\"", "connector"},
                new String[] {"1", "[3]", "connector"},
                new String[] {"1", "{\"a\":\"I3\"}", "connector"},
                new String[] {"1", "", "connector"},
                new String[] {"1", "[\"I3\"]", "guess"})) {
            verified(wrong[0], wrong[1], wrong[2]);
            try (Store store = open()) {
                assertThat(store.syncs().get(0).verification())
                        .as(String.join(" ", wrong))
                        .isEqualTo(Optional.empty());
            }
        }
    }

    private void verified(String generation, String coverage, String mode) {
        file.sql("update v1_sync_runs set ingest_invariant_generation = '" + generation
                + "', ingest_invariant_coverage = '" + coverage + "', ingest_invariant_mode = '" + mode + "'");
    }

    @Test
    void aLargeDatabaseLiesInAFileThatHasNoName() throws IOException {
        for (int i = 0; i < 5; i++) {
            file.asset(SYNC, "zeros" + i, new byte[8 << 20]);
        }
        ReadMetrics metrics = new ReadMetrics();
        Path path = file.write(folder.resolve("a.c1z"));
        try (Store store = Grantlake.open(path, options().withMetrics(metrics));
                Stream<Path> visible = Files.list(temporary)) {
            assertThat(visible).isEmpty();
            assertThat(metrics.snapshot().spooledBytes()).isGreaterThan(40 << 20);
            assertThat(store.latestSync().orElseThrow().assets().all().stream())
                    .hasSize(5)
                    .allSatisfy(asset -> assertThat(asset.data().length()).isEqualTo(8 << 20));
        }
    }

    @Test
    void aFileInWriteAheadModeNeedsNoLog() {
        byte[] database = file.type(SYNC, "user").database();
        database[18] = 2;
        database[19] = 2;
        Path path = V1Builder.write(folder.resolve("a.c1z"), V1Builder.container(database));
        try (Store store = Grantlake.open(path, options())) {
            assertThat(store.latestSync().orElseThrow().resourceTypes().all().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFileWithoutADatabaseIsAnEmptyStore() {
        Path path = V1Builder.write(
                folder.resolve("a.c1z"), Bytes.ofHex("43315a4600").toArray());
        try (Store store = Grantlake.open(path, options())) {
            assertThat(store.syncs()).isEmpty();
            assertThat(store.latestSync()).isEmpty();
        }
    }

    @Test
    void threadsMayShareAStore() throws Exception {
        for (int i = 0; i < 500; i++) {
            file.grant(SYNC, Messages.grant(MEMBER, Messages.resource("user", "u" + i)));
        }
        try (Store store = open()) {
            Sync sync = store.latestSync().orElseThrow();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Callable<Long>> walks = Collections.nCopies(
                        8,
                        () -> sync.grants().all().stream()
                                .filter(grant -> sync.grants()
                                        .find(grant.id())
                                        .map(Grant::key)
                                        .equals(Optional.of(grant.key())))
                                .count());
                for (Future<Long> walk : threads.invokeAll(walks)) {
                    assertThat(walk.get()).isEqualTo(500);
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        file.type(SYNC, "user");
        Store store = open();
        Sync sync = store.latestSync().orElseThrow();
        store.close();
        store.close();
        assertThatThrownBy(() -> sync.resourceTypes().all().count())
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }

    @Test
    void aLimitOfZeroIsRefused() {
        Path path = file.write(folder.resolve("a.c1z"));
        for (String name : List.of("BATON_DECODER_MAX_DECODED_SIZE_MB", "BATON_DECODER_MAX_MEMORY_MB")) {
            assertThatThrownBy(() -> Grantlake.open(path, options().withEnvironment(Map.of(name, "0"))))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT));
            Grantlake.open(path, options().withEnvironment(Map.of(name, "nonsense")))
                    .close();
            Grantlake.open(path, options().withEnvironment(Map.of(name, "8"))).close();
        }
    }
}

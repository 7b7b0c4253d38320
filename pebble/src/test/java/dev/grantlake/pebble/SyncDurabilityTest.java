package dev.grantlake.pebble;

import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.records.WritableRecords;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.RecordScan;
import dev.grantlake.store.spi.SyncBackend;
import dev.grantlake.store.spi.SyncEditor;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.RecordingVfs;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is left of a sync in a directory when the power goes, and how often it waits for the disk. */
@ExtendWith(Seeds.class)
class SyncDurabilityTest {

    private static final EntitlementKey MEMBER = new EntitlementKey(new ResourceId("group", "g"), "group:g:member");
    private static final String ID = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";
    private static final int PAGES = 12;
    private static final int PAGE = 60;
    private static final int CRASHES = 20;

    /** So that some of the sync is in tables before it ends. */
    private static final DatabaseOptions OPTIONS =
            DatabaseOptions.SMALL.with(new DatabaseOptions.Memory(64 << 10, 2, 1 << 20));

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void aFreshSyncWaitsForTheDiskWhenItEnds(KeyLayout layout) {
        try (RecordingVfs directory = new RecordingVfs(new MemoryVfs("db"));
                Database database = Database.open(directory, DatabaseOptions.STANDARD)) {
            SyncEditor sync = records(database, layout).start(NewSync.full().withId(ID));
            directory.takeNotes();
            for (int page = 0; page < PAGES; page++) {
                put(sync, page);
            }
            assertThat(forces(directory)).isEmpty();
            sync.finish();
            assertThat(forces(directory).stream().filter(note -> note.endsWith(".log")))
                    .as("forces of the log")
                    .hasSize(2);

            SyncEditor edited = records(database, layout)
                    .edit(records(database, layout).syncRuns().get(0));
            directory.takeNotes();
            put(edited, PAGES);
            assertThat(forces(directory)).as("three puts and a checkpoint").hasSize(4);
        }
    }

    private static List<String> forces(RecordingVfs directory) {
        return directory.takeNotes().stream()
                .filter(note -> note.startsWith("force"))
                .toList();
    }

    /** At whatever moment: what was put, up to some call; all of it before the last mark; all of it if it says so. */
    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void aLossOfPowerLeavesTheBeginningOfAFreshSync(KeyLayout layout, Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        try (WritableVfs directory = disk.directory("db");
                Database database = Database.open(directory, OPTIONS)) {
            AtomicInteger changes = new AtomicInteger();
            disk.afterEachChange(() -> {
                if (dice.oneIn(1 + changes.getAndIncrement() / CRASHES)) {
                    requireBeginning(disk.crash(dice), layout, 0);
                }
            });
            SyncEditor sync = records(database, layout).start(NewSync.full().withId(ID));
            for (int page = 0; page < PAGES; page++) {
                put(sync, page);
            }
            sync.finish();
            disk.afterEachChange(() -> {});
            requireBeginning(disk.crash(dice), layout, PAGES * PAGE);
            assertThat(changes).as("moments").hasValueGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITIES", "EXTERNAL_IDS_BY_SYNC"})
    void aResumedSyncLosesNothingThatWasPut(KeyLayout layout, Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        try (WritableVfs directory = disk.directory("db");
                Database database = Database.open(directory, OPTIONS)) {
            SyncEditor fresh = records(database, layout).start(NewSync.full().withId(ID));
            put(fresh, 0);
            SyncEditor sync = records(database, layout)
                    .edit(records(database, layout).syncRuns().get(0));
            AtomicInteger put = new AtomicInteger();
            AtomicInteger changes = new AtomicInteger();
            disk.afterEachChange(() -> {
                if (dice.oneIn(1 + changes.getAndIncrement() / CRASHES)) {
                    requireBeginning(disk.crash(dice), layout, put.get());
                }
            });
            for (int page = 1; page < PAGES; page++) {
                put(sync, page);
                put.set((page + 1) * PAGE);
            }
            sync.finish();
            disk.afterEachChange(() -> {});
            requireBeginning(disk.crash(dice), layout, PAGES * PAGE);
        }
    }

    private static void put(SyncEditor sync, int page) {
        for (int i = 0; i < PAGE; i += 20) {
            int from = page * PAGE + i;
            sync.writer()
                    .putGrants(IntStream.range(from, from + 20)
                            .mapToObj(number -> message(user(number)))
                            .toList());
        }
        sync.checkpoint(Integer.toString(page + 1));
    }

    private static Grant message(String user) {
        return Grant.newBuilder()
                .setId(MEMBER.id() + ":user:" + user)
                .setEntitlement(Entitlement.newBuilder()
                        .setId(MEMBER.id())
                        .setResource(resource(
                                MEMBER.resource().type(), MEMBER.resource().id())))
                .setPrincipal(resource("user", user))
                .build();
    }

    private static Resource resource(String type, String id) {
        return Resource.newBuilder()
                .setId(dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                        .setResourceType(type)
                        .setResource(id))
                .build();
    }

    private static String user(int number) {
        return String.format("u%05d", number);
    }

    private static void requireBeginning(ForgetfulDisk disk, KeyLayout layout, int atLeast) {
        try (WritableVfs directory = disk.directory("db");
                Database database = Database.open(directory, OPTIONS)) {
            WritableRecords records = records(database, layout);
            List<SyncRun> runs = records.syncRuns();
            if (runs.isEmpty()) {
                assertThat(atLeast).isZero();
                return;
            }
            SyncRun run = runs.get(0);
            List<String> users = users(records.sync(run));
            assertThat(users)
                    .as(disk.story())
                    .isEqualTo(IntStream.range(0, users.size())
                            .mapToObj(SyncDurabilityTest::user)
                            .toList());
            int marked = run.token().isEmpty() ? 0 : Integer.parseInt(run.token()) * PAGE;
            assertThat(users.size()).as(disk.story()).isGreaterThanOrEqualTo(Math.max(marked, atLeast));
            if (run.finished()) {
                assertThat(users).hasSize(PAGES * PAGE);
                assertThat(records.sync(run)
                                .statistics()
                                .orElseThrow()
                                .statistics()
                                .grants())
                        .isEqualTo(users.size());
                records.sync(run)
                        .grantDigest()
                        .ifPresent(digest -> assertThat(digest.count()).isEqualTo(users.size()));
            }
        }
    }

    private static List<String> users(SyncBackend sync) {
        List<String> users = new ArrayList<>();
        try (RecordScan<dev.grantlake.store.Grant> scan = sync.grants(GrantFilter.ALL, null)) {
            while (scan.next()) {
                users.add(scan.record().key().principal().id());
            }
        }
        return users;
    }

    private static WritableRecords records(Database database, KeyLayout layout) {
        String interior = layout == KeyLayout.IDENTITIES ? "pebble3" : "pebble";
        return WritableRecords.open(
                database, new StoreMetadata("store", "pebble", "v3", "", interior, 0), WriteOptions.defaults(), layout);
    }
}

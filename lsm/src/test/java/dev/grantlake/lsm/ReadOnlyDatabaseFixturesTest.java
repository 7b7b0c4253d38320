package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.testing.CountingVfs;
import dev.grantlake.vfs.testing.FaultVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Directories that Go wrote, read whole and in every way that there is. */
@ExtendWith(Seeds.class)
class ReadOnlyDatabaseFixturesTest {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(8 << 20), new ReadMetrics());
    private static final Bytes ZERO = Bytes.wrap(new byte[1]);

    @ParameterizedTest
    @CsvSource({
        "checkpoint_baton, checkpoint_baton",
        "excise, excise_direct",
        "excise, excise_final",
        "minimal_handbuilt, minimal_handbuilt",
        "wal, wal_empty",
        "levels, levels"
    })
    void holdsWhatGoReports(String archive, String name, Dice dice) {
        assertHolds(PebbleFixtures.directory(archive, name), ExpectedRows.read(name), dice);
    }

    @ParameterizedTest
    @CsvSource({
        "wal, wal_tail_fmv24, wal_full",
        "wal, wal_tail_fmv19, wal_full",
        "wal, wal_torn, wal_without_last",
        "wal, wal_bitflip_last, wal_without_last",
        "wal, wal_zero_tail, wal_full",
        "wal, wal_garbage_tail, wal_full",
        "excise, excise_wal_pending, excise_final"
    })
    void replaysLogs(String archive, String name, String expected, Dice dice) {
        assertHolds(PebbleFixtures.directory(archive, name), ExpectedRows.read(expected), dice);
    }

    @Test
    void readsEveryKindOfEntryOnEveryLevel(Dice dice) {
        assertThat(ExpectedRows.levels(true))
                .as("the history of the fixture, as the test tells it")
                .isEqualTo(ExpectedRows.read("levels"));
        assertHolds(levelsWithoutLog(), ExpectedRows.levels(false), dice);
    }

    private static void assertHolds(Vfs directory, NavigableMap<Bytes, Bytes> expected, Dice dice) {
        try (LeakCheckingVfs checked = new LeakCheckingVfs(directory);
                ReadOnlyDatabase database = ReadOnlyDatabase.open(checked, OPTIONS)) {
            new CursorWalk(database, expected, dice).run(10, 200);
            for (Map.Entry<Bytes, Bytes> row : expected.entrySet()) {
                Bytes found = database.get(row.getKey());
                if (found == null || !found.equals(row.getValue())) {
                    assertThat(found).as("value of %s", row.getKey()).isEqualTo(row.getValue());
                }
                Bytes behind = row.getKey().plus(ZERO);
                if (database.get(behind) != null) {
                    assertThat(database.get(behind)).as("value of %s", behind).isNull();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wal_tail_fmv24, ",
        "wal_tail_fmv19, ",
        "wal_torn, 40357 +50 TORN",
        "wal_bitflip_last, 40357 +55 TORN",
        "wal_zero_tail, 40412 +5000 TORN",
        "wal_garbage_tail, 40412 +300 TORN",
    })
    void reportsWhatWasDropped(String name, @Nullable String expected) {
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(PebbleFixtures.directory("wal", name), OPTIONS)) {
            List<String> tails = database.recoveryReport().unreadTails().stream()
                    .map(tail -> tail.where().offset() + " +" + tail.length() + " " + tail.cause())
                    .toList();
            assertThat(tails).isEqualTo(expected == null ? List.of() : List.of(expected));
            assertThat(database.recoveryReport().skippedRecords()).isEmpty();
        }
    }

    @Test
    void refusesConfirmedDamageWithBothPlaces() {
        try (LeakCheckingVfs directory = new LeakCheckingVfs(PebbleFixtures.directory("wal", "wal_corrupt_mid"))) {
            assertThatThrownBy(() -> ReadOnlyDatabase.open(directory, OPTIONS))
                    .hasMessageContaining("000004.log")
                    .isInstanceOfSatisfying(StorageException.class, e -> {
                        assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                        assertThat(e.location().orElseThrow().offset()).isZero();
                        assertThat(e)
                                .hasMessageContaining(
                                        "a chunk with a wrong checksum at 0, although the chunk at 62 says"
                                                + " that the file had been synced up to 62");
                    });
        }
    }

    @Test
    void readsWhatPrecedesDamageIfAsked(Dice dice) {
        MemoryVfs directory = PebbleFixtures.directory("wal", "wal_corrupt_mid");
        LsmReadOptions lenient = OPTIONS.with(Strictness.SALVAGE);
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, lenient)) {
            new CursorWalk(database, ExpectedRows.read("wal_empty"), dice).run(5, 100);
            assertThat(database.recoveryReport().unreadTails()).singleElement().satisfies(tail -> {
                assertThat(tail.cause()).isEqualTo(LogTail.Cause.DAMAGED);
                assertThat(tail.where().offset()).isZero();
                assertThat(tail.length()).isEqualTo(directory.size("000004.log"));
            });
        }
    }

    @Test
    void keepsOnlySoMuchOfLogsInMemory() {
        LsmReadOptions.Limits usual = LsmReadOptions.Limits.DEFAULT;
        LsmReadOptions tight = OPTIONS.with(new LsmReadOptions.Limits(
                usual.maxManifestBytes(),
                usual.maxTables(),
                usual.maxSortedRuns(),
                usual.maxRangeDeletions(),
                40_000,
                usual.maxMergedBytes(),
                usual.maxBlockBytes()));
        assertThatThrownBy(() -> ReadOnlyDatabase.open(PebbleFixtures.directory("wal", "wal_tail_fmv24"), tight))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED));
    }

    @Test
    void takesInTablesThatOnlyALogNames() {
        LeakCheckingVfs directory = new LeakCheckingVfs(PebbleFixtures.directory("excise", "excise_wal_pending"));
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            assertThat(database.filesIn(KeyRange.prefix(Bytes.utf8("key00061"))))
                    .startsWith("000013.sst");
            assertThat(database.filesIn(KeyRange.prefix(Bytes.utf8("key00062"))))
                    .doesNotContain("000013.sst");
            assertThat(database.logLayers()).hasSize(1);
        }
        directory.requireNothingOpen();
        assertThatThrownBy(() -> ReadOnlyDatabase.open(
                        PebbleFixtures.directory("excise", "excise_wal_pending").remove("000013.sst"), OPTIONS))
                .hasMessageContaining("expected the file of an ingested table, found no 000013.sst");
    }

    @Test
    void reportsWhatARecycledLogLeft() {
        try (ReadOnlyDatabase database =
                ReadOnlyDatabase.open(PebbleFixtures.directory("excise", "excise_direct"), OPTIONS)) {
            assertThat(database.recoveryReport().unreadTails()).singleElement().satisfies(tail -> {
                assertThat(tail.where().file()).isEqualTo("excise_direct/000006.log");
                assertThat(tail.cause()).isEqualTo(LogTail.Cause.RECYCLED);
                assertThat(tail.length()).isEqualTo(65019);
            });
        }
    }

    @Test
    void reportsNothingAboutACleanDirectory() {
        try (ReadOnlyDatabase database =
                ReadOnlyDatabase.open(PebbleFixtures.directory("checkpoint_baton", "checkpoint_baton"), OPTIONS)) {
            assertThat(database.recoveryReport().isEmpty()).isTrue();
            assertThat(database.directory().formatVersion()).isEqualTo(24);
        }
    }

    @Test
    void opensNoTableThatARangeCannotTouch() {
        CountingVfs directory = new CountingVfs(levelsWithoutLog());
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            KeyRange range = KeyRange.prefix(Bytes.utf8("mrg"));
            directory.reset();
            assertThat(rows(database, range)).hasSize(50);
            assertOpenedOnly(database.filesIn(range), database, directory);
            assertThat(database.filesIn(range)).hasSizeBetween(1, 8);
            assertThat(database.version().files()).hasSizeGreaterThan(40);
        }
    }

    @Test
    void opensTablesAsTheScanReachesThem() {
        CountingVfs directory = new CountingVfs(levelsWithoutLog());
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS);
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            Bytes from = Bytes.utf8("key000001");
            assertThat(cursor.seekGe(from)).isTrue();
            List<String> reached =
                    database.filesIn(new KeyRange(from, cursor.key().copy().plus(ZERO)));
            assertOpenedOnly(reached, database, directory);
        }
    }

    private static void assertOpenedOnly(List<String> names, ReadOnlyDatabase database, CountingVfs directory) {
        for (String name : database.filesIn(KeyRange.ALL)) {
            assertThat(directory.count(name).opens())
                    .as("opens of " + name)
                    .isLessThanOrEqualTo(names.contains(name) ? 1 : 0);
        }
    }

    @Test
    void closesWhatItOpened() {
        LeakCheckingVfs directory = new LeakCheckingVfs(PebbleFixtures.directory("excise", "excise_final"));
        ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS);
        assertThat(directory.openFiles()).isZero();
        assertThat(rows(database, KeyRange.ALL)).hasSize(755);
        assertThat(directory.openFiles())
                .as("the files behind 7 virtual and 3 physical tables")
                .isEqualTo(database.version().files().size());
        database.close();
        database.close();
        directory.requireNothingOpen();
    }

    @Test
    void reachesNothingAfterItsClose() {
        ReadOnlyDatabase database = ReadOnlyDatabase.open(PebbleFixtures.directory("wal", "wal_empty"), OPTIONS);
        Cursor cursor = database.cursor(KeyRange.ALL);
        database.close();
        for (Runnable call : List.<Runnable>of(
                () -> database.get(Bytes.utf8("a000")), () -> database.cursor(KeyRange.ALL), cursor::first)) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        }
        cursor.close();
    }

    @Test
    void isSharedByThreads() throws Exception {
        NavigableMap<Bytes, Bytes> expected = ExpectedRows.levels(false);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (LeakCheckingVfs directory = new LeakCheckingVfs(levelsWithoutLog());
                ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> {
                    assertThat(rows(database, KeyRange.ALL)).isEqualTo(List.copyOf(expected.entrySet()));
                    expected.forEach(
                            (key, value) -> assertThat(database.get(key)).isEqualTo(value));
                }));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void failsCleanlyWhereverTheSystemFails() {
        FaultVfs faulty;
        long calls = 0;
        do {
            LeakCheckingVfs checked = new LeakCheckingVfs(PebbleFixtures.directory("excise", "excise_wal_pending"));
            faulty = new FaultVfs(checked, ++calls);
            LsmReadOptions options = new LsmReadOptions(new BufferCache(0), new ReadMetrics());
            try (ReadOnlyDatabase database = ReadOnlyDatabase.open(faulty, options)) {
                assertThat(rows(database, KeyRange.ALL)).hasSize(755);
                database.get(Bytes.utf8("key000300"));
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
            }
            checked.requireNothingOpen();
        } while (faulty.failed());
        assertThat(calls).isGreaterThan(20);
    }

    @Test
    void answersDamageAnywhereWithAResultOrATypedError(Dice dice) {
        for (String name : List.of("minimal_handbuilt", "excise_final", "excise_wal_pending", "wal_tail_fmv24")) {
            String archive = name.startsWith("excise") ? "excise" : name.startsWith("wal") ? "wal" : name;
            for (int round = 0; round < Seeds.rounds(150); round++) {
                MemoryVfs directory = PebbleFixtures.directory(archive, name);
                String file = dice.pick(directory.list());
                byte[] content = directory.content(file).toArray();
                (dice.oneIn(2) ? Mutations.bitFlips(content, 1, dice) : Mutations.garblings(content, 1, dice))
                        .forEach(mutation -> assertResultOrTypedError(
                                directory.put(file, Bytes.wrap(mutation.bytes())),
                                name + "/" + file + ": " + mutation));
            }
        }
    }

    private static void assertResultOrTypedError(Vfs directory, String damage) {
        try (LeakCheckingVfs checked = new LeakCheckingVfs(directory);
                ReadOnlyDatabase database =
                        ReadOnlyDatabase.open(checked, new LsmReadOptions(new BufferCache(0), new ReadMetrics()))) {
            rows(database, KeyRange.ALL);
            database.get(Bytes.utf8("key000300"));
        } catch (StorageException expected) {
            assertThat(expected.kind())
                    .as(damage)
                    .isIn(
                            StorageException.Kind.CORRUPT,
                            StorageException.Kind.UNSUPPORTED,
                            StorageException.Kind.LIMIT_EXCEEDED,
                            StorageException.Kind.NOT_FOUND);
        }
    }

    private static MemoryVfs levelsWithoutLog() {
        return PebbleFixtures.directory("levels", "levels").put("000177.log", Bytes.EMPTY);
    }

    private static List<Map.Entry<Bytes, Bytes>> rows(ReadOnlyDatabase database, KeyRange range) {
        List<Map.Entry<Bytes, Bytes>> rows = new ArrayList<>();
        try (Cursor cursor = database.cursor(range)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                rows.add(Map.entry(cursor.key().copy(), cursor.value().copy()));
            }
        }
        return rows;
    }
}

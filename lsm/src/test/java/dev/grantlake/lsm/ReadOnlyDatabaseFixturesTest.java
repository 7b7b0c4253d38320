package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.testing.CountingVfs;
import dev.grantlake.vfs.testing.FaultVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
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
        "wal, wal_empty"
    })
    void holdsWhatGoReports(String archive, String name, Dice dice) {
        assertHolds(PebbleFixtures.directory(archive, name), ExpectedRows.read(name), dice);
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
        "levels, levels, 000177.log, 0",
        "excise, excise_wal_pending, 000014.log, 0",
        "wal, wal_tail_fmv24, 000004.log, 0",
        "wal, wal_tail_fmv19, 000004.log, 0",
        "wal, wal_torn, 000004.log, 0",
        "wal, wal_bitflip_last, 000004.log, 0",
        "wal, wal_zero_tail, 000004.log, 0",
        "wal, wal_garbage_tail, 000004.log, 0",
        "wal, wal_corrupt_mid, 000004.log, 62",
    })
    void refusesLogsWithCommits(String archive, String name, String log, long offset) {
        try (LeakCheckingVfs directory = new LeakCheckingVfs(PebbleFixtures.directory(archive, name))) {
            assertThatThrownBy(() -> ReadOnlyDatabase.open(directory, OPTIONS))
                    .isInstanceOfSatisfying(StorageException.class, e -> {
                        assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED);
                        assertThat(e.location().orElseThrow().file()).isEqualTo(name + "/" + log);
                        assertThat(e.location().orElseThrow().offset()).isEqualTo(offset);
                    });
        }
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
            LeakCheckingVfs checked = new LeakCheckingVfs(PebbleFixtures.directory("excise", "excise_final"));
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
        for (String name : List.of("minimal_handbuilt", "excise_final")) {
            String archive = name.equals("excise_final") ? "excise" : name;
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

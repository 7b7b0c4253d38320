package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Directories that Go wrote, read whole and in every way that there is. */
@ExtendWith(Seeds.class)
class ReadOnlyDatabaseFixturesTest {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(8 << 20), new ReadMetrics());

    @ParameterizedTest
    @CsvSource({
        "checkpoint_baton, checkpoint_baton",
        "excise, excise_direct",
        "excise, excise_final",
        "minimal_handbuilt, minimal_handbuilt",
        "wal, wal_empty"
    })
    void holdsWhatGoReports(String tar, String name, Dice dice) {
        TestDirectory directory = TestDirectory.fixture(tar, name);
        assertHolds(directory, ExpectedRows.read(name), dice);
    }

    @Test
    void readsEveryKindOfEntryOnEveryLevel(Dice dice) {
        assertThat(ExpectedRows.levels(true))
                .as("the history of the fixture, as the test tells it")
                .isEqualTo(ExpectedRows.read("levels"));
        TestDirectory directory = TestDirectory.fixture("levels", "levels").put("000177.log");
        assertHolds(directory, ExpectedRows.levels(false), dice);
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
    })
    void refusesLogsWithContent(String tar, String name, String log, long offset) {
        TestDirectory directory = TestDirectory.fixture(tar, name);
        assertThatThrownBy(() -> ReadOnlyDatabase.open(directory, OPTIONS))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED);
                    assertThat(e.location().orElseThrow().file()).isEqualTo(name + "/" + log);
                    assertThat(e.location().orElseThrow().offset()).isEqualTo(offset);
                });
        assertThat(directory.open()).isZero();
    }

    @Test
    void refusesALogWhoseFirstRecordIsDamaged() {
        TestDirectory directory = TestDirectory.fixture("wal", "wal_corrupt_mid");
        assertThatThrownBy(() -> ReadOnlyDatabase.open(directory, OPTIONS))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED);
                    assertThat(e.location().orElseThrow().offset()).isPositive();
                });
    }

    @Test
    void reportsWhatARecycledLogLeft() {
        TestDirectory directory = TestDirectory.fixture("excise", "excise_direct");
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            assertThat(database.recoveryReport().unreadTails()).singleElement().satisfies(tail -> {
                assertThat(tail.where().file()).isEqualTo("excise_direct/000006.log");
                assertThat(tail.cause()).isEqualTo(LogTail.Cause.RECYCLED);
                assertThat(tail.length()).isEqualTo(65019);
            });
        }
    }

    @Test
    void reportsNothingAboutACleanDirectory() {
        TestDirectory directory = TestDirectory.fixture("checkpoint_baton", "checkpoint_baton");
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            assertThat(database.recoveryReport().isEmpty()).isTrue();
            assertThat(database.directory().formatVersion()).isEqualTo(24);
        }
    }

    @Test
    void opensNoTableThatARangeCannotTouch() {
        TestDirectory directory = TestDirectory.fixture("levels", "levels").put("000177.log");
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            directory.takeOpened();
            KeyRange range = new KeyRange(Bytes.utf8("mrg"), Bytes.utf8("mrh"));
            try (Cursor cursor = database.cursor(range)) {
                int rows = 0;
                for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                    rows++;
                }
                assertThat(rows).isEqualTo(50);
            }
            assertThat(database.filesIn(range)).hasSizeBetween(1, 8);
            assertThat(directory.takeOpened()).isSubsetOf(database.filesIn(range));
        }
    }

    @Test
    void opensTablesAsTheScanReachesThem() {
        TestDirectory directory = TestDirectory.fixture("levels", "levels").put("000177.log");
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            directory.takeOpened();
            try (Cursor cursor = database.cursor(KeyRange.ALL)) {
                assertThat(cursor.seekGe(Bytes.utf8("key000001"))).isTrue();
                Bytes reached = cursor.key().copy();
                KeyRange walked = new KeyRange(Bytes.utf8("key000001"), reached.plus(Bytes.wrap(new byte[1])));
                assertThat(directory.takeOpened()).isNotEmpty().isSubsetOf(database.filesIn(walked));
            }
            assertThat(database.version().files()).hasSizeGreaterThan(40);
        }
    }

    @Test
    void answersDamageAnywhereWithAResultOrATypedError(Dice dice) {
        for (String name : List.of("minimal_handbuilt", "excise_final")) {
            String tar = name.equals("excise_final") ? "excise" : name;
            TestDirectory sound = TestDirectory.fixture(tar, name);
            for (int round = 0; round < Seeds.rounds(150); round++) {
                String file = dice.pick(sound.list());
                byte[] content = sound.content(file);
                Mutations.Mutation mutation = (dice.oneIn(2)
                                ? Mutations.bitFlips(content, 1, dice)
                                : Mutations.garblings(content, 1, dice))
                        .findFirst()
                        .orElse(null);
                if (mutation != null) {
                    TestDirectory damaged = TestDirectory.fixture(tar, name).put(file, mutation.bytes());
                    assertResultOrTypedError(damaged, name + "/" + file + ": " + mutation);
                }
            }
        }
    }

    private static void assertResultOrTypedError(TestDirectory directory, String damage) {
        try (ReadOnlyDatabase database =
                ReadOnlyDatabase.open(directory, new LsmReadOptions(new BufferCache(0), new ReadMetrics()))) {
            forward(database, KeyRange.ALL);
            backward(database, KeyRange.ALL);
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
        assertThat(directory.open()).as(damage).isZero();
    }

    @Test
    void closesWhatItOpened() {
        TestDirectory directory = TestDirectory.fixture("excise", "excise_final");
        ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS);
        try (Cursor cursor = database.cursor(KeyRange.ALL)) {
            for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                assertThat(cursor.key().length()).isEqualTo(9);
            }
        }
        assertThat(directory.open())
                .as("the files behind 7 virtual and 3 physical tables")
                .isEqualTo(database.version().files().size());
        database.close();
        database.close();
        assertThat(directory.open()).isZero();
        assertThatThrownBy(() -> database.get(Bytes.utf8("key000000")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    private static void assertHolds(TestDirectory directory, NavigableMap<Bytes, Bytes> expected, Dice dice) {
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            assertThat(forward(database, KeyRange.ALL)).isEqualTo(List.copyOf(expected.entrySet()));
            assertThat(backward(database, KeyRange.ALL))
                    .isEqualTo(List.copyOf(expected.descendingMap().entrySet()));
            List<Bytes> keys = List.copyOf(expected.keySet());
            for (Map.Entry<Bytes, Bytes> row : expected.entrySet()) {
                assertThat(database.get(row.getKey()))
                        .as("value of %s", row.getKey())
                        .isEqualTo(row.getValue());
            }
            try (Cursor cursor = database.cursor(KeyRange.ALL)) {
                for (int i = 0; i < 500; i++) {
                    Bytes near = near(dice.pick(keys), dice);
                    assertThat(database.get(near)).as("value of %s", near).isEqualTo(expected.get(near));
                    assertAt(cursor, cursor.seekGe(near), expected.ceilingEntry(near));
                    assertAt(cursor, cursor.seekLt(near), expected.lowerEntry(near));
                }
            }
            for (int i = 0; i < 20; i++) {
                Bytes one = near(dice.pick(keys), dice);
                Bytes other = near(dice.pick(keys), dice);
                boolean ordered = one.compareTo(other) <= 0;
                KeyRange range = new KeyRange(ordered ? one : other, ordered ? other : one);
                NavigableMap<Bytes, Bytes> within =
                        expected.subMap(ordered ? one : other, true, ordered ? other : one, false);
                assertThat(forward(database, range)).isEqualTo(List.copyOf(within.entrySet()));
                assertThat(backward(database, range))
                        .isEqualTo(List.copyOf(within.descendingMap().entrySet()));
            }
        }
        assertThat(directory.open()).isZero();
    }

    private static void assertAt(Cursor cursor, boolean valid, Map.Entry<Bytes, Bytes> expected) {
        assertThat(valid).isEqualTo(cursor.valid()).isEqualTo(expected != null);
        if (valid) {
            assertThat(Map.entry(cursor.key().copy(), cursor.value().copy())).isEqualTo(expected);
        }
    }

    /** A key, or one just beside it. */
    private static Bytes near(Bytes key, Dice dice) {
        return switch (dice.below(4)) {
            case 0 -> key.plus(Bytes.wrap(new byte[1]));
            case 1 -> key.slice(0, dice.below(key.length()));
            case 2 -> key.slice(0, key.length() - 1).plus(Bytes.wrap(new byte[] {(byte) ('0' + dice.below(10))}));
            default -> key;
        };
    }

    private static List<Map.Entry<Bytes, Bytes>> forward(ReadOnlyDatabase database, KeyRange range) {
        List<Map.Entry<Bytes, Bytes>> rows = new ArrayList<>();
        try (Cursor cursor = database.cursor(range)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                rows.add(Map.entry(cursor.key().copy(), cursor.value().copy()));
            }
        }
        return rows;
    }

    private static List<Map.Entry<Bytes, Bytes>> backward(ReadOnlyDatabase database, KeyRange range) {
        List<Map.Entry<Bytes, Bytes>> rows = new ArrayList<>();
        try (Cursor cursor = database.cursor(range)) {
            for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                rows.add(Map.entry(cursor.key().copy(), cursor.value().copy()));
            }
        }
        return rows;
    }
}

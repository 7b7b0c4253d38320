package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the manifest makes of tables. The tables are those of fixture {@code minimal_handbuilt}: 000002 holds k000000 to
 * k000099, 000003 holds k000100 to k000199, all with sequence number 0.
 */
class ReadOnlyDatabaseTest {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(8 << 20), new ReadMetrics());
    private static final long FIRST_SIZE = 1584;
    private static final long SECOND_SIZE = 1695;

    @Test
    void showsKeysUnderTheSequenceNumberOfTheirTable() {
        assertThat(rows("3 9 4 10 " + table(100, 6, 2, 0, 99, 7, 7))).hasSize(100);
        assertThat(rows("3 9 4 10 " + table(100, 6, 2, 0, 99, 10, 10))).hasSize(100);
        assertThat(rows("3 9 4 10 " + table(100, 6, 2, 0, 99, 11, 11))).isEmpty();
    }

    @Test
    void takesNumbersBelowTenForOlderThanAllCommits() {
        assertThat(rows("3 9 " + table(100, 6, 2, 0, 99, 9, 9))).hasSize(100);
        assertThat(rows("3 9 " + table(100, 6, 2, 0, 99, 10, 10))).isEmpty();
    }

    @Test
    void reportsTablesThatAreNotVisible() {
        MemoryVfs directory = directory("3 9 4 10 " + table(100, 6, 2, 0, 99, 11, 11));
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            assertThat(database.recoveryReport().invisibleTables())
                    .singleElement()
                    .satisfies(table -> assertThat(table.number()).isEqualTo(2));
        }
    }

    @Test
    void showsOfAVirtualTableOnlyWhatLiesInItsBounds() {
        String backing = "3 9 4 10 105 2 " + FIRST_SIZE + " ";
        assertThat(rows(backing + virtual(6, 7, 10, 19, 0)))
                .hasSize(10)
                .startsWith("k000010")
                .endsWith("k000019");
        assertThat(rows(backing + virtual(6, 7, 10, 19, 0) + virtual(6, 8, 50, 59, 0)))
                .hasSize(20);
        assertThat(rows(backing + "103 6 7 400 k000010#0,SET k000020#end,RANGE_DELETE 0 0 66 2 1"))
                .hasSize(10)
                .endsWith("k000019");
    }

    @Test
    void showsOneKeyOnceHoweverManyTablesHoldIt() {
        String backing = "3 9 4 10 105 2 " + FIRST_SIZE + " ";
        assertThat(rows(backing + virtual(0, 7, 0, 60, 5) + virtual(0, 8, 40, 99, 6) + virtual(6, 9, 30, 70, 4)))
                .hasSize(100)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void wantsEveryFileInItsSize() {
        assertFails(
                StorageException.Kind.CORRUPT,
                directory("3 9 " + table(100, 6, 2, 0, 99, 0, 0).replace("1584", "1585")
                        + table(100, 6, 5, 200, 299, 0, 0)),
                OPTIONS,
                "000002.sst has 1584 bytes instead of 1585, 000005.sst is missing");
    }

    @Test
    void wantsTheManifestThatTheMarkerNames() {
        assertFails(
                StorageException.Kind.NOT_FOUND,
                directory("3 9").remove("MANIFEST-000001"),
                OPTIONS,
                "MANIFEST-000001");
    }

    @Test
    void dropsATornEditUnlessNothingMayBeMissing() {
        byte[] manifest = EditScript.manifest(
                List.of("3 9 4 10 " + table(100, 6, 2, 0, 99, 0, 0), table(100, 6, 3, 100, 199, 0, 0)));
        MemoryVfs directory =
                directory("3 9").put("MANIFEST-000001", Bytes.wrap(Arrays.copyOf(manifest, manifest.length - 1)));
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, OPTIONS)) {
            assertThat(database.recoveryReport().unreadTails()).hasSize(1);
            assertThat(database.version().files()).containsOnlyKeys(2L);
        }
        assertFails(
                StorageException.Kind.CORRUPT, directory, OPTIONS.with(Strictness.STRICT), "expected a version edit");
    }

    @Test
    void keepsItsLimits() {
        String backing = "3 9 4 10 105 2 " + FIRST_SIZE + " ";
        MemoryVfs three =
                directory(backing + virtual(0, 7, 0, 60, 5) + virtual(0, 8, 40, 99, 6) + virtual(0, 9, 30, 70, 4));
        LsmReadOptions.Limits usual = LsmReadOptions.Limits.DEFAULT;
        assertFails(
                StorageException.Kind.LIMIT_EXCEEDED,
                three,
                OPTIONS.with(new LsmReadOptions.Limits(100, 10, 10, 10, 10, 10, 1000)),
                "at most 100 are read");
        assertFails(
                StorageException.Kind.LIMIT_EXCEEDED,
                three,
                OPTIONS.with(new LsmReadOptions.Limits(usual.maxManifestBytes(), 2, 10, 10, 10, 10, 1000)),
                "more than 2 tables");
        assertFails(
                StorageException.Kind.LIMIT_EXCEEDED,
                three,
                OPTIONS.with(new LsmReadOptions.Limits(usual.maxManifestBytes(), 3, 2, 10, 10, 10, 1000)),
                "3 runs to merge, at most 2 are");
    }

    @Test
    void keepsOnlySoManyRangeDeletions() {
        LsmReadOptions.Limits usual = LsmReadOptions.Limits.DEFAULT;
        LsmReadOptions tight = OPTIONS.with(new LsmReadOptions.Limits(
                usual.maxManifestBytes(), usual.maxTables(), usual.maxSortedRuns(), 0, 10, 10, usual.maxBlockBytes()));
        try (ReadOnlyDatabase database =
                        ReadOnlyDatabase.open(PebbleFixtures.directory("excise", "excise_final"), tight);
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            assertThatThrownBy(() -> {
                        for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                            cursor.key();
                        }
                    })
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED));
        }
    }

    private static void assertFails(
            StorageException.Kind kind, MemoryVfs directory, LsmReadOptions options, String message) {
        assertThatThrownBy(() -> ReadOnlyDatabase.open(directory, options))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** One added table, as words of an edit. */
    private static String table(int tag, int level, long number, int first, int last, long smallest, long largest) {
        long size = number == 2 ? FIRST_SIZE : SECOND_SIZE;
        return String.format(
                "%d %d %d %d k%06d#0,SET k%06d#0,SET %d %d ", tag, level, number, size, first, last, smallest, largest);
    }

    /** One added virtual table that shows a part of table 2. */
    private static String virtual(int level, long number, int first, int last, long sequence) {
        return String.format(
                "103 %d %d 400 k%06d#%d,SET k%06d#%d,SET %d %d 66 2 1 ",
                level, number, first, sequence, last, sequence, sequence, sequence);
    }

    private static MemoryVfs directory(String... edits) {
        return PebbleFixtures.directory("minimal_handbuilt", "minimal_handbuilt")
                .put("MANIFEST-000001", Bytes.wrap(EditScript.manifest(List.of(edits))));
    }

    private static List<String> rows(String... edits) {
        List<String> rows = new ArrayList<>();
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory(edits), OPTIONS);
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                String key = cursor.key().copy().toUtf8();
                rows.add(key);
                assertThat(database.get(Bytes.utf8(key)))
                        .isEqualTo(cursor.value().copy());
            }
        }
        return rows;
    }
}

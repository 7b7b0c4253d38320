package dev.grantlake.lake.directory;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.table.TableStats;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the directory takes, and when it changes its form; what it finds is for the contract of tables to say. */
class SparseDirectoryTest {

    private static final int ROWS = 2000;

    private final FakeDatasetLocation location = FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));

    @Test
    void takesThePlaceOfADenseOneThatGetsTooLarge() {
        long limit = 100_000;
        try (DirectoryTable table =
                DirectoryTable.open(location.create(), TableOptions.DEFAULT.withDirectoryBytes(limit))) {
            boolean sparse = false;
            for (int flush = 0; flush < 8; flush++) {
                write(table, flush);
                TableStats stats = table.stats();
                assertThat(stats.directoryBytes()).isBetween(1L, limit);
                assertThat(stats.sparseDirectory()).as("it does not go back").isIn(sparse, true);
                sparse = stats.sparseDirectory();
            }
            assertThat(sparse).isTrue();
            assertThat(table.stats().directoryBytes()).as("bytes a key").isLessThan(3L * 8 * ROWS);
            finds(table);
        }
        try (DirectoryTable table =
                DirectoryTable.open(location.open(), TableOptions.DEFAULT.withDirectoryBytes(limit))) {
            assertThat(table.stats().sparseDirectory()).isTrue();
            finds(table);
        }
        try (DirectoryTable table = DirectoryTable.open(location.open(), TableOptions.DEFAULT)) {
            assertThat(table.stats().sparseDirectory())
                    .as("there is room for all")
                    .isFalse();
            assertThat(table.stats().directoryBytes()).isGreaterThan(14L * 8 * ROWS);
        }
    }

    @Test
    void givesUpFiltersWhereThoseAreTooLarge() {
        long few = 8_000;
        try (DirectoryTable table =
                DirectoryTable.open(location.create(), TableOptions.DEFAULT.withDirectoryBytes(few))) {
            for (int flush = 0; flush < 8; flush++) {
                write(table, flush);
            }
            assertThat(table.stats().directoryBytes()).isBetween(1L, few);
            finds(table);
        }
    }

    /** Many keys that are asked for together, from near and from far, and again out of the cache. */
    @Test
    void findsManyKeysAtOnce() {
        try (DirectoryTable table =
                DirectoryTable.open(location.create(), TableOptions.DEFAULT.withDirectoryBytes(0))) {
            write(table, 0);
            write(table, 7);
            List<Bytes> keys = new ArrayList<>();
            for (int i = ROWS - 1; i >= 0; i -= 7) {
                keys.add(key(8 * i + (i % 2 == 0 ? 0 : 7)));
                keys.add(key(8 * i + 3));
            }
            try (TableView head = table.head()) {
                for (int again = 0; again < 2; again++) {
                    List<Bytes> values = head.getAll(keys);
                    for (int i = 0; i < keys.size(); i++) {
                        assertThat(values.get(i)).isEqualTo(i % 2 == 0 ? keys.get(i) : null);
                    }
                    assertThat(head.getAll(keys.subList(0, 40))).isEqualTo(values.subList(0, 40));
                }
            }
        }
    }

    /** Keys of all flushes lie among each other; the value is the key. */
    private static void write(DirectoryTable table, int flush) {
        List<FakeRow> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            Bytes key = key(8 * i + flush);
            rows.add(new FakeRow(key, key, false, 1L + flush));
        }
        table.write(FakeRows.of(rows)).close();
    }

    private static void finds(DirectoryTable table) {
        try (TableView head = table.head()) {
            for (int i = 0; i < 8 * ROWS; i += 97) {
                assertThat(head.get(key(i))).isEqualTo(key(i));
                assertThat(head.contains(key(i).plus(Bytes.utf8("x")))).isFalse();
            }
        }
    }

    private static Bytes key(int number) {
        return Bytes.utf8(String.format("key%08d", number));
    }
}

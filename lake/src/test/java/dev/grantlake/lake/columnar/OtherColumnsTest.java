package dev.grantlake.lake.columnar;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.error.MigrationRequired;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import dev.grantlake.lake.testing.WatchedLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Somebody puts a dataset of other columns in place of ours while the table is open: no rows of ours go into it. */
class OtherColumnsTest {

    private static final String FORMAT_1 = "has no 'seq' column (format 1)";
    private static final String THREE = "column 3: expected tombstone: Boolean, found no column";

    private final FakeDatasetLocation location = FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));
    private final WatchedLocation watched = new WatchedLocation(location);
    private DirectoryTable table;

    @BeforeEach
    void open() {
        table = DirectoryTable.open(watched.create(), TableOptions.DEFAULT);
        write("a", 1);
        write("b", 2);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private void write(String key, long seq) {
        table.write(FakeRows.of(FakeRow.of(key, "ours", seq))).close();
    }

    private List<String> dataFiles() {
        return location.folders().folder(DatasetFolder.DATA).list();
    }

    @ParameterizedTest
    @CsvSource({"4, false, " + FORMAT_1, "3, false, '" + THREE + "'", "4, true, " + FORMAT_1, "3, true, '" + THREE + "'"
    })
    void aFlushIsRefused(int columns, boolean betweenWriteAndCommit, String message) {
        List<String> before = dataFiles();
        if (betweenWriteAndCommit) {
            watched.afterNextWrite(() -> location.overwrite(columns));
        } else {
            location.overwrite(columns);
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> write("c", 3))
                    .isInstanceOf(MigrationRequired.class)
                    .hasMessageContaining(message);
        }
        assertThat(dataFiles()).isEqualTo(before);
        try (TableView head = table.head();
                Dataset dataset = location.open();
                DatasetVersion theirs = dataset.head()) {
            assertThat(head.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("ours"));
            assertThat(head.get(Bytes.utf8("c"))).isNull();
            assertThat(theirs.number()).isEqualTo(4);
            assertThat(theirs.fragments()).isEmpty();
        }
    }

    @Test
    void aCompactionIsRefused() {
        List<String> before = dataFiles();
        watched.afterNextWrite(() -> location.overwrite(4));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> table.compact(CompactionEffort.FULL, () -> false))
                    .isInstanceOf(MigrationRequired.class);
        }
        assertThat(dataFiles()).isEqualTo(before);
    }
}

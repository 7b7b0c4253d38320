package dev.grantlake.lake.columnar;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import dev.grantlake.lake.testing.WatchedLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Lines 74 and 78: what is shown before, during and after a compaction and a pruning. */
class CompactionTest {

    private final FakeDatasetLocation location = FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));

    @Test
    void compactionShowsTheSameInOneVersionWithoutOldTombstones() {
        try (DirectoryTable table = DirectoryTable.open(location.create(), TableOptions.DEFAULT)) {
            table.write(FakeRows.of(FakeRow.of("a", "1", 1), FakeRow.of("b", "1", 2), FakeRow.of("c", "1", 3)))
                    .close();
            table.write(FakeRows.of(FakeRow.tombstone("b", 4), FakeRow.of("d", "1", 5)))
                    .close();
            table.write(FakeRows.of(FakeRow.tombstone("c", 6), FakeRow.of("a", "2", 7)))
                    .close();
            try (TableView before = table.head()) {
                Map<Bytes, Bytes> shown = shown(before);
                assertThat(table.compact(fragments(), 4, () -> false)).isTrue();
                try (TableView after = table.head()) {
                    assertThat(after.version()).isEqualTo(before.version() + 1);
                    assertThat(after.maxSeq()).isEqualTo(7);
                    assertThat(shown(after)).isEqualTo(shown);
                    assertThat(shown(before)).isEqualTo(shown);
                }
                try (Dataset dataset = location.open();
                        DatasetVersion head = dataset.head()) {
                    assertThat(head.fragments()).hasSize(1);
                    assertThat(head.fragments().get(0).rows())
                            .as("a, d and the younger tombstone")
                            .isEqualTo(3);
                    assertThat(head.fragments().get(0).deleted()).isZero();
                }
            }
            try (TableView next = table.write(FakeRows.of(FakeRow.of("a", "3", 8), FakeRow.of("b", "3", 9)))) {
                assertThat(shown(next).values()).extracting(Bytes::toUtf8).containsExactly("3", "3", "1");
            }
        }
    }

    /** A flush comes between the copy and its commit: what it has replaced is not shown again. */
    @Test
    void aFlushBesideACompactionIsNotUndone() {
        WatchedLocation flushing = new WatchedLocation(location);
        try (DirectoryTable table = DirectoryTable.open(flushing.create(), TableOptions.DEFAULT)) {
            table.write(FakeRows.of(FakeRow.of("a", "1", 1), FakeRow.of("b", "1", 2)))
                    .close();
            table.write(FakeRows.of(FakeRow.of("c", "1", 3))).close();
            Set<Integer> chosen = fragments();
            flushing.afterNextWrite(() -> table.write(
                            FakeRows.of(FakeRow.of("a", "2", 4), FakeRow.tombstone("c", 5), FakeRow.of("d", "2", 6)))
                    .close());
            assertThat(table.compact(chosen, 0, () -> false)).isTrue();
            try (TableView head = table.head()) {
                assertThat(shown(head).values()).extracting(Bytes::toUtf8).containsExactly("2", "1", "2");
                assertThat(head.get(Bytes.utf8("c"))).isNull();
                assertThat(head.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("2"));
                assertThat(head.version()).isEqualTo(5);
            }
        }
        // One row a key: there is nothing for the opening to repair.
        try (DirectoryTable table = DirectoryTable.open(location.open(), TableOptions.DEFAULT);
                TableView head = table.head()) {
            assertThat(head.version()).isEqualTo(5);
            assertThat(shown(head).values()).extracting(Bytes::toUtf8).containsExactly("2", "1", "2");
        }
    }

    @Test
    void aViewStaysWhatItWasOverFlushCompactionAndPruning() {
        try (DirectoryTable table = DirectoryTable.open(location.create(), TableOptions.DEFAULT.withCacheBytes(0))) {
            table.write(FakeRows.of(FakeRow.of("a", "1", 1), FakeRow.of("b", "1", 2)))
                    .close();
            try (TableView view = table.head()) {
                TableView history = table.at(1);
                table.write(FakeRows.of(FakeRow.of("a", "2", 3))).close();
                table.compact(fragments(), 0, () -> false);
                assertThat(table.prune(Long.MAX_VALUE)).isZero();
                assertThat(shown(view).values()).extracting(Bytes::toUtf8).containsExactly("1", "1");
                assertThat(shown(history)).isEmpty();
                history.close();
                assertThat(table.prune(Long.MAX_VALUE)).isEqualTo(1);
                assertThat(shown(view).values()).extracting(Bytes::toUtf8).containsExactly("1", "1");
            }
            assertThat(table.prune(Long.MAX_VALUE)).isEqualTo(2);
            try (TableView head = table.head()) {
                assertThat(shown(head).values()).extracting(Bytes::toUtf8).containsExactly("2", "1");
            }
        }
    }

    /** Column {@code version}: the flush that wrote a row, not the compaction that copied it. */
    @Test
    void rowsKeepTheBatchThatTheyWereWrittenIn() {
        try (DirectoryTable table = DirectoryTable.open(location.create(), TableOptions.DEFAULT)) {
            table.write(FakeRows.of(FakeRow.of("a", "1", 1), FakeRow.of("c", "1", 2)))
                    .close();
            table.write(FakeRows.of(FakeRow.of("b", "1", 3), FakeRow.of("d", "1", 7)))
                    .close();
            assertThat(table.compact(fragments(), 0, () -> false)).isTrue();
        }
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            RowBatch rows =
                    head.read(head.fragments().get(0), 0, 4, EnumSet.of(Column.KEY, Column.VERSION, Column.SEQ));
            assertThat(IntStream.range(0, 4).mapToLong(rows::version)).containsExactly(2L, 7L, 2L, 7L);
            assertThat(IntStream.range(0, 4).mapToLong(rows::seq)).containsExactly(1L, 3L, 2L, 7L);
        }
    }

    /** Whenever it is told to, a compaction ends, and nothing is left of it: neither a version nor a file. */
    @ParameterizedTest
    @ValueSource(longs = {256 << 20, 0})
    void givenUpLeavesNothing(long directoryBytes) {
        TableOptions options =
                TableOptions.DEFAULT.withDirectoryBytes(directoryBytes).withMaxRowsPerFragment(2000);
        try (DirectoryTable table = DirectoryTable.open(location.create(), options)) {
            for (int flush = 0; flush < 3; flush++) {
                List<FakeRow> rows = new ArrayList<>();
                for (int i = 0; i < 1500; i++) {
                    rows.add(FakeRow.of(String.format("k%05d", 3 * i + flush), "v", 1500L * flush + i + 1));
                }
                table.write(FakeRows.of(rows)).close();
            }
            List<String> files = files();
            int asked = 0;
            boolean done = false;
            while (!done) {
                AtomicInteger left = new AtomicInteger(asked++);
                done = table.compact(fragments(), 0, () -> left.getAndDecrement() <= 0);
                if (!done) {
                    assertThat(files()).isEqualTo(files);
                    try (TableView head = table.head()) {
                        assertThat(head.version()).isEqualTo(4);
                    }
                }
            }
            assertThat(asked).as("questions while rows were copied").isGreaterThan(8);
            try (TableView head = table.head()) {
                assertThat(head.version()).isEqualTo(5);
                assertThat(shown(head)).hasSize(4500);
            }
        }
    }

    /** What somebody else does between the copy and its commit, and what is there afterwards. */
    @ParameterizedTest
    @ValueSource(longs = {256 << 20, 0})
    void somebodyElseBesideACompactionIsNotUndone(long directoryBytes) {
        WatchedLocation flushing = new WatchedLocation(location);
        try (DirectoryTable table =
                DirectoryTable.open(flushing.create(), TableOptions.DEFAULT.withDirectoryBytes(directoryBytes))) {
            table.write(FakeRows.of(FakeRow.of("a", "1", 1), FakeRow.of("b", "1", 2), FakeRow.of("c", "1", 3)))
                    .close();
            table.write(FakeRows.of(FakeRow.of("d", "1", 4))).close();
            flushing.afterNextWrite(() -> theirs(List.of(), Map.of(0, new int[] {1})));
            assertThat(table.compact(fragments(), 0, () -> false)).isTrue();
            shows(table, "a1", "c1", "d1");

            flushing.afterNextWrite(() -> theirs(List.of(FakeRow.of("d", "2", 5), FakeRow.of("b", "2", 6)), Map.of()));
            assertThat(table.compact(fragments(), 0, () -> false)).isTrue();
            shows(table, "a1", "b2", "c1", "d2");
            assertThat(fragments()).hasSize(2);

            // They rewrite a fragment; what was copied of it is given up.
            int before = files().size();
            flushing.afterNextWrite(() -> {
                try (DirectoryTable other = DirectoryTable.open(location.open(), TableOptions.DEFAULT)) {
                    assertThat(other.compact(fragments(), 0, () -> false)).isTrue();
                }
            });
            assertThat(table.compact(fragments(), 0, () -> false)).isFalse();
            shows(table, "a1", "b2", "c1", "d2");
            assertThat(files()).as("theirs, and none of the copy").hasSize(before + 1);
        }
    }

    private static void shows(DirectoryTable table, String... rows) {
        try (TableView head = table.head()) {
            assertThat(shown(head).entrySet())
                    .extracting(row -> row.getKey().toUtf8() + row.getValue().toUtf8())
                    .containsExactly(rows);
        }
    }

    private void theirs(List<FakeRow> rows, Map<Integer, int[]> marks) {
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            List<Addition> added = rows.isEmpty()
                    ? List.of()
                    : dataset.write(FakeRows.of(rows), 9, 1000).stream()
                            .map(Addition::of)
                            .toList();
            Map<String, String> properties = marks.isEmpty() ? Map.of() : Map.of("theirs", "1");
            dataset.commit(new Change(head.number(), added, marks, Set.of(), properties))
                    .version()
                    .close();
        }
    }

    private List<String> files() {
        return location.folders().folder(DatasetFolder.DATA).list();
    }

    private Set<Integer> fragments() {
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            Set<Integer> ids = new HashSet<>();
            for (Fragment fragment : head.fragments()) {
                ids.add(fragment.id());
            }
            return ids;
        }
    }

    private static Map<Bytes, Bytes> shown(TableView view) {
        Map<Bytes, Bytes> shown = new TreeMap<>();
        try (Cursor cursor = view.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                shown.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return shown;
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
                assertThat(table.compact(fragments(), 4)).isTrue();
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
        FlushingLocation flushing = new FlushingLocation(location);
        try (DirectoryTable table = DirectoryTable.open(flushing.create(), TableOptions.DEFAULT)) {
            table.write(FakeRows.of(FakeRow.of("a", "1", 1), FakeRow.of("b", "1", 2)))
                    .close();
            table.write(FakeRows.of(FakeRow.of("c", "1", 3))).close();
            Set<Integer> chosen = fragments();
            flushing.afterNextWrite(() -> table.write(
                            FakeRows.of(FakeRow.of("a", "2", 4), FakeRow.tombstone("c", 5), FakeRow.of("d", "2", 6)))
                    .close());
            assertThat(table.compact(chosen, 0)).isTrue();
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
                table.compact(fragments(), 0);
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

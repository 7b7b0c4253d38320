package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.error.MigrationRequired;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.table.VersionKind;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import dev.grantlake.lake.testing.WatchedLocation;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Somebody else writes to the dataset between a read of ours and our commit, with the library alone. */
@NativeTest
class LanceForeignWritersTest {

    @TempDir
    Path folder;

    private Path dataset;
    private DirectoryTable table;

    @BeforeEach
    void open() {
        dataset = folder.resolve("kv.lance");
        table = DirectoryTable.open(
                LanceLocation.of(dataset, LanceMemory.DEFAULT).create(), TableOptions.DEFAULT);
        write(FakeRow.of("a", "ours", 1), FakeRow.of("b", "ours", 2), FakeRow.of("c", "ours", 3));
    }

    @AfterEach
    void close() {
        table.close();
    }

    private void write(FakeRow... rows) {
        table.write(FakeRows.of(rows)).close();
    }

    /** What the table shows, which is what it shows when it is opened again, and what everybody else sees. */
    private List<String> rows() {
        List<String> shown = PlainDataset.allRows(dataset).stream()
                .filter(row -> !row.tombstone())
                .map(PlainRow::toString)
                .toList();
        for (int life = 0; life < 2; life++) {
            try (TableView head = table.head()) {
                for (PlainRow row : PlainDataset.allRows(dataset)) {
                    assertThat(head.get(row.key()))
                            .as("%s in life %d", row, life)
                            .isEqualTo(row.tombstone() ? null : row.value());
                }
            }
            table.close();
            table = DirectoryTable.open(
                    LanceLocation.of(dataset, LanceMemory.DEFAULT).open(), TableOptions.DEFAULT);
        }
        return shown;
    }

    private VersionKind kindOf(long version) {
        return table.history().versions().stream()
                .filter(each -> each.number() == version)
                .map(TableVersion::kind)
                .findFirst()
                .orElseThrow();
    }

    /** The library takes both and has two rows of one key then: the larger number stays, whoever wrote it. */
    @Test
    void ofAnAppendTheNewerRowsStay() throws Exception {
        PlainDataset.append(dataset, List.of(PlainRow.of("a", "theirs", 9), PlainRow.of("x", "theirs", 9)));
        PlainDataset.append(dataset, List.of(PlainRow.of("b", "theirs", 1)));
        write(FakeRow.of("b", "newer", 12), FakeRow.of("x", "newer", 11));
        assertThat(rows()).containsExactly("a=theirs/9", "b=newer/12", "c=ours/3", "x=newer/11");
        assertThat(kindOf(3)).isEqualTo(VersionKind.FOREIGN);
        try (TableView head = table.head()) {
            assertThat(kindOf(head.version())).isEqualTo(VersionKind.REPAIR);
            assertThat(head.maxSeq()).isEqualTo(12);
        }
    }

    @Test
    void anAppendIsFoundWhenTheTableIsOpened() throws Exception {
        table.close();
        PlainDataset.append(dataset, List.of(PlainRow.of("a", "theirs", 9), PlainRow.tombstone("c", 9)));
        table = DirectoryTable.open(
                LanceLocation.of(dataset, LanceMemory.DEFAULT).open(), TableOptions.DEFAULT);
        assertThat(rows()).containsExactly("a=theirs/9", "b=ours/2");
        try (TableView head = table.head()) {
            assertThat(head.maxSeq()).isEqualTo(9);
        }
    }

    @Test
    void rowsThatSomebodyDeletesStayAway() {
        try (PlainDataset theirs = PlainDataset.open(dataset)) {
            theirs.delete("key = X'62'");
        }
        // Of the same fragment, and then of no row of theirs.
        write(FakeRow.of("a", "newer", 4));
        assertThat(rows()).containsExactly("a=newer/4", "c=ours/3");
        write(FakeRow.of("b", "again", 5));
        assertThat(rows()).containsExactly("a=newer/4", "b=again/5", "c=ours/3");
    }

    @Test
    void aMergeOfSomebodyIsFollowed() throws Exception {
        try (PlainDataset theirs = PlainDataset.open(dataset)) {
            theirs.merge(List.of(PlainRow.of("a", "theirs", 9), PlainRow.of("x", "theirs", 9)));
        }
        write(FakeRow.of("a", "newer", 10), FakeRow.of("y", "newer", 10));
        assertThat(rows()).containsExactly("a=newer/10", "b=ours/2", "c=ours/3", "x=theirs/9", "y=newer/10");
    }

    @Test
    void aCompactionOfSomebodyMovesRowsThatAreFoundAgain() {
        for (int i = 4; i < 20; i++) {
            write(FakeRow.of("a", "ours " + i, i), FakeRow.of("k" + i, "ours", i));
        }
        try (PlainDataset theirs = PlainDataset.open(dataset)) {
            theirs.compact();
        }
        write(FakeRow.of("a", "newer", 20), FakeRow.of("b", "newer", 20));
        assertThat(rows()).hasSize(19).contains("a=newer/20", "b=newer/20", "c=ours/3", "k4=ours/4", "k19=ours/19");
    }

    @Test
    void ourCompactionNoticesToo() throws Exception {
        for (int i = 4; i < 20; i++) {
            write(FakeRow.of("a", "ours " + i, i), FakeRow.of("k" + i, "ours", i));
        }
        PlainDataset.append(dataset, List.of(PlainRow.of("a", "theirs", 30)));
        table.compact(CompactionEffort.FULL, () -> false);
        assertThat(rows()).hasSize(19).contains("a=theirs/30", "b=ours/2", "k19=ours/19");
    }

    @Test
    void aRestoreOfSomebodyIsFollowed() {
        write(FakeRow.of("a", "second", 4));
        try (PlainDataset theirs = PlainDataset.open(dataset, 2)) {
            theirs.restore();
        }
        write(FakeRow.of("b", "newer", 5));
        assertThat(rows()).containsExactly("a=ours/1", "b=newer/5", "c=ours/3");
    }

    /** Nothing of ours goes into what is not ours, and when it is ours again, all goes on. */
    @Test
    void anOverwriteOfOtherColumnsIsRefused() throws IOException {
        List<String> before = dataFiles();
        PlainDataset.writeOtherColumns(dataset);
        refuses(() -> write(FakeRow.of("a", "newer", 4)));
        assertThat(dataFiles()).isEqualTo(before);
        try (TableView head = table.head()) {
            assertThat(head.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("ours"));
        }
        try (PlainDataset theirs = PlainDataset.open(dataset)) {
            assertThat(theirs.columns()).containsExactly("key", "price");
            assertThat(theirs.version()).isEqualTo(3);
        }
        try (PlainDataset ours = PlainDataset.open(dataset, 2)) {
            ours.restore();
        }
        write(FakeRow.of("b", "newer", 5));
        assertThat(rows()).containsExactly("a=ours/1", "b=newer/5", "c=ours/3");
    }

    @Test
    void anOverwriteThatComesBeforeTheCommitIsRefused() throws IOException {
        table.close();
        WatchedLocation watched = new WatchedLocation(LanceLocation.of(dataset, LanceMemory.DEFAULT));
        table = DirectoryTable.open(watched.open(), TableOptions.DEFAULT);
        List<String> before = dataFiles();
        watched.afterNextWrite(() -> PlainDataset.writeOtherColumns(dataset));
        refuses(() -> write(FakeRow.of("x", "newer", 4)));
        assertThat(dataFiles()).isEqualTo(before);
        try (PlainDataset theirs = PlainDataset.open(dataset)) {
            assertThat(theirs.version()).isEqualTo(3);
        }
    }

    private static void refuses(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOf(MigrationRequired.class)
                .hasMessageContaining("column 1: expected val: Binary, found price: ");
    }

    private List<String> dataFiles() throws IOException {
        try (Stream<Path> files = Files.list(dataset.resolve("data"))) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    /** Readers keep the version that they have, whatever others do. */
    @Test
    void aViewIsNotMoved() throws Exception {
        try (TableView view = table.head()) {
            PlainDataset.append(dataset, List.of(PlainRow.of("a", "theirs", 9)));
            write(FakeRow.of("b", "newer", 12));
            assertThat(view.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("ours"));
            assertThat(view.get(Bytes.utf8("b"))).isEqualTo(Bytes.utf8("ours"));
        }
    }
}

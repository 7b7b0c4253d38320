package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeEntry;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.TimelineView;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.error.MigrationRequired;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.VersionKind;
import dev.grantlake.lake.version.TableProperties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Line 77 on the library: a dataset of four columns, as the software before left it. */
@NativeTest
class LanceMigrationTest {

    @TempDir
    Path folder;

    private Path dataset;

    @BeforeEach
    void writeFormat1() throws Exception {
        dataset = LakeFolders.dataset(folder);
        LanceLibrary.ensureLoaded();
        PlainDataset.writeFormat1(dataset, List.of(PlainRow.of("a", "1", 3), PlainRow.of("b", "2", 3)));
        PlainDataset.appendFormat1(dataset, List.of(PlainRow.tombstone("c", 7), PlainRow.of("d", "4", 7)));
    }

    private void requireMigrated() {
        try (Lake lake = LanceLake.open(folder, LakeOptions.PRODUCTION)) {
            assertThat(shown(lake)).containsExactly("a=1", "b=2", "d=4");
            assertThat(lake.stats().lastSeq()).isEqualTo(7);
            try (Transaction transaction = lake.begin(true)) {
                transaction.set(Bytes.utf8("a"), Bytes.utf8("5"));
                assertThat(transaction.commit()).isGreaterThan(7);
            }
            lake.flush();
            assertThat(shown(lake)).containsExactly("a=5", "b=2", "d=4");
            try (TimelineView before = lake.timeline().viewAt(2)) {
                assertThat(before.getRange(KeyRange.ALL))
                        .extracting(LanceMigrationTest::text)
                        .containsExactly("a=1", "b=2", "d=4");
            }
            try (TimelineView first = lake.timeline().viewAt(1)) {
                assertThat(first.get(Bytes.utf8("b"))).isEqualTo(Bytes.utf8("2"));
                assertThat(first.exists(Bytes.utf8("d"))).isFalse();
            }
            assertThat(lake.timeline().versions())
                    .extracting(TableVersion::kind)
                    .contains(VersionKind.MIGRATION)
                    .last()
                    .isEqualTo(VersionKind.FLUSH);
        }
        try (PlainDataset plain = PlainDataset.open(dataset)) {
            assertThat(plain.columns()).containsExactly("key", "val", "version", "tombstone", "seq");
            assertThat(plain.rows("true"))
                    .extracting(PlainRow::toString)
                    .containsExactly("a=5/8", "b=2/3", "c!/7", "d=4/7");
        }
    }

    private static List<String> shown(Lake lake) {
        try (Transaction transaction = lake.begin(false)) {
            return transaction.getRange(KeyRange.ALL).stream()
                    .map(LanceMigrationTest::text)
                    .toList();
        }
    }

    private static String text(LakeEntry entry) {
        return entry.key().toUtf8() + "=" + entry.value().toUtf8();
    }

    @Test
    void aDatasetWithoutSeqIsRefusedUntilItIsMigrated() {
        assertThatThrownBy(() -> LanceLake.open(folder, LakeOptions.PRODUCTION))
                .isInstanceOf(MigrationRequired.class)
                .hasMessageContaining("has no 'seq' column (format 1); run migrate");
        LanceLake.migrate(folder);
        // There is nothing left to be done.
        LanceLake.migrate(folder);
        requireMigrated();
    }

    /** The first of the two versions is there, the second is not; or a file of the second, which nobody names. */
    @Test
    void aMigrationThatWasStoppedGoesOn() throws Exception {
        LanceLocation location = LanceLocation.of(dataset, LanceMemory.DEFAULT);
        try (Dataset opened = location.open()) {
            opened.configure(Map.of(TableProperties.SEQ_FLOOR, "8")).version().close();
        }
        Files.write(dataset.resolve("data").resolve("left-by-a-crash.lance"), new byte[100]);
        assertThatThrownBy(() -> LanceLake.open(folder, LakeOptions.PRODUCTION)).isInstanceOf(MigrationRequired.class);
        LanceLake.migrate(folder);
        try (Dataset opened = location.open();
                DatasetVersion head = opened.head()) {
            assertThat(head.config()).containsEntry(TableProperties.SEQ_FLOOR, "8");
        }
        requireMigrated();
    }

    /** Nobody sees half of it: the rows of a version have numbers, all of them, or it has no such column. */
    @Test
    void everyVersionHasNumbersForAllRowsOrNone() {
        LanceLake.migrate(folder);
        LanceLocation location = LanceLocation.of(dataset, LanceMemory.DEFAULT);
        try (Dataset opened = location.open()) {
            opened.versions().forEach(version -> {
                try (PlainDataset plain = PlainDataset.open(dataset, version.number())) {
                    boolean numbers = plain.columns().contains("seq");
                    assertThat(plain.rows("true")).allMatch(row -> row.seq() == (numbers ? row.version() : 0));
                }
            });
        }
    }

    @Test
    void aLogOfTheSoftwareBeforeIsNotLeftBehind() throws Exception {
        Files.write(dataset.resolve("kvs_lance.wal"), new byte[] {1});
        assertThatThrownBy(() -> LanceLake.migrate(folder))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                .hasMessageContaining("kvs_lance.wal");
    }

    /** Other columns of other people are named, and stay as they are. */
    @Test
    void aDatasetOfOtherColumnsIsNotTouched() throws Exception {
        Path other = folder.resolve("other");
        PlainDataset.writeOtherColumns(LakeFolders.dataset(other));
        assertThatThrownBy(() -> LanceLake.open(other, LakeOptions.PRODUCTION))
                .isInstanceOf(MigrationRequired.class)
                .hasMessageContaining("column 1: expected val: Binary, found price: UInt64");
        assertThatThrownBy(() -> LanceLake.migrate(other)).isInstanceOf(MigrationRequired.class);
    }
}

package dev.grantlake.lake.maintenance;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.error.MigrationRequired;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import dev.grantlake.lake.testing.WatchedLocation;
import dev.grantlake.lake.version.TableProperties;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Opening after a loss of power, and with other columns. */
@ExtendWith(Seeds.class)
class TableOpeningTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @Test
    void aFreshPlaceGetsADataset() {
        FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
        try (Table table = open(location, 0);
                TableView head = table.head()) {
            assertThat(head.version()).isEqualTo(1);
            assertThat(head.maxSeq()).isZero();
        }
    }

    /**
     * Line 71: an empty newest manifest, a data file that is empty or gone, marks that are: the version before stands.
     */
    @Test
    void powerLossTakesTheVersionThatLostAFileAndNoOther() {
        for (DatasetFolder folder : List.of(DatasetFolder.VERSIONS, DatasetFolder.DATA, DatasetFolder.DELETIONS)) {
            for (boolean empty : new boolean[] {true, false}) {
                FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
                Set<CreatedFile> before;
                try (Table table = open(location, 0)) {
                    table.write(FakeRows.of(FakeRow.of("a", "1", 1), FakeRow.of("b", "1", 2)))
                            .close();
                    before = files(location);
                    table.write(FakeRows.of(FakeRow.of("a", "2", 3))).close();
                }
                for (CreatedFile file : files(location)) {
                    if (file.folder() == folder && !before.contains(file)) {
                        WritableVfs names = location.folders().folder(folder);
                        names.delete(file.name());
                        if (empty) {
                            names.createFile(file.name()).close();
                        }
                    }
                }
                try (Table table = open(location, 2);
                        TableView head = table.head()) {
                    assertThat(head.version()).as(folder + ", empty: " + empty).isEqualTo(2);
                    assertThat(head.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("1"));
                    try (TableView next = table.write(FakeRows.of(FakeRow.of("a", "3", 4)))) {
                        assertThat(next.version()).isEqualTo(3);
                        assertThat(next.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("3"));
                    }
                }
            }
        }
    }

    /** Every call to the disk fails, one after the other, while there are versions to be looked at and set aside. */
    @Test
    void aFaultLeavesNothingOpen() {
        boolean failed = true;
        for (long call = 1; failed; call++) {
            FakeDatasetLocation sound = FakeDatasetLocation.inMemory(CLOCK);
            try (Table table = open(sound, 0)) {
                for (long seq = 1; seq <= 3; seq++) {
                    table.write(FakeRows.of(FakeRow.of("a", "1", seq))).close();
                }
            }
            WritableVfs versions = sound.folders().folder(DatasetFolder.VERSIONS);
            String newest = versions.list().get(0);
            versions.delete(newest);
            versions.createFile(newest).close();
            FaultWritableVfs disk = FaultWritableVfs.once(new MemoryVfs("disk"), call, FaultWritableVfs.Fault.FULL);
            WatchedLocation watched = new WatchedLocation(
                    FakeDatasetLocation.in(folder -> disk.beside(sound.folders().folder(folder)), CLOCK));
            try (Table table = new TableOpening(watched, TableOptions.DEFAULT).apply(2);
                    TableView head = table.head()) {
                assertThat(head.version()).isLessThan(4);
            } catch (StorageException e) {
                assertThat(disk.failed()).isTrue();
            }
            watched.requireNothingOpen();
            disk.requireNothingOpen();
            failed = disk.failed();
        }
    }

    /** A call to the folder of tags fails while a name is taken away, and then the power: the name may come back. */
    @Test
    void aTagThatComesBackNamesAVersionThatIsThere(Dice dice) {
        boolean failed = true;
        for (long call = 1; failed; call++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            FaultWritableVfs tags =
                    FaultWritableVfs.once(disk.directory(DatasetFolder.TAGS.path()), call, FaultWritableVfs.Fault.FULL);
            FakeDatasetLocation location = FakeDatasetLocation.in(
                    folder -> folder == DatasetFolder.TAGS ? tags : disk.directory(folder.path()), CLOCK);
            try (Table table = open(location, 0)) {
                table.write(FakeRows.of(FakeRow.of("a", "1", 1))).close();
                table.history().tag("kept", 2);
                table.write(FakeRows.of(FakeRow.of("a", "2", 2))).close();
                try {
                    table.history().untag("kept");
                } catch (StorageException e) {
                    assertThat(tags.failed()).isTrue();
                }
                table.prune(CLOCK.instant(), 3);
            } catch (StorageException e) {
                assertThat(tags.failed()).isTrue();
                continue;
            }
            for (int i = 0; i < 10; i++) {
                FakeDatasetLocation left = on(disk.crash(dice));
                try (Table table = open(left, 3)) {
                    table.history()
                            .tags()
                            .values()
                            .forEach(version -> table.at(version).close());
                }
            }
            failed = tags.failed();
        }
    }

    @Test
    void aTrustedVersionThatCannotBeReadIsNotGuessedAt() {
        FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
        try (Table table = open(location, 0)) {
            table.write(FakeRows.of(FakeRow.of("a", "1", 1))).close();
        }
        WritableVfs versions = location.folders().folder(DatasetFolder.VERSIONS);
        String newest = versions.list().get(0);
        versions.delete(newest);
        versions.createFile(newest).close();
        assertThatThrownBy(() -> open(location, 2)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> open(location, 0)).isInstanceOf(StorageException.class);
        assertThat(versions.list()).contains(newest);
    }

    @Test
    void aFileOfATrustedVersionThatIsCutOrGoneIsNamed() {
        for (boolean gone : new boolean[] {true, false}) {
            FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
            try (Table table = open(location, 0)) {
                table.write(FakeRows.of(FakeRow.of("a", "1", 1))).close();
            }
            WritableVfs data = location.folders().folder(DatasetFolder.DATA);
            String file = data.list().get(0);
            data.delete(file);
            if (!gone) {
                data.createFile(file).close();
            }
            assertThatThrownBy(() -> open(location, 2))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(file);
        }
    }

    /** Line 71 at every change of the disk: what was trusted stands, and what stands is whole. */
    @Test
    void powerLossAtAnyMomentLeavesAWholeVersion(Dice dice) {
        long[] trusted = {0};
        ForgetfulDisk disk = new ForgetfulDisk();
        FakeDatasetLocation location = on(disk);
        try (Table table = open(location, 0)) {
            try (TableView first = table.write(FakeRows.of(FakeRow.of("a", "0", 1), FakeRow.of("b", "0", 1)))) {
                trusted[0] = first.version();
            }
            disk.afterEachChange(() -> {
                ForgetfulDisk left = disk.crash(dice);
                try (Table reopened = open(on(left), trusted[0]);
                        TableView head = reopened.head()) {
                    assertThat(head.version()).isGreaterThanOrEqualTo(trusted[0]);
                    assertThat(head.get(Bytes.utf8("a"))).isEqualTo(head.get(Bytes.utf8("b")));
                    assertThat(head.get(Bytes.utf8("a"))).isNotNull();
                }
            });
            for (long i = 1; i <= 3; i++) {
                String value = Long.toString(i);
                try (TableView view =
                        table.write(FakeRows.of(FakeRow.of("a", value, i + 1), FakeRow.of("b", value, i + 1)))) {
                    trusted[0] = view.version();
                }
            }
        }
    }

    /** Whatever is left of the first version, there were no rows in it. */
    @Test
    void powerLossWhileTheDatasetIsMadeLeavesNoneOrAWholeOne(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        disk.afterEachChange(() -> {
            for (int i = 0; i < 20; i++) {
                try (Table table = open(on(disk.crash(dice)), 0);
                        TableView next = table.write(FakeRows.of(FakeRow.of("a", "1", 1)))) {
                    assertThat(next.version()).isEqualTo(2);
                }
            }
        });
        open(on(disk), 0).close();
    }

    @Test
    void aFirstVersionThatCannotBeReadIsKeptAside() {
        FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
        location.create().close();
        WritableVfs versions = location.folders().folder(DatasetFolder.VERSIONS);
        String first = versions.list().get(0);
        versions.delete(first);
        versions.createFile(first).close();
        open(location, 0).close();
        assertThat(location.folders().folder(DatasetFolder.QUARANTINE).list()).containsExactly(first);
    }

    /** Where rows are, or something is known to be on disk, nothing is made anew. */
    @Test
    void aFirstVersionBesideRowsIsNotReplaced() {
        FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
        location.create().close();
        WritableVfs versions = location.folders().folder(DatasetFolder.VERSIONS);
        String first = versions.list().get(0);
        versions.delete(first);
        versions.createFile(first).close();
        assertThatThrownBy(() -> open(location, 1)).isInstanceOf(StorageException.class);
        location.folders().folder(DatasetFolder.DATA).createFile("rows.lance").close();
        assertThatThrownBy(() -> open(location, 0)).isInstanceOf(StorageException.class);
        assertThat(versions.list()).contains(first);
    }

    /** Line 77. */
    @Test
    void aDatasetWithoutSeqIsRefusedAndMigrated() {
        FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
        FormatOne.write(location.asFormat1(), FakeRows.of(FakeRow.of("a", "1", 5), FakeRow.of("b", "2", 5)));
        assertThatThrownBy(() -> open(location, 0))
                .isInstanceOf(MigrationRequired.class)
                .hasMessageContaining("has no 'seq' column (format 1); run migrate");
        MemoryVfs folder = new MemoryVfs("kv.lance");
        Migration.migrate(location, folder);
        Migration.migrate(location, folder);
        try (Table table = open(location, 0);
                TableView head = table.head();
                TableView before = table.at(2)) {
            assertThat(head.maxSeq()).isEqualTo(5);
            assertThat(head.get(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("1"));
            assertThat(before.get(Bytes.utf8("b"))).isEqualTo(Bytes.utf8("2"));
            try (TableView next = table.write(FakeRows.of(FakeRow.of("a", "3", 6)))) {
                assertThat(next.getAll(List.of(Bytes.utf8("a"), Bytes.utf8("b"))))
                        .containsExactly(Bytes.utf8("3"), Bytes.utf8("2"));
            }
        }
    }

    @Test
    void aMigrationThatWasStoppedBetweenItsTwoVersionsBeginsAgain() {
        FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
        FormatOne.write(location.asFormat1(), FakeRows.of(FakeRow.of("a", "1", 5)));
        try (var dataset = location.open()) {
            dataset.configure(Map.of(TableProperties.SEQ_FLOOR, "6")).version().close();
        }
        Migration.migrate(location, new MemoryVfs("kv.lance"));
        try (Table table = open(location, 0);
                TableView head = table.head();
                var dataset = location.open();
                var version = dataset.head()) {
            assertThat(head.maxSeq()).isEqualTo(5);
            assertThat(version.config()).containsEntry(TableProperties.SEQ_FLOOR, "6");
        }
    }

    @Test
    void aLogOfTheOldSoftwareIsNotLeftBehind() {
        FakeDatasetLocation location = FakeDatasetLocation.inMemory(CLOCK);
        FormatOne.write(location.asFormat1(), FakeRows.of(FakeRow.of("a", "1", 5)));
        MemoryVfs folder = new MemoryVfs("kv.lance").put("kvs_lance.wal", Bytes.ofHex("00"));
        assertThatThrownBy(() -> Migration.migrate(location, folder)).hasMessageContaining("kvs_lance.wal");
        folder.put("kvs_lance.wal", Bytes.EMPTY);
        Migration.migrate(location, folder);
    }

    private static Table open(FakeDatasetLocation location, long trusted) {
        return new TableOpening(location, TableOptions.DEFAULT).apply(trusted);
    }

    private static FakeDatasetLocation on(ForgetfulDisk disk) {
        return FakeDatasetLocation.in(folder -> disk.directory(folder.path()), CLOCK);
    }

    private static Set<CreatedFile> files(FakeDatasetLocation location) {
        List<CreatedFile> files = new ArrayList<>();
        for (DatasetFolder folder : DatasetFolder.values()) {
            location.folders().folder(folder).list().forEach(name -> files.add(new CreatedFile(folder, name)));
        }
        return Set.copyOf(files);
    }
}

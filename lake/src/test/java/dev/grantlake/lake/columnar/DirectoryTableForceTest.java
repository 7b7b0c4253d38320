package dev.grantlake.lake.columnar;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.error.StoreReadOnly;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import dev.grantlake.lake.version.TableProperties;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a table has written when it says so, and what it does when the disk refuses. */
@ExtendWith(Seeds.class)
class DirectoryTableForceTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private TableOptions options = TableOptions.DEFAULT;

    @Test
    void whatWasWrittenSurvivesALossOfPower(Dice dice) {
        for (int round = 0; round < Seeds.rounds(40); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            options = options.withDirectoryBytes(dice.oneIn(2) ? 0 : 256 << 20);
            try (Table table = create(on(disk))) {
                for (long i = 1; i <= 4; i++) {
                    table.write(FakeRows.of(
                                    FakeRow.of("same", "v" + i, 2 * i - 1), FakeRow.of("k" + i, "v" + i, 2 * i)))
                            .close();
                    if (dice.oneIn(3)) {
                        table.compact(CompactionEffort.FULL, () -> false);
                    }
                }
            }
            try (Table table = open(on(disk.crash(dice)));
                    TableView head = table.head()) {
                assertThat(head.maxSeq()).isEqualTo(8);
                assertThat(head.get(Bytes.utf8("same"))).isEqualTo(Bytes.utf8("v4"));
                for (int i = 1; i <= 4; i++) {
                    assertThat(head.get(Bytes.utf8("k" + i))).isEqualTo(Bytes.utf8("v" + i));
                }
            }
        }
    }

    @Test
    void tagsSurviveALossOfPower(Dice dice) {
        for (int round = 0; round < Seeds.rounds(20); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            try (Table table = create(on(disk))) {
                table.write(FakeRows.of(FakeRow.of("a", "1", 1))).close();
                table.history().tag("kept", 2);
                table.history().tag("gone", 2);
                table.history().untag("gone");
            }
            try (Table table = open(on(disk.crash(dice)))) {
                assertThat(table.history().tags()).isEqualTo(Map.of("kept", 2L));
            }
        }
    }

    /** A version that was committed and not forced when the process ended is the base of all that follow. */
    @Test
    void whatAKilledProcessHasLeftIsForcedBeforeItIsBuiltUpon(Dice dice) {
        for (int round = 0; round < Seeds.rounds(20); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            try (Table table = create(on(disk))) {
                table.write(FakeRows.of(FakeRow.of("a", "1", 1))).close();
            }
            commitWithoutForce(disk);
            try (Table table = open(on(disk))) {
                table.write(FakeRows.of(FakeRow.of("c", "3", 3))).close();
            }
            try (Table table = open(on(disk.crash(dice)));
                    TableView head = table.head()) {
                assertThat(head.get(Bytes.utf8("a"))).isNull();
                assertThat(head.get(Bytes.utf8("b"))).isEqualTo(Bytes.utf8("2"));
                assertThat(head.get(Bytes.utf8("c"))).isEqualTo(Bytes.utf8("3"));
            }
        }
    }

    /** The row of {@code a} becomes a tombstone, and {@code b} comes: what a flush does before it forces. */
    private static void commitWithoutForce(ForgetfulDisk disk) {
        FakeRows rows = FakeRows.of(FakeRow.tombstone("a", 2), FakeRow.of("b", "2", 2));
        try (Dataset dataset = on(disk).open();
                DatasetVersion head = dataset.head()) {
            List<Addition> added =
                    dataset.write(rows, 2, 1000).stream().map(Addition::of).toList();
            Set<Integer> emptied = Set.of(head.fragments().get(0).id());
            dataset.commit(new Change(
                            head.number(),
                            added,
                            Map.of(),
                            emptied,
                            Map.of(TableProperties.KIND, TableProperties.FLUSH, TableProperties.MAX_SEQ, "2")))
                    .version()
                    .close();
        }
    }

    @Test
    void afterAForceThatFailedNothingIsWrittenAnyMore() {
        for (int call = 1; ; call++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            create(on(disk)).close();
            FaultWritableVfs data =
                    FaultWritableVfs.once(disk.directory(DatasetFolder.DATA.path()), call, Fault.BROKEN);
            try (Table table = open(on(disk, DatasetFolder.DATA, data));
                    TableView before = table.head()) {
                long version = before.version();
                String key = "k" + call;
                try {
                    table.write(FakeRows.of(FakeRow.of(key, "1", call))).close();
                    if (!data.failed()) {
                        return;
                    }
                } catch (StorageException e) {
                    try (TableView head = table.head()) {
                        assertThat(head.version()).isEqualTo(version);
                        assertThat(head.get(Bytes.utf8(key))).isNull();
                    }
                    if (String.valueOf(e.getMessage()).contains("force")) {
                        assertThatThrownBy(() -> table.write(FakeRows.of(FakeRow.of("z", "1", 1))))
                                .isInstanceOf(StoreReadOnly.class);
                    }
                }
            } catch (StorageException e) {
                assertThat(data.failed()).isTrue();
            }
        }
    }

    /** Each call to one of the folders fails once, whatever comes after it: the rows are all there. */
    @ParameterizedTest
    @CsvSource({"DATA, 268435456", "DATA, 0", "VERSIONS, 268435456", "VERSIONS, 0", "DELETIONS, 0"})
    void aFaultInACompactionLosesNothing(DatasetFolder folder, long directoryBytes) {
        options = options.withDirectoryBytes(directoryBytes);
        boolean failed = true;
        for (int call = 1; failed; call++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            try (Table table = create(on(disk))) {
                for (int i = 0; i < 3; i++) {
                    table.write(FakeRows.of(FakeRow.of("same", "v" + i, i + 1), FakeRow.of("k" + i, "v", i + 1)))
                            .close();
                }
            }
            FaultWritableVfs faulty = FaultWritableVfs.once(disk.directory(folder.path()), call, Fault.BROKEN);
            try (Table table = open(on(disk, folder, faulty))) {
                try {
                    table.compact(CompactionEffort.FULL, () -> false);
                } catch (StorageException e) {
                    assertThat(faulty.failed()).isTrue();
                }
                if (!faulty.failed()) {
                    holds(table);
                }
            } catch (StorageException e) {
                assertThat(faulty.failed()).isTrue();
            }
            failed = faulty.failed();
            try (Table table = open(on(disk))) {
                holds(table);
                table.compact(CompactionEffort.FULL, () -> false);
                holds(table);
            }
        }
    }

    private static void holds(Table table) {
        try (TableView head = table.head()) {
            assertThat(head.get(Bytes.utf8("same"))).isEqualTo(Bytes.utf8("v2"));
            for (int i = 0; i < 3; i++) {
                assertThat(head.get(Bytes.utf8("k" + i))).isEqualTo(Bytes.utf8("v"));
            }
        }
    }

    private Table create(DatasetLocation location) {
        return DirectoryTable.open(location.create(), options);
    }

    private Table open(DatasetLocation location) {
        return DirectoryTable.open(location.open(), options);
    }

    private static DatasetLocation on(ForgetfulDisk disk) {
        return FakeDatasetLocation.in(folder -> disk.directory(folder.path()), CLOCK);
    }

    private static DatasetLocation on(ForgetfulDisk disk, DatasetFolder other, WritableVfs content) {
        Map<DatasetFolder, WritableVfs> folders = new EnumMap<>(DatasetFolder.class);
        for (DatasetFolder folder : DatasetFolder.values()) {
            folders.put(folder, folder == other ? content : disk.directory(folder.path()));
        }
        return FakeDatasetLocation.in(folders::get, CLOCK);
    }
}

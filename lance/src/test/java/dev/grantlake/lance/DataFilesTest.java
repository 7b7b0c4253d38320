package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.dataset.BinaryColumn;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Data files that stay open between reads: which, for how long, and that everybody reads the right rows of them. */
@NativeTest
@EnabledOnOs(value = OS.LINUX, disabledReason = "only there the system tells what a process has open")
class DataFilesTest {

    private static final int FRAGMENTS = 3;
    private static final int ROWS = 2_000;
    private static final int MOST = 2;

    @TempDir
    Path folder;

    private Path place;

    @BeforeEach
    void writeFragmentsThatShareNoKey() throws Exception {
        LanceLocation.of(folder, LanceMemory.DEFAULT);
        place = folder.toRealPath().resolve("kv.lance");
        try (DirectoryTable table = DirectoryTable.open(
                LanceDataset.create(place, new LanceFolders(place), LanceMemory.DEFAULT), TableOptions.DEFAULT)) {
            for (int fragment = 0; fragment < FRAGMENTS; fragment++) {
                List<FakeRow> rows = new ArrayList<>();
                for (int i = 0; i < ROWS; i++) {
                    rows.add(FakeRow.of(String.format("%d-%05d", fragment, i), value(fragment, i), fragment + 1));
                }
                table.write(FakeRows.of(rows)).close();
            }
        }
    }

    private static String value(int fragment, int row) {
        return fragment + " " + row;
    }

    private static LanceMemory memory(int openDataFiles) {
        return new LanceMemory(1 << 20, 1 << 20, 1 << 20, openDataFiles);
    }

    @Test
    void thoseReadLastStayOpenUntilTheDatasetIsClosed() throws Exception {
        try (LanceDataset dataset = LanceDataset.open(place, new LanceFolders(place), memory(MOST));
                DatasetVersion head = dataset.head()) {
            List<Fragment> fragments = head.fragments();
            requireRows(head, 0, 5, 1);
            assertThat(openFiles()).containsExactly(path(fragments.get(0)));
            requireRows(head, 1, 0, 7);
            requireRows(head, 0, ROWS - 1, 1);
            requireRows(head, 2, 0, 1);
            assertThat(openFiles()).containsExactlyInAnyOrder(path(fragments.get(0)), path(fragments.get(2)));
            assertThat(dataset.allocatedBytes()).isZero();
        }
        assertThat(openFiles()).isEmpty();
    }

    @Test
    void noneStaysOpenWhereNoneMay() throws Exception {
        try (LanceDataset dataset = LanceDataset.open(place, new LanceFolders(place), memory(0));
                DatasetVersion head = dataset.head()) {
            requireRows(head, 0, 5, 1);
            assertThat(openFiles()).isEmpty();
        }
    }

    @Test
    void aFileThatWasPrunedTakesNoSpaceAnyMore() throws Exception {
        try (LanceDataset dataset = LanceDataset.open(place, new LanceFolders(place), memory(MOST));
                DirectoryTable table = DirectoryTable.open(dataset, TableOptions.DEFAULT)) {
            try (DatasetVersion head = dataset.head()) {
                requireRows(head, 0, 0, ROWS);
            }
            table.compact(CompactionEffort.FULL, () -> false);
            long head;
            try (DatasetVersion compacted = dataset.head()) {
                head = compacted.number();
            }
            dataset.pruneBefore(head);
            assertThat(openFiles()).isEmpty();
            try (Stream<Path> files = Files.list(place.resolve("data"))) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @Test
    void whoReadsAFileKeepsItOpenThoughOthersPushItOut() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(4);
        try (LanceDataset dataset = LanceDataset.open(place, new LanceFolders(place), memory(1));
                DatasetVersion head = dataset.head()) {
            List<Future<?>> running = new ArrayList<>();
            for (int reader = 0; reader < 4; reader++) {
                Random random = new Random(reader);
                running.add(readers.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        int from = random.nextInt(ROWS);
                        requireRows(head, random.nextInt(FRAGMENTS), from, 1 + random.nextInt(ROWS - from));
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            assertThat(openFiles()).hasSize(1);
            assertThat(dataset.allocatedBytes()).isZero();
        } finally {
            readers.shutdownNow();
        }
    }

    private static void requireRows(DatasetVersion version, int place, int from, int count) {
        Fragment fragment = version.fragments().get(place);
        BinaryColumn values =
                version.read(fragment, from, count, EnumSet.of(Column.VALUE)).values();
        for (int i = 0; i < count; i++) {
            assertThat(values.copy(i)).isEqualTo(Bytes.utf8(value(place, from + i)));
        }
    }

    private Path path(Fragment fragment) {
        return place.resolve("data").resolve(fragment.files().get(0).name());
    }

    /** The data files that this process has open, each as often as it has. */
    private List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                // One may be closed while we look, that of this list is.
                if (Files.isSymbolicLink(descriptor)) {
                    Path file = Files.readSymbolicLink(descriptor);
                    if (file.startsWith(place.resolve("data"))) {
                        open.add(file);
                    }
                }
            }
        }
        return open;
    }
}

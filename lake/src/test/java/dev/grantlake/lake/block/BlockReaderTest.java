package dev.grantlake.lake.block;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read of a version, and when, to show values of it. */
class BlockReaderTest {

    private static final long CACHE_BYTES = 1 << 20;

    private final FakeDatasetLocation location = FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));
    /** The first rows of reads and how many they were of. */
    private final List<List<Integer>> reads = new ArrayList<>();

    @Test
    void oneRowIsReadFirstAndItsBlockWhenItIsWantedAgain() {
        location.create().close();
        try (DirectoryTable table = DirectoryTable.open(location.open(), TableOptions.DEFAULT)) {
            table.write(FakeRows.of(FakeRow.of("a", "one", 1), FakeRow.of("b", "two", 2), FakeRow.of("c", "three", 3)))
                    .close();
        }
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            BlockReader blocks = new BlockReader(watched(head), new BlockCache(CACHE_BYTES), Column.VALUE);
            int fragment = head.fragments().get(0).id();

            assertThat(blocks.value(RowAddress.of(fragment, 1))).isEqualTo(Bytes.utf8("two"));
            assertThat(reads).containsExactly(List.of(1, 1));
            assertThat(blocks.value(RowAddress.of(fragment, 2))).isEqualTo(Bytes.utf8("three"));
            assertThat(reads).containsExactly(List.of(1, 1), List.of(0, 3));
            assertThat(blocks.value(RowAddress.of(fragment, 0))).isEqualTo(Bytes.utf8("one"));
            assertThat(blocks.value(RowAddress.of(fragment, 1))).isEqualTo(Bytes.utf8("two"));
            assertThat(reads).as("from the cache").containsExactly(List.of(1, 1), List.of(0, 3));
        }
    }

    private DatasetVersion watched(DatasetVersion version) {
        return (DatasetVersion) Proxy.newProxyInstance(
                DatasetVersion.class.getClassLoader(),
                new Class<?>[] {DatasetVersion.class},
                (proxy, call, arguments) -> {
                    switch (call.getName()) {
                        case "read" -> reads.add(List.of((Integer) arguments[1], (Integer) arguments[2]));
                        case "take", "find", "scan", "rows" -> reads.add(List.of());
                        default -> {}
                    }
                    try {
                        return call.invoke(version, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

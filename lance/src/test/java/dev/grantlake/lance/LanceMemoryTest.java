package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.columnar.DirectoryTable;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the adapter takes and gives back. */
@NativeTest
class LanceMemoryTest {

    @TempDir
    Path folder;

    private LanceDataset created(LanceMemory memory) {
        return (LanceDataset)
                LanceLocation.of(folder.resolve("kv.lance"), memory).create();
    }

    @Test
    void arrowsMemoryIsGivenBackAfterEveryCall() {
        LanceDataset dataset = created(LanceMemory.DEFAULT);
        try (DirectoryTable table = DirectoryTable.open(dataset, TableOptions.DEFAULT)) {
            Set<String> keys = new HashSet<>();
            for (int flush = 1; flush <= 3; flush++) {
                List<FakeRow> rows = new ArrayList<>();
                for (int i = 0; i < 2000; i++) {
                    String key = String.format("k%05d", i * flush);
                    keys.add(key);
                    rows.add(FakeRow.of(key, "value " + flush, flush));
                }
                table.write(FakeRows.of(rows)).close();
                assertThat(dataset.allocatedBytes()).isZero();
            }
            try (TableView head = table.head();
                    Cursor cursor = head.cursor(KeyRange.ALL)) {
                int seen = 0;
                for (boolean more = cursor.first(); more; more = cursor.next()) {
                    assertThat(cursor.value().length()).isEqualTo(7);
                    seen++;
                }
                assertThat(seen).isEqualTo(keys.size());
                assertThat(head.get(Bytes.utf8("k00003"))).isEqualTo(Bytes.utf8("value 3"));
                assertThat(head.getAll(List.of(Bytes.utf8("k05997"), Bytes.utf8("k"), Bytes.utf8("k00001"))))
                        .containsExactly(Bytes.utf8("value 3"), null, Bytes.utf8("value 1"));
            }
            assertThat(dataset.allocatedBytes()).isZero();
        }
    }

    @Test
    void aCallThatNeedsMoreThanItMayFailsAndGivesBackWhatItHad() {
        LanceDataset dataset = created(new LanceMemory(1 << 20, 1 << 20, 1 << 16, 1));
        try (DirectoryTable table = DirectoryTable.open(dataset, TableOptions.DEFAULT)) {
            FakeRows large = FakeRows.of(FakeRow.of("k", "v".repeat(1 << 20), 1));
            assertThatThrownBy(() -> table.write(large)).isInstanceOf(StorageException.class);
            assertThat(dataset.allocatedBytes()).isZero();
            try (TableView head = table.head()) {
                assertThat(head.version()).isEqualTo(1);
            }
        }
    }
}

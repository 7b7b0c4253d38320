package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.vfs.MemoryVfs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as the blocks of a table, whose checksums, footer and places are right (see {@link BlockSequence}): the
 * table is refused, or whatever its cursor shows it shows in the same way in both directions, and finds again.
 */
final class SstableFuzzTest {

    private static final int CACHE_BYTES = 4 << 20;
    private static final int MAX_BLOCK_BYTES = 1 << 20;
    private static final int MAX_SEEKS = 64;

    /** Keys share bytes in a block, so copies of them may be far larger than the block. */
    private static final int MAX_COPIED_BYTES = 8 << 20;

    private record Row(Bytes userKey, long trailer, Bytes value) {}

    @FuzzTest
    void readsTheSameInBothDirections(byte[] input) {
        byte[] table = BlockSequence.parse(input).table();
        HostileRead.of(table.length, () -> {
            SstableOptions options =
                    new SstableOptions(new BufferCache(CACHE_BYTES), new ReadMetrics(), MAX_BLOCK_BYTES);
            MemoryVfs directory = new MemoryVfs("fuzz").put("000001.sst", Bytes.wrap(table));
            try (Sstable opened = Sstable.open(directory.open("000001.sst"), options)) {
                checkRangeDeletions(opened.rangeDeletions(TableView.WHOLE));
                checkPoints(opened);
            }
            return table;
        });
    }

    private static void checkRangeDeletions(List<RangeDeletion> deletions) {
        for (RangeDeletion deletion : deletions) {
            assertThat(deletion.start()).isLessThan(deletion.end());
        }
    }

    private static void checkPoints(Sstable table) {
        try (InternalCursor cursor = table.points(TableView.WHOLE)) {
            List<Row> forward = new ArrayList<>();
            long bytes = 0;
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                forward.add(row(cursor));
                bytes += cursor.userKey().length() + cursor.value().length();
                if (bytes > MAX_COPIED_BYTES) {
                    return;
                }
            }
            assertThat(cursor.valid()).isFalse();
            List<Row> backward = new ArrayList<>();
            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                backward.add(row(cursor));
            }
            Collections.reverse(backward);
            assertThat(backward).isEqualTo(forward);
            checkSeeks(cursor, forward);
        }
    }

    /** Only for keys in order: in a block that lies about its order a search may end anywhere. */
    private static void checkSeeks(InternalCursor cursor, List<Row> rows) {
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i - 1).userKey.compareTo(rows.get(i).userKey) > 0) {
                return;
            }
        }
        int step = rows.size() / MAX_SEEKS + 1;
        for (int i = 0; i < rows.size(); i += step) {
            Bytes key = rows.get(i).userKey;
            int firstOfKey = i;
            while (firstOfKey > 0 && rows.get(firstOfKey - 1).userKey.equals(key)) {
                firstOfKey--;
            }
            assertThat(cursor.seekGe(key)).as("seekGe %s", key).isTrue();
            assertThat(row(cursor)).isEqualTo(rows.get(firstOfKey));
            assertThat(cursor.seekLt(key)).as("seekLt %s", key).isEqualTo(firstOfKey > 0);
            if (firstOfKey > 0) {
                assertThat(row(cursor)).isEqualTo(rows.get(firstOfKey - 1));
            }
        }
    }

    private static Row row(InternalCursor cursor) {
        return new Row(cursor.userKey().copy(), cursor.trailer(), cursor.value().copy());
    }
}

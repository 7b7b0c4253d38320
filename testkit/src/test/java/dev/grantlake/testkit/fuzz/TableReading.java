package dev.grantlake.testkit.fuzz;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.BloomFilter;
import dev.grantlake.lsm.sstable.PointLookup;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.vfs.MemoryVfs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads a table whose checksums are right, whatever else is wrong with it, in every way there is: what the cursor shows
 * it shows in the same way in both directions, seeks and look-ups find it again.
 */
final class TableReading {

    private static final int CACHE_BYTES = 4 << 20;
    private static final int MAX_BLOCK_BYTES = 1 << 20;
    private static final int MAX_SEEKS = 64;

    /** Keys share bytes in a block, so copies of them may be far larger than the block. */
    private static final int MAX_COPIED_BYTES = 8 << 20;

    private record Row(Bytes userKey, long trailer, Bytes value) {}

    private TableReading() {}

    /** Reads a table, which is refused or shows the same whichever way. */
    static void check(byte[] table) {
        HostileRead.of(table.length, () -> {
            checkSound(table);
            return table;
        });
    }

    /** As {@link #check}, of a table that is not refused. */
    static void checkSound(byte[] table) {
        SstableOptions options = new SstableOptions(new BufferCache(CACHE_BYTES), new ReadMetrics(), MAX_BLOCK_BYTES);
        MemoryVfs directory = new MemoryVfs("fuzz").put("000001.sst", Bytes.wrap(table));
        try (Sstable opened = Sstable.open(directory.open("000001.sst"), options)) {
            checkRangeDeletions(opened.rangeDeletions(TableView.WHOLE));
            checkRangeKeys(opened.rangeKeys());
            checkPoints(opened);
        }
    }

    private static void checkRangeDeletions(List<RangeDeletion> deletions) {
        for (RangeDeletion deletion : deletions) {
            assertThat(deletion.start()).isLessThan(deletion.end());
        }
    }

    private static void checkRangeKeys(List<RangeKey> keys) {
        for (RangeKey key : keys) {
            assertThat(key.start()).isLessThan(key.end());
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
            if (ordered(forward)) {
                checkSeeks(cursor, forward);
                checkLookUps(table, forward);
            }
        }
    }

    /** In a block that lies about its order a search may end anywhere. */
    private static boolean ordered(List<Row> rows) {
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i - 1).userKey.compareTo(rows.get(i).userKey) > 0) {
                return false;
            }
        }
        return true;
    }

    private static void checkSeeks(InternalCursor cursor, List<Row> rows) {
        int step = rows.size() / MAX_SEEKS + 1;
        for (int i = 0; i < rows.size(); i += step) {
            Bytes key = rows.get(i).userKey;
            int firstOfKey = firstOfKey(rows, i);
            assertThat(cursor.seekGe(key)).as("seekGe %s", key).isTrue();
            assertThat(row(cursor)).isEqualTo(rows.get(firstOfKey));
            assertThat(cursor.seekLt(key)).as("seekLt %s", key).isEqualTo(firstOfKey > 0);
            if (firstOfKey > 0) {
                assertThat(row(cursor)).isEqualTo(rows.get(firstOfKey - 1));
            }
        }
    }

    /** A look-up finds what the cursor shows first, unless the filter rules it out. */
    private static void checkLookUps(Sstable table, List<Row> rows) {
        BloomFilter filter = table.filter();
        PointLookup lookup = new PointLookup();
        int step = rows.size() / MAX_SEEKS + 1;
        for (int i = 0; i < rows.size(); i += step) {
            Bytes key = rows.get(i).userKey;
            boolean passes = filter == null || filter.lines() == 0 || filter.mayContain(key);
            assertThat(lookup.find(table, TableView.WHOLE, key, Trailer.MAX_SEQUENCE))
                    .as("find %s", key)
                    .isEqualTo(passes);
            if (passes) {
                assertThat(new Row(key, lookup.trailer(), lookup.value().copy()))
                        .isEqualTo(rows.get(firstOfKey(rows, i)));
            }
        }
    }

    private static int firstOfKey(List<Row> rows, int row) {
        int first = row;
        while (first > 0 && rows.get(first - 1).userKey.equals(rows.get(row).userKey)) {
            first--;
        }
        return first;
    }

    private static Row row(InternalCursor cursor) {
        return new Row(cursor.userKey().copy(), cursor.trailer(), cursor.value().copy());
    }
}

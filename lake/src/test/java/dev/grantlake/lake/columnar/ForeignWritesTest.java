package dev.grantlake.lake.columnar;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A table beside somebody else who writes to its dataset: rows in any order, several of one key, and marks. Whenever
 * the table looks, it has one row per key, that of the latest transaction.
 */
@ExtendWith(Seeds.class)
class ForeignWritesTest {

    private static final int KEYS = 400;

    private final FakeDatasetLocation location = FakeDatasetLocation.inMemory(InstantSource.fixed(Instant.EPOCH));
    private final Map<Bytes, FakeRow> model = new TreeMap<>();
    private long seq;

    @ParameterizedTest
    @ValueSource(longs = {256 << 20, 6000, 1500, 0})
    void areTakenAsIfTheyWereOurs(long directoryBytes, Dice dice) {
        TableOptions options = new TableOptions(directoryBytes, dice.below(30_000), dice.between(30, KEYS));
        location.create().close();
        for (int life = 0; life < 4; life++) {
            try (DirectoryTable table = DirectoryTable.open(location.open(), options)) {
                check(table, dice);
                for (int step = 0; step < 12; step++) {
                    switch (dice.below(6)) {
                        case 0 -> append(dice);
                        case 1 -> mark(dice);
                        case 2 ->
                            table.compact(dice.oneIn(2) ? CompactionEffort.FULL : CompactionEffort.DUE, () -> false);
                        default -> write(table, dice);
                    }
                }
                write(table, dice);
                check(table, dice);
            }
            for (int more = dice.below(3); more > 0; more--) {
                append(dice);
                mark(dice);
            }
        }
    }

    private void write(DirectoryTable table, Dice dice) {
        Map<Bytes, FakeRow> rows = new TreeMap<>();
        long first = seq;
        for (int i = dice.between(1, 120); i > 0; i--) {
            FakeRow row = row(dice, first + 1);
            rows.put(row.key(), row);
        }
        seq++;
        model.putAll(rows);
        table.write(FakeRows.of(List.copyOf(rows.values()))).close();
    }

    /** In any order, and some keys twice: the greater number counts, wherever it lies. */
    private void append(Dice dice) {
        List<FakeRow> rows = new ArrayList<>();
        for (int i = dice.between(1, 150); i > 0; i--) {
            FakeRow row = row(dice, ++seq);
            model.put(row.key(), row);
            rows.add(dice.below(rows.size() + 1), row);
        }
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            List<NewFragment> added = dataset.write(new FakeRows(rows), seq, dice.between(20, 200));
            dataset.commit(new Change(
                            head.number(), added.stream().map(Addition::of).toList(), Map.of(), Set.of(), Map.of()))
                    .version()
                    .close();
        }
    }

    /** Takes rows away as another tool deletes them: whatever rows of the key there are. */
    private void mark(Dice dice) {
        Set<Bytes> keys = new TreeSet<>();
        for (int i = dice.below(20); i > 0; i--) {
            keys.add(key(dice));
        }
        Map<Integer, List<Integer>> marks = new HashMap<>();
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            for (Map.Entry<Long, Bytes> row : rows(head).entrySet()) {
                if (keys.contains(row.getValue())) {
                    marks.computeIfAbsent(RowAddress.fragment(row.getKey()), fragment -> new ArrayList<>())
                            .add(RowAddress.offset(row.getKey()));
                }
            }
            Map<Integer, int[]> offsets = new HashMap<>();
            marks.forEach((fragment, list) -> offsets.put(
                    fragment, list.stream().mapToInt(Integer::intValue).toArray()));
            dataset.commit(new Change(head.number(), List.of(), offsets, Set.of(), Map.of("theirs", "1")))
                    .version()
                    .close();
        }
        model.keySet().removeAll(keys);
    }

    private static Map<Long, Bytes> rows(DatasetVersion version) {
        Map<Long, Bytes> rows = new TreeMap<>();
        try (RowBatches batches = version.rows(EnumSet.of(Column.KEY))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    rows.put(batch.address(i), batch.keys().copy(i));
                }
            }
        }
        return rows;
    }

    private void check(DirectoryTable table, Dice dice) {
        Map<Bytes, Bytes> expected = new TreeMap<>();
        model.forEach((key, row) -> {
            if (!row.tombstone()) {
                expected.put(key, row.value());
            }
        });
        try (TableView head = table.head();
                Cursor cursor = head.cursor(KeyRange.ALL)) {
            Map<Bytes, Bytes> shown = new TreeMap<>();
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                shown.put(cursor.key().copy(), cursor.value().copy());
            }
            assertThat(shown).containsExactlyEntriesOf(expected);
            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                assertThat(shown.remove(cursor.key().copy()))
                        .isEqualTo(cursor.value().copy());
            }
            assertThat(shown).isEmpty();
            for (int i = 0; i < 50; i++) {
                Bytes key = key(dice);
                assertThat(head.get(key)).isEqualTo(expected.get(key));
                assertThat(head.contains(key)).isEqualTo(expected.containsKey(key));
            }
        }
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            assertThat(rows(head).values()).doesNotHaveDuplicates();
        }
    }

    private static FakeRow row(Dice dice, long seq) {
        boolean tombstone = dice.oneIn(5);
        Bytes value = tombstone ? Bytes.EMPTY : Bytes.wrap(dice.bytes(dice.below(20)));
        return new FakeRow(key(dice), value, tombstone, seq);
    }

    private static Bytes key(Dice dice) {
        return Bytes.utf8(String.format("k%04d", dice.below(KEYS)));
    }
}

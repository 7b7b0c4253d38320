package dev.grantlake.lake.memtable;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.lake.memtable.Memtable.Deleted;
import dev.grantlake.lake.memtable.Memtable.Found;
import dev.grantlake.lake.memtable.Memtable.Value;
import dev.grantlake.lake.read.LayeredCursor;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every {@link Memtable} keeps; a test class of a form says how to make one. */
@ExtendWith(Seeds.class)
public interface MemtableContract {

    Memtable memtable();

    @Test
    @DisplayName("19.33 newer wins, an older one is refused, a deletion is a marker")
    default void showsTheNewest() {
        Memtable memtable = memtable();
        assertThat(memtable.get(key("a"), Long.MAX_VALUE)).isNull();
        memtable.add(key("a"), key("1"), 1);
        memtable.add(key("a"), key("2"), 2);
        assertThat(memtable.get(key("a"), Long.MAX_VALUE)).isEqualTo(new Value(key("2")));
        memtable.add(key("a"), null, 3);
        assertThat(memtable.get(key("a"), Long.MAX_VALUE)).isEqualTo(Deleted.DELETED);
        assertThat(memtable.get(key("b"), Long.MAX_VALUE)).isNull();
        assertThatThrownBy(() -> memtable.add(key("b"), key("x"), 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memtable.add(key("a"), key("x"), 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("19.36 every version of a key is there with the number of its commit")
    default void keepsEveryVersion() {
        Memtable memtable = memtable();
        memtable.add(key("a"), key("1"), 5);
        memtable.add(key("a"), null, 7);
        memtable.add(key("a"), key("3"), 9);
        assertThat(memtable.get(key("a"), 4)).isNull();
        assertThat(memtable.get(key("a"), 5)).isEqualTo(new Value(key("1")));
        assertThat(memtable.get(key("a"), 6)).isEqualTo(new Value(key("1")));
        assertThat(memtable.get(key("a"), 8)).isEqualTo(Deleted.DELETED);
        assertThat(memtable.get(key("a"), 9)).isEqualTo(new Value(key("3")));
        assertThat(memtable.maxSeq()).isEqualTo(9);
    }

    @Test
    @DisplayName("19.37 bytes: empty 0; (3+4)+(2+6) = 15; a tombstone counts its key only")
    default void countsRowsAndBytes() {
        Memtable memtable = memtable();
        assertThat(memtable.bytes()).isZero();
        assertThat(memtable.isEmpty()).isTrue();
        memtable.add(key("abc"), key("1234"), 1);
        memtable.add(key("de"), key("123456"), 1);
        assertThat(memtable.bytes()).isEqualTo(15);
        memtable.add(key("fghi"), null, 2);
        assertThat(memtable.bytes()).isEqualTo(19);
        assertThat(memtable.rows()).isEqualTo(3);
        memtable.add(key("abc"), key("x"), 3);
        assertThat(memtable.rows()).as("distinct keys").isEqualTo(3);
        assertThat(memtable.bytes()).as("of all entries").isEqualTo(23);
        assertThat(memtable.heapBytes()).isEqualTo(23 + 4L * Memtable.ENTRY_OVERHEAD_BYTES);
        assertThat(memtable.isEmpty()).isFalse();
    }

    @Test
    @DisplayName("19.34 a range shows only its keys")
    default void walksAsTheModelDoes(Dice dice) {
        for (int round = 0; round < Seeds.rounds(40); round++) {
            Memtable memtable = memtable();
            List<SortedMap<Bytes, Bytes>> states = new ArrayList<>();
            TreeMap<Bytes, Bytes> model = new TreeMap<>();
            states.add(new TreeMap<>());
            int alphabet = dice.between(1, 5);
            for (int seq = 1; seq <= dice.between(1, 60); seq++) {
                for (Bytes key : keys(dice, alphabet)) {
                    Bytes value = dice.oneIn(4) ? null : Bytes.wrap(dice.bytes((int) dice.skewed(20)));
                    memtable.add(key, value, seq);
                    if (value == null) {
                        model.remove(key);
                    } else {
                        model.put(key, value);
                    }
                }
                states.add(new TreeMap<>(model));
            }
            int readSeq = dice.below(states.size());
            new CursorWalk(new Visible(memtable, readSeq), states.get(readSeq), dice).run(4, 60);
        }
    }

    private static Set<Bytes> keys(Dice dice, int alphabet) {
        Set<Bytes> keys = new TreeSet<>();
        for (int i = dice.between(1, 5); i > 0; i--) {
            Bytes key = Bytes.wrap(dice.key(alphabet, 5));
            keys.add(key.isEmpty() ? Bytes.wrap(new byte[1]) : key);
        }
        return keys;
    }

    @Test
    default void findsOldVersionsOfABusyKey(Dice dice) {
        Memtable memtable = memtable();
        TreeMap<Long, Found> versions = new TreeMap<>();
        long seq = 0;
        for (int i = 0; i < 5000; i++) {
            seq += dice.between(1, 3);
            Bytes value = dice.oneIn(10) ? null : key("v" + seq);
            memtable.add(key("busy"), value, seq);
            versions.put(seq, value == null ? Deleted.DELETED : new Value(value));
        }
        for (long readSeq = 0; readSeq <= seq + 1; readSeq += dice.between(1, 20)) {
            Map.Entry<Long, Found> expected = versions.floorEntry(readSeq);
            assertThat(memtable.get(key("busy"), readSeq)).isEqualTo(expected == null ? null : expected.getValue());
        }
        assertThat(memtable.rows()).isEqualTo(1);
    }

    @Test
    default void growsWithoutMixingUpWhatItHas(Dice dice) {
        Memtable memtable = memtable();
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        for (int seq = 1; seq <= Seeds.rounds(10_000); seq++) {
            Bytes key = Bytes.wrap(dice.bytes((int) (1 + dice.skewed(60))));
            Bytes value = Bytes.wrap(dice.bytes(dice.oneIn(500) ? dice.below(100_000) : (int) dice.skewed(200)));
            memtable.add(key, value, seq);
            model.put(key, value);
        }
        TreeMap<Bytes, Bytes> walked = new TreeMap<>();
        for (RowCursor row = memtable.newest().walk(); row.next(); ) {
            walked.put(row.key().copy(), row.value().copy());
        }
        assertThat(walked).isEqualTo(model);
        assertThat(memtable.rows()).isEqualTo(model.size());
        model.forEach(
                (key, value) -> assertThat(memtable.get(key, Long.MAX_VALUE)).isEqualTo(new Value(value)));
        new CursorWalk(new Visible(memtable, Long.MAX_VALUE), model, dice).run(4, 500);
    }

    @Test
    @DisplayName("19.35 what is flushed is the newest of each key, in order, with its number")
    default void reducesToTheNewest() {
        Memtable memtable = memtable();
        memtable.add(key("b"), key("1"), 2);
        memtable.add(key("a"), key("2"), 3);
        memtable.add(key("b"), null, 4);
        memtable.add(key("c"), key("3"), 6);
        Rows rows = memtable.newest();
        for (int walk = 0; walk < 2; walk++) {
            List<String> shown = new ArrayList<>();
            for (RowCursor row = rows.walk(); row.next(); ) {
                shown.add(row.key().copy().toUtf8() + " " + row.seq() + " "
                        + (row.tombstone() ? "-" : row.value().copy().toUtf8()));
            }
            assertThat(shown).containsExactly("a 3 2", "b 4 -", "c 6 3");
        }
        assertThat(rows.count()).isEqualTo(3);
        assertThat(rows.minSeq()).as("of the rows, not of what they hide").isEqualTo(3);
        assertThat(rows.maxSeq()).isEqualTo(6);
    }

    @Test
    default void isReadWhileItIsAddedTo() throws Exception {
        Memtable memtable = memtable();
        int commits = 2000;
        FutureTask<@Nullable Void> writer = new FutureTask<>(
                () -> {
                    for (int seq = 1; seq <= commits; seq++) {
                        memtable.add(key("k" + seq % 10), key("" + seq), seq);
                        memtable.add(key("l" + seq % 10), key("" + seq), seq);
                    }
                },
                null);
        new Thread(writer, "writer").start();
        do {
            long seq = memtable.maxSeq() - 1;
            if (seq < 1) {
                continue;
            }
            Found one = memtable.get(key("k" + seq % 10), seq);
            assertThat(one).isEqualTo(new Value(key("" + seq)));
            try (LayerCursor cursor = memtable.cursor(KeyRange.ALL, seq)) {
                int shown = 0;
                for (boolean more = cursor.first(); more; more = cursor.next()) {
                    assertThat(Long.parseLong(cursor.value().copy().toUtf8())).isLessThanOrEqualTo(seq);
                    shown++;
                }
                assertThat(shown).isEqualTo(2 * (int) Math.min(seq, 10));
            }
        } while (!writer.isDone());
        writer.get();
    }

    /** Keys come in any order, among those that are walked over. */
    @Test
    default void showsWhatWasThereWhileMoreIsAdded(Dice dice) throws Exception {
        Memtable memtable = memtable();
        Set<Bytes> distinct = new HashSet<>();
        while (distinct.size() < 20_000) {
            distinct.add(Bytes.wrap(dice.bytes(4)));
        }
        List<Bytes> keys = List.copyOf(distinct);
        FutureTask<@Nullable Void> writer = new FutureTask<>(
                () -> {
                    for (int i = 0; i < keys.size(); i++) {
                        memtable.add(keys.get(i), keys.get(i), i + 1L);
                    }
                },
                null);
        new Thread(writer, "writer").start();
        do {
            long seq = memtable.maxSeq();
            try (LayerCursor cursor = memtable.cursor(KeyRange.ALL, seq)) {
                int up = 0;
                for (boolean more = cursor.first(); more; more = cursor.next()) {
                    up++;
                }
                int down = 0;
                for (boolean more = cursor.last(); more; more = cursor.prev()) {
                    down++;
                }
                assertThat(up).isEqualTo((int) seq);
                assertThat(down).isEqualTo((int) seq);
            }
            for (int i = 0; i < 100; i++) {
                int at = dice.below(keys.size());
                assertThat(memtable.get(keys.get(at), seq)).isEqualTo(at < seq ? new Value(keys.get(at)) : null);
            }
        } while (!writer.isDone());
        writer.get();
    }

    private static Bytes key(String text) {
        return Bytes.utf8(text);
    }

    /** What a memtable shows without anything below. */
    record Visible(Memtable memtable, long readSeq) implements KeyValueReader {

        @Override
        public @Nullable Bytes get(Bytes key) {
            return memtable.get(key, readSeq) instanceof Value value ? value.bytes() : null;
        }

        @Override
        public Cursor cursor(KeyRange range) {
            return new LayeredCursor(List.of(memtable.cursor(range, readSeq)));
        }

        @Override
        public void close() {}
    }
}

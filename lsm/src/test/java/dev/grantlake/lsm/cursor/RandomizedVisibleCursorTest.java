package dev.grantlake.lsm.cursor;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.Merger;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Merged and visible entries against a model that knows every operation. */
@ExtendWith(Seeds.class)
class RandomizedVisibleCursorTest {

    private static final ReadRules RULES =
            new ReadRules(Merger.CONCATENATION, 1 << 20, Location.of("model", "database"));
    private static final Bytes HIGHEST = Bytes.wrap(new byte[] {-1, -1, -1, -1});

    @Test
    void walksAsTheModelDoes(Dice dice) {
        for (int round = 0; round < Seeds.rounds(600); round++) {
            ModelDatabase database = ModelDatabase.random(dice);
            KeyRange range = range(dice);
            NavigableMap<Bytes, Bytes> expected = within(database.visible, range);
            try (Cursor cursor = open(database, range)) {
                walk(cursor, expected, dice);
            }
            assertNothingOpen(database);
        }
    }

    @Test
    void showsEverythingBothWays(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            ModelDatabase database = ModelDatabase.random(dice);
            try (Cursor cursor = open(database, KeyRange.ALL)) {
                boolean valid = cursor.first();
                for (Map.Entry<Bytes, Bytes> row : database.visible.entrySet()) {
                    assertAt(cursor, valid, row);
                    valid = cursor.next();
                }
                assertThat(valid).isFalse();
                valid = cursor.last();
                for (Map.Entry<Bytes, Bytes> row :
                        database.visible.descendingMap().entrySet()) {
                    assertAt(cursor, valid, row);
                    valid = cursor.prev();
                }
                assertThat(valid).isFalse();
            }
        }
    }

    @Test
    void opensNoTableBeforeThePositionReachesIt(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            ModelDatabase database = ModelDatabase.withoutRangeDeletions(dice);
            List<ModelTable> tables = tables(database);
            try (Cursor cursor = open(database, KeyRange.ALL)) {
                Bytes from = dice.oneIn(2) ? Bytes.EMPTY : Bytes.wrap(dice.key(4, 3));
                for (boolean valid = cursor.seekGe(from); valid; valid = cursor.next()) {
                    for (ModelTable table : tables) {
                        Bytes key = cursor.key().copy();
                        assertThat(table.opened())
                                .as("table %s at key %s from %s", table, key, from)
                                .isEqualTo(table.bounds().smallest().userKey().compareTo(key) <= 0
                                        && !table.bounds().endsBefore(from));
                    }
                }
            }
            tables.forEach(ModelTable::forgetOpened);
            try (Cursor cursor = open(database, KeyRange.ALL)) {
                for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                    Bytes key = cursor.key().copy();
                    for (ModelTable table : tables) {
                        assertThat(table.opened())
                                .as("table %s back at key %s", table, key)
                                .isEqualTo(!table.bounds().endsBefore(key));
                    }
                }
            }
        }
    }

    @Test
    void opensNoTableOutsideItsRange(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            ModelDatabase database = ModelDatabase.random(dice);
            KeyRange range = range(dice);
            try (Cursor cursor = open(database, range)) {
                walk(cursor, within(database.visible, range), dice);
            }
            for (ModelTable table : tables(database)) {
                if (table.opened()) {
                    assertThat(table.bounds().overlaps(range))
                            .as("table %s opened for %s", table, range)
                            .isTrue();
                }
            }
        }
    }

    private static void walk(Cursor cursor, NavigableMap<Bytes, Bytes> expected, Dice dice) {
        Map.Entry<Bytes, Bytes> at = null;
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.prev()).isFalse();
        for (int step = 0; step < 30; step++) {
            boolean valid;
            switch (dice.below(8)) {
                case 0 -> {
                    valid = cursor.first();
                    at = expected.firstEntry();
                }
                case 1 -> {
                    valid = cursor.last();
                    at = expected.lastEntry();
                }
                case 2 -> {
                    Bytes key = sought(expected, dice);
                    valid = cursor.seekGe(key);
                    at = expected.ceilingEntry(key);
                }
                case 3 -> {
                    Bytes key = sought(expected, dice);
                    valid = cursor.seekLt(key);
                    at = expected.lowerEntry(key);
                }
                case 4, 5 -> {
                    valid = cursor.next();
                    at = at == null ? null : expected.higherEntry(at.getKey());
                }
                default -> {
                    valid = cursor.prev();
                    at = at == null ? null : expected.lowerEntry(at.getKey());
                }
            }
            assertAt(cursor, valid, at);
        }
    }

    private static void assertAt(Cursor cursor, boolean valid, Map.@Nullable Entry<Bytes, Bytes> expected) {
        assertThat(valid).isEqualTo(cursor.valid()).isEqualTo(expected != null);
        if (valid) {
            assertThat(Map.entry(cursor.key().copy(), cursor.value().copy())).isEqualTo(expected);
        }
    }

    private static Cursor open(ModelDatabase database, KeyRange range) {
        return new VisibleCursor(database.runs, range, database.visibleBelow, RULES, () -> {});
    }

    private static void assertNothingOpen(ModelDatabase database) {
        assertThat(tables(database))
                .allSatisfy(table -> assertThat(table.openCursors()).isZero());
    }

    private static List<ModelTable> tables(ModelDatabase database) {
        return database.runs.stream()
                .flatMap(run -> IntStream.range(0, run.size()).mapToObj(run::table))
                .toList();
    }

    private static Bytes sought(NavigableMap<Bytes, Bytes> rows, Dice dice) {
        return rows.isEmpty() || dice.oneIn(2) ? Bytes.wrap(dice.key(4, 3)) : dice.pick(List.copyOf(rows.keySet()));
    }

    private static KeyRange range(Dice dice) {
        return new KeyRange(
                dice.oneIn(3) ? null : Bytes.wrap(dice.key(4, 2)), dice.oneIn(3) ? null : Bytes.wrap(dice.key(4, 2)));
    }

    private static NavigableMap<Bytes, Bytes> within(NavigableMap<Bytes, Bytes> rows, KeyRange range) {
        Bytes from = range.from() == null ? Bytes.EMPTY : range.from();
        Bytes to = range.to() == null ? HIGHEST : range.to();
        return from.compareTo(to) >= 0 ? Collections.emptyNavigableMap() : rows.subMap(from, true, to, false);
    }
}

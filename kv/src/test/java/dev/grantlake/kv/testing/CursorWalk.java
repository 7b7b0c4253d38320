package dev.grantlake.kv.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.testbase.Dice;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks through a {@link KeyValueReader} at random and compares every step with a list of what it contains:
 *
 * <pre>
 * new CursorWalk(reader, entries, dice).run(50, 200);
 * </pre>
 *
 * A failure names the range and the last moves; the {@link Dice} of the test say how to repeat it.
 */
public final class CursorWalk {

    private static final int MOVES_SHOWN = 20;

    private final KeyValueReader reader;
    private final List<Map.Entry<Bytes, Bytes>> entries;
    private final Dice dice;
    private final Deque<String> moves = new ArrayDeque<>();
    private final List<Map.Entry<Bytes, Bytes>> kept = new ArrayList<>();
    private final List<Map.Entry<Bytes, Bytes>> expectedOfKept = new ArrayList<>();

    /** A walk through {@code reader}, which contains exactly {@code entries}, in unsigned byte order of keys. */
    public CursorWalk(KeyValueReader reader, SortedMap<Bytes, Bytes> entries, Dice dice) {
        this.reader = reader;
        this.entries = List.copyOf(entries.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList());
        this.dice = dice;
    }

    /** Opens {@code cursors} cursors over ranges of all sorts, one after the other, and moves each so often. */
    public void run(int cursors, int movesEach) {
        forwardAndBack(KeyRange.ALL);
        for (int i = 0; i < cursors; i++) {
            KeyRange range = range();
            if (dice.oneIn(4)) {
                forwardAndBack(range);
            }
            wander(range, movesEach);
            checkGet(key());
        }
        assertThat(kept).as("what was kept over moves and after close").isEqualTo(expectedOfKept);
    }

    /** All entries of a range in order, in both directions. */
    private void forwardAndBack(KeyRange range) {
        begin(range);
        CursorModel model = new CursorModel(entries, range);
        try (Cursor cursor = reader.cursor(range)) {
            move("first", cursor.first(), cursor, model::first, model);
            while (model.entry() != null) {
                move("next", cursor.next(), cursor, model::next, model);
            }
            move("last", cursor.last(), cursor, model::last, model);
            while (model.entry() != null) {
                move("prev", cursor.prev(), cursor, model::prev, model);
            }
        }
    }

    private void wander(KeyRange range, int steps) {
        begin(range);
        CursorModel model = new CursorModel(entries, range);
        try (Cursor cursor = reader.cursor(range)) {
            assertThat(cursor.valid()).as("a new cursor stands nowhere").isFalse();
            for (int i = 0; i < steps; i++) {
                step(cursor, model);
                if (dice.oneIn(50)) {
                    keep(cursor, model);
                }
            }
        }
    }

    private void step(Cursor cursor, CursorModel model) {
        int choice = dice.below(20);
        if (choice == 0) {
            move("first", cursor.first(), cursor, model::first, model);
        } else if (choice == 1) {
            move("last", cursor.last(), cursor, model::last, model);
        } else if (choice < 5) {
            Bytes key = key();
            move("seekGe " + key, cursor.seekGe(key), cursor, () -> model.seekGe(key), model);
        } else if (choice < 8) {
            Bytes key = key();
            move("seekLt " + key, cursor.seekLt(key), cursor, () -> model.seekLt(key), model);
        } else if (choice < 14) {
            move("next", cursor.next(), cursor, model::next, model);
        } else {
            move("prev", cursor.prev(), cursor, model::prev, model);
        }
    }

    private void begin(KeyRange range) {
        moves.clear();
        moves.add("cursor from " + range.from() + " to " + range.to());
    }

    private void move(String name, boolean result, Cursor cursor, Runnable modelMove, CursorModel model) {
        moves.add(name);
        if (moves.size() > MOVES_SHOWN + 1) {
            String cursorLine = moves.removeFirst();
            moves.removeFirst();
            moves.addFirst(cursorLine);
        }
        modelMove.run();
        Map.@Nullable Entry<Bytes, Bytes> expected = model.entry();
        // The description is made only for a failure; a walk has many steps.
        if (result != (expected != null) || cursor.valid() != result) {
            assertThat(cursor.valid()).as(trail()).isEqualTo(expected != null);
            assertThat(result).as(trail()).isEqualTo(expected != null);
        }
        if (expected != null
                && (cursor.key().compareWith(expected.getKey()) != 0
                        || cursor.value().compareWith(expected.getValue()) != 0)) {
            assertThat(cursor.key().copy()).as(trail()).isEqualTo(expected.getKey());
            assertThat(cursor.value().copy()).as(trail()).isEqualTo(expected.getValue());
        }
    }

    private void keep(Cursor cursor, CursorModel model) {
        Map.@Nullable Entry<Bytes, Bytes> expected = model.entry();
        if (expected != null) {
            kept.add(Map.entry(cursor.key().retain(), cursor.value().retain()));
            expectedOfKept.add(expected);
        }
    }

    private void checkGet(Bytes key) {
        @Nullable
        Bytes expected = entries.stream()
                .filter(entry -> entry.getKey().equals(key))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        assertThat(reader.get(key)).as("get %s", key).isEqualTo(expected);
    }

    private String trail() {
        return String.join(", ", moves);
    }

    private KeyRange range() {
        return switch (dice.below(6)) {
            case 0 -> KeyRange.ALL;
            case 1 -> KeyRange.prefix(prefix());
            case 2 -> new KeyRange(key(), null);
            case 3 -> new KeyRange(null, key());
            case 4 -> KeyRange.prefix(prefix()).after(key());
            default -> new KeyRange(key(), key());
        };
    }

    private Bytes prefix() {
        Bytes key = key();
        return key.slice(0, dice.below(key.length() + 1));
    }

    /** A key that is there, or right beside one that is, or somewhere. */
    private Bytes key() {
        if (entries.isEmpty() || dice.oneIn(10)) {
            return Bytes.wrap(dice.bytes((int) dice.skewed(12)));
        }
        Bytes key = dice.pick(entries).getKey();
        return switch (dice.below(5)) {
            case 0 -> key.plus(Bytes.wrap(new byte[] {(byte) (dice.oneIn(2) ? 0 : 0xff)}));
            case 1 -> key.slice(0, dice.below(key.length() + 1));
            case 2 -> changed(key);
            default -> key;
        };
    }

    private Bytes changed(Bytes key) {
        if (key.isEmpty()) {
            return key;
        }
        byte[] bytes = key.toArray();
        int index = dice.oneIn(2) ? bytes.length - 1 : dice.below(bytes.length);
        bytes[index] += (byte) (dice.oneIn(2) ? 1 : -1);
        return Bytes.wrap(bytes);
    }
}

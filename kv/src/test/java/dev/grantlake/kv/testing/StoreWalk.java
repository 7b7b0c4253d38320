package dev.grantlake.kv.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.testbase.Dice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes to an empty store what chance wills, with all that it can do, and holds it to a model: its present content,
 * and the content that every snapshot and every open cursor was made at. The store merges by concatenation.
 */
public final class StoreWalk {

    private static final int MOST_VIEWS = 5;

    private record Snapshot(KeyValueReader reader, SortedMap<Bytes, Bytes> entries) {}

    private record OpenCursor(Cursor cursor, SortedMap<Bytes, Bytes> entries) {}

    private final KeyValueStore store;
    private final Dice dice;
    private final StoreModel model = new StoreModel();
    private final WriteBatch batch = new WriteBatch();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<OpenCursor> cursors = new ArrayList<>();
    private final int alphabet;
    private final int keyLength;

    public StoreWalk(KeyValueStore store, Dice dice) {
        this.store = store;
        this.dice = dice;
        this.alphabet = dice.between(1, 4);
        this.keyLength = dice.between(1, 5);
    }

    /** Takes so many steps and closes what it has opened, but not the store. */
    public void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        while (!cursors.isEmpty()) {
            closeCursor(0);
        }
        while (!snapshots.isEmpty()) {
            closeSnapshot(0);
        }
        new CursorWalk(store, model.copy(), dice).run(3, 60);
    }

    private void step() {
        switch (dice.below(20)) {
            case 0 -> replaceRanges();
            case 1 -> snapshots.add(new Snapshot(store.snapshot(), model.copy()));
            case 2 -> openCursor();
            case 3 -> new CursorWalk(store, model.copy(), dice).run(2, 30);
            case 4 -> maintain();
            default -> commit();
        }
        if (snapshots.size() > MOST_VIEWS) {
            closeSnapshot(dice.below(snapshots.size()));
        }
        if (cursors.size() > MOST_VIEWS) {
            closeCursor(dice.below(cursors.size()));
        }
    }

    private void commit() {
        batch.clear();
        int operations = (int) dice.skewed(12);
        for (int i = 0; i < operations; i++) {
            operation();
        }
        assertThat(batch.isEmpty()).isEqualTo(operations == 0);
        if (dice.oneIn(2)) {
            store.commit(batch);
        } else {
            store.commit(batch, dice.pick(List.of(Durability.values())));
        }
    }

    private void operation() {
        Bytes key = pointKey();
        Bytes value = Bytes.wrap(dice.bytes((int) dice.skewed(40)));
        switch (dice.below(14)) {
            case 0, 1 -> {
                batch.delete(key);
                model.delete(key);
            }
            case 2 -> {
                batch.deleteSized(key, dice.below(100));
                model.delete(key);
            }
            case 3 -> {
                if (model.setOnce(key)) {
                    batch.singleDelete(key);
                } else {
                    batch.delete(key);
                }
                model.delete(key);
            }
            case 4 -> {
                Bytes from = key();
                Bytes to = key();
                batch.deleteRange(from, to);
                model.delete(new KeyRange(from, to));
            }
            case 5, 6 -> {
                batch.merge(key, value);
                model.merge(key, value);
            }
            case 7 -> batch.logData(value);
            default -> {
                batch.set(key, value);
                model.set(key, value);
            }
        }
    }

    private void replaceRanges() {
        if (store instanceof RangeReplacement replacing) {
            List<KeyRange> ranges = new ArrayList<>();
            for (int i = dice.below(3); i > 0; i--) {
                ranges.add(range());
            }
            Map<Bytes, Bytes> content = new LinkedHashMap<>();
            for (int i = dice.below(12); i > 0; i--) {
                content.put(pointKey(), Bytes.wrap(dice.bytes(3)));
            }
            try (MemoryKeyValueStore source = new MemoryKeyValueStore().putAll(content);
                    Cursor cursor = source.cursor(KeyRange.ALL)) {
                long entries = ranges.isEmpty() && dice.oneIn(2)
                        ? replacing.ingest(cursor)
                        : replacing.replaceRanges(ranges, cursor);
                assertThat(entries).isEqualTo(content.size());
            }
            ranges.forEach(model::delete);
            content.forEach(model::set);
        }
    }

    private void maintain() {
        if (store instanceof Maintenance maintenance) {
            if (dice.oneIn(3)) {
                maintenance.compact(range());
            } else {
                maintenance.flush();
            }
        }
    }

    private void openCursor() {
        KeyRange range = range();
        SortedMap<Bytes, Bytes> entries = model.copy();
        entries.keySet().removeIf(key -> !range.contains(key));
        cursors.add(new OpenCursor(store.cursor(range), entries));
    }

    private void closeCursor(int index) {
        OpenCursor closing = cursors.remove(index);
        List<Map.Entry<Bytes, Bytes>> shown = new ArrayList<>();
        try (Cursor cursor = closing.cursor()) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                shown.add(Map.entry(cursor.key().copy(), cursor.value().copy()));
            }
        }
        assertThat(shown).isEqualTo(List.copyOf(closing.entries().entrySet()));
    }

    private void closeSnapshot(int index) {
        Snapshot closing = snapshots.remove(index);
        try (KeyValueReader reader = closing.reader()) {
            new CursorWalk(reader, closing.entries(), dice).run(2, 30);
        }
    }

    private KeyRange range() {
        return switch (dice.below(5)) {
            case 0 -> KeyRange.prefix(key());
            case 1 -> new KeyRange(key(), null);
            case 2 -> new KeyRange(null, key());
            default -> new KeyRange(key(), key());
        };
    }

    /** Not every store takes a key of no bytes. */
    private Bytes pointKey() {
        Bytes key = key();
        return key.isEmpty() ? Bytes.wrap(new byte[1]) : key;
    }

    private Bytes key() {
        return Bytes.wrap(dice.key(alphabet, keyLength));
    }
}

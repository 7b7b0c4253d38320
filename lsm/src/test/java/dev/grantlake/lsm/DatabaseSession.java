package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database that one thread writes to by the dice, and what may be found of it when it ends at any moment: the effect
 * of its first batches, whole, and of all that were synced among them. Every batch puts its number under one key.
 */
final class DatabaseSession {

    private static final Bytes NUMBER = Bytes.utf8("number");

    /** What each number of batches leads to. */
    private final Map<Integer, SortedMap<Bytes, Bytes>> states = new ConcurrentHashMap<>();

    /** Batches that may have been begun. */
    private volatile int begun;
    /** Batches that are on disk for certain. */
    private volatile int synced;

    DatabaseSession() {
        states.put(0, new TreeMap<>());
    }

    /** A database with little memory, so that much of what happens happens often. */
    static Database open(WritableVfs directory) {
        return Database.open(
                directory,
                DatabaseOptions.SMALL
                        .with(StoreOptions.DEFAULT.with(Merger.CONCATENATION))
                        .with(new DatabaseOptions.Memory(64 << 10, 2, 1 << 20)));
    }

    /** Commits batches, some synced, and flushes, replaces ranges and makes copies now and then. */
    void write(Database store, Dice dice, int batches) {
        for (int i = 0; i < batches; i++) {
            commit(store, dice);
            if (dice.oneIn(12)) {
                replace(store, dice);
            }
            if (dice.oneIn(30)) {
                copy(store);
            }
            if (dice.oneIn(15)) {
                store.flush();
                synced = begun;
            }
            if (dice.oneIn(25)) {
                store.compact(new KeyRange(key(dice), key(dice)));
                synced = begun;
            }
        }
    }

    private void commit(KeyValueStore store, Dice dice) {
        int number = begun + 1;
        TreeMap<Bytes, Bytes> state = new TreeMap<>(states.get(begun));
        WriteBatch batch = new WriteBatch();
        for (int i = dice.below(5); i >= 0; i--) {
            change(batch, state, dice);
        }
        Bytes value = Bytes.utf8(Integer.toString(number));
        batch.set(NUMBER, value);
        state.put(NUMBER, value);
        states.put(number, state);
        begun = number;
        boolean sync = dice.oneIn(3);
        store.commit(batch, sync ? Durability.SYNC : Durability.BUFFERED);
        if (sync) {
            synced = number;
        }
    }

    /** Counts as a batch that is synced. */
    private void replace(Database store, Dice dice) {
        int number = begun + 1;
        TreeMap<Bytes, Bytes> state = new TreeMap<>(states.get(begun));
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = dice.below(3); i > 0; i--) {
            KeyRange range = new KeyRange(key(dice), key(dice));
            ranges.add(range);
            state.keySet().removeIf(range::contains);
        }
        TreeMap<Bytes, Bytes> content = new TreeMap<>();
        for (int i = dice.below(5); i > 0; i--) {
            content.put(key(dice), Bytes.wrap(dice.bytes((int) dice.skewed(6_000))));
        }
        content.put(NUMBER, Bytes.utf8(Integer.toString(number)));
        state.putAll(content);
        states.put(number, state);
        begun = number;
        try (MemoryKeyValueStore source = new MemoryKeyValueStore().putAll(content);
                Cursor cursor = source.cursor(KeyRange.ALL)) {
            store.replaceRanges(ranges, cursor);
        }
        synced = number;
    }

    private void copy(Database store) {
        MemoryVfs copy = new MemoryVfs("copy");
        store.checkpoint(copy);
        check(copy, begun, "a copy after batch " + begun);
    }

    private static void change(WriteBatch batch, SortedMap<Bytes, Bytes> state, Dice dice) {
        Bytes key = key(dice);
        switch (dice.below(10)) {
            case 0 -> {
                batch.delete(key);
                state.remove(key);
            }
            case 1 -> {
                Bytes to = key(dice);
                batch.deleteRange(key, to);
                state.keySet().removeIf(new KeyRange(key, to)::contains);
            }
            case 2 -> {
                Bytes operand = Bytes.wrap(dice.bytes(dice.below(30)));
                batch.merge(key, operand);
                state.merge(key, operand, Bytes::plus);
            }
            default -> {
                Bytes value = Bytes.wrap(dice.bytes((int) dice.skewed(6_000)));
                batch.set(key, value);
                state.put(key, value);
            }
        }
    }

    private static Bytes key(Dice dice) {
        return Bytes.utf8("key" + dice.below(40));
    }

    /** All batches so far are on disk. */
    void closed() {
        synced = begun;
    }

    /** The present content, before anything has ended. */
    void requireAll(KeyValueReader store) {
        assertThat(entriesOf(store)).isEqualTo(states.get(begun));
    }

    /** How many batches must be there if it all ends now. */
    int synced() {
        return synced;
    }

    /**
     * Opens what is left in a directory, checks it, and that it stays when it is closed.
     *
     * @param least batches that must be there
     */
    void check(WritableVfs directory, int least, String story) {
        int most = begun;
        try {
            SortedMap<Bytes, Bytes> found;
            try (Database database = open(directory)) {
                found = entriesOf(database);
            }
            Bytes number = found.get(NUMBER);
            int count = number == null ? 0 : Integer.parseInt(number.toUtf8());
            assertThat(count).as(story).isBetween(least, most);
            assertThat(found).as(story).isEqualTo(states.get(count));
            LsmReadOptions options = new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics());
            try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory, options)) {
                assertThat(database.recoveryReport().isEmpty()).isTrue();
                assertThat(entriesOf(database)).as(story).isEqualTo(found);
            }
        } catch (StorageException e) {
            throw new AssertionError(story, e);
        }
    }

    static SortedMap<Bytes, Bytes> entriesOf(KeyValueReader reader) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return entries;
    }
}

package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.kv.testing.StoreContract;
import dev.grantlake.testbase.Dice;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryKeyValueStoreTest implements CursorContract, StoreContract {

    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");

    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        return new MemoryKeyValueStore().putAll(entries);
    }

    @Override
    public KeyValueStore openStore(StoreOptions options) {
        return new MemoryKeyValueStore(options);
    }

    @Nested
    class Snapshots implements CursorContract {

        @Override
        public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
            MemoryKeyValueStore store = new MemoryKeyValueStore().putAll(entries);
            KeyValueReader snapshot = store.snapshot();
            store.put(Bytes.utf8("later"), Bytes.EMPTY);
            entries.keySet().forEach(store::delete);
            store.close();
            return snapshot;
        }
    }

    @Test
    void showsWhatWasPutAndDeleted(Dice dice) {
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        try (MemoryKeyValueStore store = new MemoryKeyValueStore()) {
            for (int i = 0; i < 200; i++) {
                Bytes key = Bytes.wrap(dice.key(3, 4));
                if (dice.oneIn(3)) {
                    store.delete(key);
                    model.remove(key);
                } else {
                    Bytes value = Bytes.wrap(dice.bytes(3));
                    store.put(key, value);
                    model.put(key, value);
                }
                assertThat(store.size()).isEqualTo(model.size());
                if (i % 10 == 0) {
                    new CursorWalk(store, model, dice).run(3, 30);
                }
            }
        }
    }

    @Test
    void keepsOpenCursorsStable() {
        try (MemoryKeyValueStore store = new MemoryKeyValueStore().put(A, A)) {
            try (Cursor cursor = store.cursor(KeyRange.ALL)) {
                store.put(A, B).put(B, B).delete(A);
                assertThat(cursor.first()).isTrue();
                assertThat(cursor.key().copy()).isEqualTo(A);
                assertThat(cursor.value().copy()).isEqualTo(A);
                assertThat(cursor.next()).isFalse();
            }
            try (Cursor cursor = store.cursor(KeyRange.ALL)) {
                assertThat(cursor.first()).isTrue();
                assertThat(cursor.key().copy()).isEqualTo(B);
            }
        }
    }

    @Test
    void tellsALeakedCursor() {
        MemoryKeyValueStore store = new MemoryKeyValueStore();
        Cursor leak = store.cursor(KeyRange.ALL);
        assertThatThrownBy(store::close)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                .hasMessage("1 cursors of the store are still open");
        leak.close();
        store.close();
    }

    @Test
    void refusesAnEntryWhereThereIsNone() {
        try (MemoryKeyValueStore store = new MemoryKeyValueStore();
                Cursor cursor = store.cursor(KeyRange.ALL)) {
            assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void countsWhatItDid() {
        MemoryKeyValueStore store = new MemoryKeyValueStore().put(A, B);
        store.commit(new WriteBatch());
        store.commit(new WriteBatch().logData(A).delete(B).delete(A));
        KeyValueReader snapshot = store.snapshot();
        try (Cursor cursor = store.cursor(KeyRange.ALL);
                MemoryKeyValueStore source = new MemoryKeyValueStore().put(A, A).put(B, B);
                Cursor content = source.cursor(KeyRange.ALL)) {
            store.ingest(content);
            assertThat(cursor.valid()).isFalse();
            assertThat(store.metrics()).isEqualTo(new StoreMetrics(2, 3, 5 + 9, 1, 2, 1, 1));
        }
        snapshot.close();
        snapshot.close();
        store.close();
        assertThat(store.metrics()).isEqualTo(new StoreMetrics(2, 3, 5 + 9, 1, 2, 0, 0));
    }

    @Test
    void tellsWhatHappened() {
        List<StoreEvent> events = new ArrayList<>();
        try (MemoryKeyValueStore store =
                        new MemoryKeyValueStore(StoreOptions.DEFAULT.with((StoreListener) events::add));
                Cursor content = store.cursor(KeyRange.ALL)) {
            WritePauses.Pause pause = store.pauseWrites();
            assertThat(events).containsExactly(new StoreEvent.WritesPaused());
            pause.close();
            pause.close();
            store.replaceRanges(List.of(KeyRange.ALL), content);
        }
        assertThat(events)
                .containsExactly(
                        new StoreEvent.WritesPaused(),
                        new StoreEvent.WritesResumed(),
                        new StoreEvent.RangesReplaced(List.of(KeyRange.ALL), 0));
    }

    @Test
    void goesOnWithWritesIfTheListenerFailsAPause() {
        StoreListener failing = event -> {
            if (event instanceof StoreEvent.WritesPaused) {
                throw new IllegalArgumentException("no");
            }
        };
        try (MemoryKeyValueStore store = new MemoryKeyValueStore(StoreOptions.DEFAULT.with(failing))) {
            assertThatThrownBy(store::pauseWrites).isInstanceOf(IllegalArgumentException.class);
            assertThat(store.put(A, B).get(A)).isEqualTo(B);
        }
    }
}

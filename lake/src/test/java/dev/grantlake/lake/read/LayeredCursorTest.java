package dev.grantlake.lake.read;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.lake.memtable.LayerCursor;
import dev.grantlake.lake.memtable.Memtable;
import dev.grantlake.lake.memtable.SkipListMemtable;
import dev.grantlake.testbase.Dice;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** Layers that hide much of each other show what is left, and nothing else. */
class LayeredCursorTest implements CursorContract {

    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        return new Layers(entries, new Dice(entries.hashCode()));
    }

    /** The entries, each in one of the layers, over others that newer layers hide. */
    private static final class Layers implements KeyValueReader {

        private final SortedMap<Bytes, Bytes> entries;
        private final Pending pending = new Pending();
        private final List<Memtable> memtables = List.of(new SkipListMemtable(), new SkipListMemtable());
        private final MemoryKeyValueStore table = new MemoryKeyValueStore();
        private boolean closed;

        Layers(SortedMap<Bytes, Bytes> entries, Dice dice) {
            this.entries = entries;
            Set<Bytes> all = new TreeSet<>(entries.keySet());
            for (int i = dice.below(50); i > 0; i--) {
                Bytes hidden = Bytes.wrap(dice.key(4, 6));
                all.add(hidden.isEmpty() ? Bytes.wrap(new byte[1]) : hidden);
            }
            int layers = memtables.size() + 2;
            all.forEach(key -> {
                Bytes value = entries.get(key);
                int top = value == null ? dice.below(layers - 1) : dice.below(layers);
                add(top, key, value);
                for (int below = top + 1; below < layers; below++) {
                    if (dice.oneIn(2)) {
                        add(below, key, dice.oneIn(3) ? null : Bytes.wrap(dice.bytes(3)));
                    }
                }
            });
        }

        private void add(int layer, Bytes key, @Nullable Bytes value) {
            if (layer == 0) {
                if (value == null) {
                    pending.delete(key);
                } else {
                    pending.set(key, value);
                }
            } else if (layer <= memtables.size()) {
                memtables.get(layer - 1).add(key, value, 1);
            } else if (value != null) {
                table.commit(new WriteBatch().set(key, value));
            }
        }

        @Override
        public @Nullable Bytes get(Bytes key) {
            try (Cursor cursor = cursor(KeyRange.ALL)) {
                return cursor.seekGe(key) && cursor.key().compareWith(key) == 0
                        ? cursor.value().copy()
                        : null;
            }
        }

        @Override
        public Cursor cursor(KeyRange range) {
            if (closed) {
                throw new StorageException(StorageException.Kind.CLOSED, "closed");
            }
            List<LayerCursor> older = new ArrayList<>();
            memtables.forEach(memtable -> older.add(memtable.cursor(range, 1)));
            older.add(new TableEntries(table.cursor(range)));
            return LayeredCursor.with(pending.cursor(range), older);
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return entries.toString();
        }
    }
}

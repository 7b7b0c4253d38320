package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.testing.CursorContract;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SplicedReaderTest implements CursorContract {

    /** Cuts at the first and the last key, between and behind; the halves have entries that do not count. */
    @Override
    public KeyValueReader readerOf(SortedMap<Bytes, Bytes> entries) {
        List<Bytes> cuts = new ArrayList<>(entries.keySet());
        if (cuts.size() > 3) {
            cuts = new ArrayList<>(List.of(cuts.get(0), cuts.get(cuts.size() / 2), cuts.get(cuts.size() / 2 + 1)));
        }
        return splice(entries, cuts);
    }

    private static KeyValueReader splice(SortedMap<Bytes, Bytes> entries, List<Bytes> cuts) {
        MemoryKeyValueStore even = new MemoryKeyValueStore();
        MemoryKeyValueStore odd = new MemoryKeyValueStore();
        entries.forEach((key, value) -> {
            long segment = cuts.stream().filter(cut -> cut.compareTo(key) <= 0).count();
            (segment % 2 == 0 ? even : odd).put(key, value);
            (segment % 2 == 0 ? odd : even).put(key, Bytes.utf8("not seen"));
        });
        SplicedReader.Builder builder = new SplicedReader.Builder();
        for (int i = 0; i < cuts.size(); i++) {
            builder.upTo(cuts.get(i), i % 2 == 0 ? even : odd);
        }
        SplicedReader spliced = builder.rest(cuts.size() % 2 == 0 ? even : odd);
        return new Closing(spliced, List.of(even, odd));
    }

    @Test
    void aReaderAnswersForItsRangeOnly() {
        MemoryKeyValueStore store = new MemoryKeyValueStore().put(Bytes.utf8("a"), Bytes.utf8("1"));
        SplicedReader spliced = new SplicedReader.Builder()
                .upTo(Bytes.utf8("b"), new MemoryKeyValueStore())
                .rest(store);
        assertThat(spliced.get(Bytes.utf8("a"))).isNull();
        spliced.close();
        assertThat(store.get(Bytes.utf8("a"))).as("stays its owner's").isEqualTo(Bytes.utf8("1"));
    }

    /** Closes what was spliced, so that open cursors are found. */
    private record Closing(KeyValueReader spliced, List<KeyValueReader> sources) implements KeyValueReader {

        @Override
        public @Nullable Bytes get(Bytes key) {
            return spliced.get(key);
        }

        @Override
        public Cursor cursor(KeyRange range) {
            return spliced.cursor(range);
        }

        @Override
        public void close() {
            spliced.close();
            sources.forEach(KeyValueReader::close);
        }
    }

    @Test
    void walksWhereverItIsCut(Dice dice) {
        for (int i = 0; i < Seeds.rounds(40); i++) {
            TreeMap<Bytes, Bytes> entries = new TreeMap<>();
            for (int j = dice.below(60); j > 0; j--) {
                entries.put(Bytes.wrap(dice.key(3, 4)), Bytes.wrap(dice.bytes(3)));
            }
            List<Bytes> cuts = new ArrayList<>();
            for (int j = dice.below(8); j > 0; j--) {
                cuts.add(Bytes.wrap(dice.key(3, 4)));
            }
            cuts.sort(null);
            try (KeyValueReader reader = splice(entries, cuts)) {
                new CursorWalk(reader, entries, dice).run(10, 100);
            }
        }
    }

    @Test
    void refusesRangesThatGoBack() {
        MemoryKeyValueStore store = new MemoryKeyValueStore();
        SplicedReader.Builder builder = new SplicedReader.Builder().upTo(Bytes.utf8("b"), store);
        assertThatThrownBy(() -> builder.upTo(Bytes.utf8("a"), store)).isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Trees against sorted maps: every step leaves a balanced tree, and the one before as it was. */
@ExtendWith(Seeds.class)
class EntryTreeTest {

    @Test
    void staysBalancedAndInOrder(Dice dice) {
        for (int round = 0; round < Seeds.rounds(20); round++) {
            TreeMap<Bytes, Bytes> model = new TreeMap<>();
            EntryTree tree = EntryTree.EMPTY;
            int length = dice.between(1, 6);
            for (int step = 0; step < 300; step++) {
                EntryTree before = tree;
                TreeMap<Bytes, Bytes> entriesBefore = new TreeMap<>(model);
                Bytes key = Bytes.wrap(dice.key(5, length));
                switch (dice.below(12)) {
                    case 0 -> {
                        KeyRange range = new KeyRange(key, Bytes.wrap(dice.key(5, length)));
                        tree = tree.without(range);
                        model.keySet().removeIf(range::contains);
                    }
                    case 1, 2 -> {
                        tree = tree.without(key);
                        model.remove(key);
                    }
                    case 3 -> {
                        Map<Bytes, Bytes> more = more(dice, length);
                        tree = tree.union(treeOf(more));
                        model.putAll(more);
                    }
                    default -> {
                        Bytes value = Bytes.wrap(dice.bytes(2));
                        tree = tree.with(key, value);
                        model.put(key, value);
                    }
                }
                assertSound(tree);
                assertThat(entries(tree)).isEqualTo(List.copyOf(model.entrySet()));
                assertThat(entries(before)).isEqualTo(List.copyOf(entriesBefore.entrySet()));
                assertThat(tree.get(key)).isEqualTo(model.get(key));
            }
        }
    }

    @Test
    void isLowWhenKeysComeInOrder() {
        EntryTree tree = EntryTree.EMPTY;
        for (int i = 0; i < 1 << 12; i++) {
            tree = tree.with(Bytes.wrap(new byte[] {(byte) (i >> 8), (byte) i}), Bytes.EMPTY);
        }
        assertThat(tree.height()).isBetween(12, 14);
    }

    private static Map<Bytes, Bytes> more(Dice dice, int length) {
        TreeMap<Bytes, Bytes> more = new TreeMap<>();
        for (int i = (int) dice.skewed(60); i > 0; i--) {
            more.put(Bytes.wrap(dice.key(5, length)), Bytes.wrap(dice.bytes(2)));
        }
        return more;
    }

    private static EntryTree treeOf(Map<Bytes, Bytes> entries) {
        try (MemoryKeyValueStore store = new MemoryKeyValueStore().putAll(entries);
                Cursor cursor = store.cursor(KeyRange.ALL)) {
            return EntryTree.of(cursor);
        }
    }

    private static void assertSound(EntryTree tree) {
        if (!tree.isEmpty()) {
            assertThat(Math.abs(tree.left().height() - tree.right().height())).isLessThanOrEqualTo(1);
            assertThat(tree.height())
                    .isEqualTo(1 + Math.max(tree.left().height(), tree.right().height()));
            assertThat(tree.size())
                    .isEqualTo(1 + tree.left().size() + tree.right().size());
            assertSound(tree.left());
            assertSound(tree.right());
        }
    }

    private static List<Map.Entry<Bytes, Bytes>> entries(EntryTree tree) {
        List<Map.Entry<Bytes, Bytes>> entries = new ArrayList<>();
        collect(tree, entries);
        return entries;
    }

    private static void collect(EntryTree tree, List<Map.Entry<Bytes, Bytes>> entries) {
        if (!tree.isEmpty()) {
            collect(tree.left(), entries);
            entries.add(Map.entry(tree.key(), tree.value()));
            collect(tree.right(), entries);
        }
    }
}

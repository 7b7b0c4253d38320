package dev.grantlake.lsm.bulk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where tables end. */
@ExtendWith(Seeds.class)
class TableCollectorTest {

    private static final TableSizes SIZES = new TableSizes(1000, 4000, 20);
    private static final KeyGroups BY_FIRST_TWO = (array, offset, length) -> Math.min(2, length);

    @Test
    void givesBackEveryEntryInOrder(Dice dice) {
        for (int round = 0; round < Seeds.rounds(100); round++) {
            SortedMap<Bytes, Bytes> entries = new TreeMap<>();
            for (int i = (int) dice.skewed(3000); i > 0; i--) {
                entries.put(Bytes.wrap(dice.key(5, 12)), Bytes.wrap(dice.bytes((int) dice.skewed(3000))));
            }
            KeyGroups groups = dice.oneIn(2) ? KeyGroups.NONE : BY_FIRST_TWO;
            List<SortedMap<Bytes, Bytes>> tables = tables(entries, groups);
            SortedMap<Bytes, Bytes> joined = new TreeMap<>();
            Bytes last = null;
            for (SortedMap<Bytes, Bytes> table : tables) {
                assertThat(last == null || last.compareTo(table.firstKey()) < 0).isTrue();
                last = table.lastKey();
                joined.putAll(table);
            }
            assertThat(joined).isEqualTo(entries);
        }
    }

    @Test
    void keepsTheSizesThatItWasGiven(Dice dice) {
        for (KeyGroups groups : List.of(KeyGroups.NONE, BY_FIRST_TWO)) {
            SortedMap<Bytes, Bytes> entries = entries(dice, 10_000);
            Bytes large = Bytes.wrap(new byte[10_000]);
            Bytes largeKey = new ArrayList<>(entries.keySet()).get(5000);
            entries.put(largeKey, large);
            List<SortedMap<Bytes, Bytes>> tables = tables(entries, groups);
            assertThat(tables).hasSizeBetween(60, 400);
            for (int i = 0; i < tables.size(); i++) {
                int target = Math.min(1000 << (i / 20), 4000);
                SortedMap<Bytes, Bytes> table = tables.get(i);
                if (table.containsKey(largeKey)) {
                    assertThat(table).hasSize(1);
                } else {
                    assertThat(bytes(table)).isLessThanOrEqualTo(2L * target);
                    boolean beforeLarge =
                            i + 1 < tables.size() && tables.get(i + 1).containsKey(largeKey);
                    if (i < tables.size() - 1 && !beforeLarge) {
                        assertThat(bytes(table)).isGreaterThanOrEqualTo(target / 2);
                    }
                }
            }
        }
    }

    @Test
    void endsTablesBetweenGroupsWhereItCan(Dice dice) {
        List<SortedMap<Bytes, Bytes>> tables = tables(entries(dice, 10_000), BY_FIRST_TWO);
        for (int i = 1; i < tables.size(); i++) {
            Bytes before = tables.get(i - 1).lastKey();
            assertThat(tables.get(i).firstKey().startsWith(before.slice(0, 2)))
                    .as("table %d begins with %s, behind %s", i, tables.get(i).firstKey(), before)
                    .isFalse();
        }
    }

    /** The promise that makes a second sync cheap: what was not touched is the same table as before. */
    @Test
    void changesFewTablesForOneKey(Dice dice) {
        for (KeyGroups groups : List.of(KeyGroups.NONE, BY_FIRST_TWO, (KeyGroups) (array, offset, length) -> 0)) {
            SortedMap<Bytes, Bytes> entries = entries(dice, 10_000);
            List<SortedMap<Bytes, Bytes>> before = tables(entries, groups);
            List<Bytes> keys = new ArrayList<>(entries.keySet());
            int changed = 0;
            int rounds = Seeds.rounds(30);
            Set<SortedMap<Bytes, Bytes>> old = new HashSet<>(before);
            for (int round = 0; round < rounds; round++) {
                SortedMap<Bytes, Bytes> changedEntries = new TreeMap<>(entries);
                if (dice.oneIn(2)) {
                    changedEntries.remove(dice.pick(keys));
                } else {
                    changedEntries.put(Bytes.wrap(dice.bytes(12)), Bytes.wrap(dice.bytes(30)));
                }
                int fresh = 0;
                for (SortedMap<Bytes, Bytes> table : tables(changedEntries, groups)) {
                    fresh += old.contains(table) ? 0 : 1;
                }
                assertThat(fresh).as("changed tables of %d", before.size()).isBetween(1, 20);
                changed += fresh;
            }
            assertThat(changed).isLessThan(3 * rounds);
        }
    }

    @Test
    void keepsFamiliesApart(Dice dice) {
        SortedMap<Bytes, Bytes> first = entries(dice, 2000);
        SortedMap<Bytes, Bytes> second = new TreeMap<>();
        entries(dice, 2000)
                .forEach((key, value) -> second.put(Bytes.ofHex("ffffff").plus(key), value));
        first.tailMap(Bytes.ofHex("ffffff")).clear();
        List<SortedMap<Bytes, Bytes>> alone = tables(second, KeyGroups.NONE);

        Collected collected = new Collected(KeyGroups.NONE);
        first.forEach(collected::add);
        collected.collector.cutHere(SIZES);
        collected.collector.cutHere(SIZES);
        int ofFirst = collected.tables.size();
        second.forEach(collected::add);
        collected.collector.cutHere(SIZES);
        assertThat(collected.tables.subList(ofFirst, collected.tables.size())).isEqualTo(alone);
    }

    @Test
    void wantsKeysInOrder() {
        Collected collected = new Collected(KeyGroups.NONE);
        collected.add(Bytes.ofHex("01"), Bytes.EMPTY);
        collected.add(Bytes.ofHex("0100"), Bytes.EMPTY);
        collected.add(Bytes.ofHex("01ff"), Bytes.EMPTY);
        for (String key : List.of("01ff", "01fe", "01", "", "00ffff")) {
            assertThatThrownBy(() -> collected.add(Bytes.ofHex(key), Bytes.EMPTY))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT))
                    .hasMessage("keys must ascend: " + key + " comes after 01ff");
        }
        collected.collector.cutHere(SIZES);
        assertThatThrownBy(() -> collected.add(Bytes.ofHex("01"), Bytes.EMPTY)).isInstanceOf(StorageException.class);
        assertThat(collected.tables)
                .singleElement()
                .satisfies(table -> assertThat(table).hasSize(3));
    }

    private static SortedMap<Bytes, Bytes> entries(Dice dice, int count) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        while (entries.size() < count) {
            entries.put(Bytes.wrap(dice.bytes(12)), Bytes.wrap(dice.bytes(dice.below(60))));
        }
        return entries;
    }

    private static long bytes(SortedMap<Bytes, Bytes> table) {
        return table.entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
    }

    private static List<SortedMap<Bytes, Bytes>> tables(SortedMap<Bytes, Bytes> entries, KeyGroups groups) {
        Collected collected = new Collected(groups);
        entries.forEach(collected::add);
        collected.collector.cutHere(SIZES);
        return collected.tables;
    }

    /** A collector over scratch arrays, and what came out of it. */
    private static final class Collected {

        private final List<SortedMap<Bytes, Bytes>> tables = new ArrayList<>();
        private final TableCollector collector;
        private final byte[] scratch = new byte[20_000];
        private int used;

        Collected(KeyGroups groups) {
            collector = new TableCollector(new TableCuts(SIZES, groups), TableEntries::new, this::take);
        }

        void add(Bytes key, Bytes value) {
            Arrays.fill(scratch, 0, used, (byte) 7);
            used = 3 + key.length() + value.length();
            System.arraycopy(key.array(), key.offset(), scratch, 3, key.length());
            System.arraycopy(value.array(), value.offset(), scratch, 3 + key.length(), value.length());
            collector.add(scratch, 3, key.length(), scratch, 3 + key.length(), value.length());
        }

        private void take(TableEntries entries) {
            SortedMap<Bytes, Bytes> table = new TreeMap<>();
            for (int i = 0; i < entries.count(); i++) {
                int key = entries.keyStart(i);
                int value = entries.valueStart(i);
                table.put(
                        Bytes.copyOf(entries.array(), key, value - key),
                        Bytes.copyOf(entries.array(), value, entries.valueEnd(i) - value));
            }
            assertThat(table).hasSize(entries.count());
            tables.add(table);
        }
    }
}

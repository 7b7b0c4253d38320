package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class IdTableTest {

    @Test
    void numbersEachDifferentStringOnceInTheOrderOfArrival(Dice dice) {
        for (int round = 0; round < Seeds.rounds(20); round++) {
            Map<Bytes, Integer> expected = new HashMap<>();
            IdTable table = new IdTable(dice.bits());
            for (int i = 0; i < 3000; i++) {
                byte[] id = dice.oneIn(200) ? dice.bytes(dice.below(20_000)) : dice.key(3, 12);
                int number = expected.computeIfAbsent(Bytes.wrap(id), unseen -> expected.size());
                assertThat(table.intern(id, 0, id.length)).isEqualTo(number);
            }
            assertThat(table.size()).isEqualTo(expected.size());
            expected.forEach((id, number) -> assertThat(string(table, number)).isEqualTo(id));
        }
    }

    @Test
    void givesTheSameNumbersToManyAtOnce(Dice dice) {
        for (int round = 0; round < Seeds.rounds(20); round++) {
            long seed = dice.bits();
            IdTable together = new IdTable(seed);
            IdTable oneByOne = new IdTable(seed);
            for (int call = 0; call < 100; call++) {
                int count = dice.below(65);
                ByteSink ids = new ByteSink();
                int[] ends = new int[count];
                int[] expected = new int[count];
                for (int i = 0; i < count; i++) {
                    byte[] id = dice.oneIn(100) ? dice.bytes(dice.below(5_000)) : dice.key(3, 6);
                    ends[i] = ids.writeBytes(id).size();
                    expected[i] = oneByOne.intern(id, 0, id.length);
                }
                int[] numbers = new int[count];
                together.intern(ids.array(), ends, count, numbers);
                assertThat(numbers).isEqualTo(expected);
            }
            assertThat(together.size()).isEqualTo(oneByOne.size());
        }
    }

    @Test
    void ordersByUnsignedBytes(Dice dice) {
        for (int round = 0; round < Seeds.rounds(40); round++) {
            assertOrdered(strings(dice), dice.bits());
        }
    }

    @Test
    void ordersStringsMadeToAgreeInLongPrefixes() {
        List<Bytes> chain = new ArrayList<>();
        ByteSink prefix = new ByteSink();
        for (int i = 0; i < 800; i++) {
            prefix.writeZeros(8);
            chain.add(new ByteSink().writeBytes(prefix).writeByte(i % 3).toBytes());
        }
        assertOrdered(chain, 1);
    }

    @Test
    void refusesAStringThatNoSegmentHolds() {
        IdTable table = new IdTable(0);
        byte[] longest = new byte[IdStrings.MAX_LENGTH];
        assertThat(table.intern(longest, 0, longest.length)).isZero();
        assertThat(table.length(0)).isEqualTo(IdStrings.MAX_LENGTH);
        assertThatThrownBy(() -> table.intern(new byte[IdStrings.MAX_LENGTH + 1], 0, IdStrings.MAX_LENGTH + 1))
                .hasMessageContaining("an id of 524289 bytes");
    }

    /** Short and long ones, with common prefixes, with ends of zeros, in numbers that take every road of the sort. */
    private static List<Bytes> strings(Dice dice) {
        TreeSet<Bytes> strings = new TreeSet<>();
        byte[] common = dice.bytes(dice.below(30));
        int count = dice.below(2000);
        for (int i = 0; i < count; i++) {
            ByteSink string = new ByteSink();
            if (!dice.oneIn(5)) {
                string.writeBytes(common);
            }
            string.writeBytes(dice.key(2, 20));
            if (dice.oneIn(3)) {
                string.writeZeros(dice.below(12));
            }
            strings.add(string.toBytes());
        }
        List<Bytes> shuffled = new ArrayList<>(strings);
        java.util.Collections.shuffle(shuffled, new java.util.Random(dice.bits()));
        return shuffled;
    }

    private static void assertOrdered(List<Bytes> strings, long seed) {
        IdTable table = new IdTable(seed);
        for (Bytes string : strings) {
            table.intern(string.array(), string.offset(), string.length());
        }
        List<Bytes> sorted = new ArrayList<>();
        int[] ordered = table.ordered();
        for (int number : ordered) {
            sorted.add(string(table, number));
        }
        assertThat(sorted).isEqualTo(strings.stream().sorted().toList());
        int[] ranks = IdTable.ranks(ordered);
        for (int rank = 0; rank < ordered.length; rank++) {
            assertThat(ranks[ordered[rank]]).isEqualTo(rank);
        }
    }

    private static Bytes string(IdTable table, int number) {
        ByteSink sink = new ByteSink();
        table.writeTo(sink, number);
        return sink.toBytes();
    }
}

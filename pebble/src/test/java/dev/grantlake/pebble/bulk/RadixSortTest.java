package dev.grantlake.pebble.bulk;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class RadixSortTest {

    private record Pair(long number, int companion) {}

    @Test
    void sortsUnsignedAndKeepsTheOrderOfEqualOnes(Dice dice) {
        for (int round = 0; round < Seeds.rounds(200); round++) {
            int count = dice.below(dice.oneIn(4) ? 3000 : 300);
            int shift = dice.below(64);
            long[] numbers = new long[count + 3];
            long[] alone = new long[count + 3];
            int[] companions = new int[count + 3];
            List<Pair> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers[i] = dice.oneIn(3) ? dice.below(4) : dice.bits() >>> shift;
                alone[i] = numbers[i];
                companions[i] = i;
                expected.add(new Pair(numbers[i], i));
            }
            expected.sort((a, b) -> Long.compareUnsigned(a.number, b.number));

            RadixSort.sort(numbers, companions, count);
            RadixSort.sort(alone, count);

            for (int i = 0; i < count; i++) {
                assertThat(new Pair(numbers[i], companions[i])).isEqualTo(expected.get(i));
                assertThat(alone[i]).isEqualTo(numbers[i]);
            }
            assertThat(numbers[count] | alone[count] | companions[count]).isZero();
        }
    }

    @Test
    void sortsNumbersThatAreAllTheSame() {
        long[] numbers = new long[5000];
        int[] companions = new int[5000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -7;
            companions[i] = i;
        }
        RadixSort.sort(numbers, companions, numbers.length);
        RadixSort.sort(numbers, numbers.length);
        assertThat(companions).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(numbers).containsOnly(-7);
    }
}

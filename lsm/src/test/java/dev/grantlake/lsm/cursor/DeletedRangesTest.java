package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class DeletedRangesTest {

    @Test
    void hideWhatTheNewestVisibleDeletionHides(Dice dice) {
        for (int round = 0; round < Seeds.rounds(500); round++) {
            List<RangeDeletion> deletions = new ArrayList<>();
            for (int i = dice.below(12); i > 0; i--) {
                deletions.add(
                        new RangeDeletion(Bytes.wrap(dice.key(4, 2)), Bytes.wrap(dice.key(4, 2)), dice.below(30)));
            }
            long visibleBelow = dice.between(1, 30);
            DeletedRanges ranges = DeletedRanges.of(deletions, visibleBelow);
            int guess = 0;
            for (int i = 0; i < 50; i++) {
                Bytes key = Bytes.wrap(dice.key(4, 3));
                long expected = deletions.stream()
                        .filter(deletion -> deletion.sequence() < visibleBelow
                                && deletion.start().compareTo(key) <= 0
                                && key.compareTo(deletion.end()) < 0)
                        .mapToLong(RangeDeletion::sequence)
                        .max()
                        .orElse(0);
                assertThat(ranges.hidesBelow(key))
                        .as("%s in %s", key, deletions)
                        .isEqualTo(expected);
                ByteView view = new ByteView();
                view.show(key);
                guess = ranges.startsUpTo(view, guess);
                assertThat(ranges.holds(guess, view) ? ranges.hidesBelow(guess) : 0)
                        .isEqualTo(expected);
                if (expected > 0) {
                    long sequence = dice.below((int) expected);
                    assertStretch(ranges, guess, sequence, key);
                }
            }
        }
    }

    /** Everything between the ends of a stretch is hidden; what lies at and before its ends is not. */
    private static void assertStretch(DeletedRanges ranges, int position, long sequence, Bytes key) {
        Bytes start = ranges.startOfStretch(position, sequence);
        Bytes end = ranges.endOfStretch(position, sequence);
        assertThat(start).isLessThanOrEqualTo(key);
        assertThat(end).isGreaterThan(key);
        assertThat(ranges.hidesBelow(start)).isGreaterThan(sequence);
        assertThat(ranges.hidesBelow(end)).isLessThanOrEqualTo(sequence);
    }

    @Test
    void takeManyOverlappingDeletionsInReasonableTime() {
        List<RangeDeletion> nested = new ArrayList<>();
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            nested.add(new RangeDeletion(number(i), number(2 * count - i), i + 1));
        }
        Allocation cost = Allocation.of(() -> {
            DeletedRanges ranges = DeletedRanges.of(nested, Long.MAX_VALUE);
            assertThat(ranges.hidesBelow(number(count))).isEqualTo(count);
            assertThat(ranges.hidesBelow(number(5))).isEqualTo(6);
        });
        assertThat(cost.cpuNanos()).isLessThan(10_000_000_000L);
    }

    private static Bytes number(int i) {
        return Bytes.utf8(String.format("%08d", i));
    }
}

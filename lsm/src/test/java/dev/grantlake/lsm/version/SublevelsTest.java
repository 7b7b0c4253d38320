package dev.grantlake.lsm.version;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class SublevelsTest {

    @Test
    void liesOneAboveTheHighestOlderTableThatItOverlaps(Dice dice) {
        for (int round = 0; round < Seeds.rounds(500); round++) {
            List<TableMetadata> tables = new ArrayList<>();
            for (int i = dice.below(20); i > 0; i--) {
                Bytes one = Bytes.wrap(dice.key(5, 2));
                Bytes other = Bytes.wrap(dice.key(5, 2));
                boolean ordered = one.compareTo(other) < 0;
                boolean excluded = !one.equals(other) && dice.oneIn(3);
                tables.add(table(tables.size() + 1, ordered ? one : other, ordered ? other : one, excluded));
            }
            List<List<TableMetadata>> sublevels = Sublevels.of(tables);
            List<Integer> placed = new ArrayList<>();
            for (int i = 0; i < tables.size(); i++) {
                int expected = 0;
                for (int older = 0; older < i; older++) {
                    if (overlap(tables.get(older).bounds(), tables.get(i).bounds())) {
                        expected = Math.max(expected, placed.get(older) + 1);
                    }
                }
                placed.add(expected);
                assertThat(sublevels.get(expected)).contains(tables.get(i));
            }
            assertThat(sublevels.stream().mapToInt(List::size).sum()).isEqualTo(tables.size());
            for (List<TableMetadata> sublevel : sublevels) {
                for (int i = 1; i < sublevel.size(); i++) {
                    assertThat(sublevel.get(i - 1)
                                    .bounds()
                                    .endsBefore(
                                            sublevel.get(i).bounds().smallest().userKey()))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void sortsManyTablesInReasonableTime() {
        List<TableMetadata> nested = new ArrayList<>();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            nested.add(table(i + 1, number(count - i), number(count + i), false));
        }
        Allocation cost = Allocation.of(() -> assertThat(Sublevels.of(nested)).hasSize(count));
        assertThat(cost.cpuNanos()).isLessThan(10_000_000_000L);
    }

    private static Bytes number(int i) {
        return Bytes.utf8(String.format("%08d", i));
    }

    private static boolean overlap(KeyBounds one, KeyBounds other) {
        return !one.endsBefore(other.smallest().userKey())
                && !other.endsBefore(one.smallest().userKey());
    }

    private static TableMetadata table(long number, Bytes smallest, Bytes largest, boolean excluded) {
        KeyBounds bounds = new KeyBounds(
                new InternalKey(smallest, Trailer.of(number, KeyKind.SET)),
                new InternalKey(
                        largest,
                        excluded
                                ? Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.RANGE_DELETE)
                                : Trailer.of(number, KeyKind.SET)));
        return new TableMetadata(
                number, 100, bounds, null, number, number, 0, false, 0, Bytes.EMPTY, Bytes.EMPTY, List.of());
    }
}

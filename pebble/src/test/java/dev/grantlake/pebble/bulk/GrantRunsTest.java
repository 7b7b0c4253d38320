package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class GrantRunsTest {

    private static final int ENTITLEMENTS = 50;
    private static final int PRINCIPALS = 3000;
    private static final int PRINCIPAL_BITS = 12;

    @TempDir
    private Path folder;

    private record Payload(int time, Bytes remainder) {}

    @Test
    void givesTheLastOfEachPairInOrderWhateverSpills(Dice dice) {
        int[] entitlementRanks = shuffled(dice, ENTITLEMENTS);
        int[] principalRanks = shuffled(dice, PRINCIPALS);
        for (long memory : new long[] {1 << 28, 0}) {
            for (int remaindersOneIn : new int[] {1000, 2}) {
                Map<Long, Payload> expected = new TreeMap<>();
                try (GrantLog log = new GrantLog(folder, memory)) {
                    int rows = 5 * GrantLog.BATCH_ROWS / 2;
                    for (int i = 0; i < rows; i++) {
                        int entitlement = dice.below(ENTITLEMENTS);
                        int principal = dice.below(PRINCIPALS);
                        byte[] remainder = dice.oneIn(remaindersOneIn) ? dice.bytes(dice.below(20)) : new byte[0];
                        int time = i / 7;
                        log.add(entitlement, principal, time, remainder, 0, remainder.length);
                        expected.put(
                                ((long) entitlementRanks[entitlement] << PRINCIPAL_BITS) | principalRanks[principal],
                                new Payload(time, Bytes.wrap(remainder)));
                    }
                    assertThat(log.rows()).isEqualTo(rows);
                    assertThat(log.spilledBytes() > 0).isEqualTo(memory == 0);
                    try (GrantRuns runs = GrantRuns.of(
                            log,
                            entitlementRanks,
                            principalRanks,
                            PRINCIPAL_BITS,
                            folder,
                            memory,
                            new Cancellation())) {
                        assertThat(runs.spilledBytes() > 0).isEqualTo(memory == 0);
                        assertSame(runs.cursor(), expected);
                        assertSame(runs.cursor(), expected);
                    }
                }
                assertThat(folder).isEmptyDirectory();
            }
        }
    }

    @Test
    void keepsLargeRemaindersInTheOrderOfTheirRows() {
        try (GrantLog log = new GrantLog(folder, 1 << 20)) {
            for (int i = 0; i < 40; i++) {
                byte[] remainder = new byte[1 << 20];
                remainder[7] = (byte) i;
                log.add(0, i % 20, i, remainder, 0, remainder.length);
            }
            int[] ranks = new int[20];
            for (int i = 0; i < ranks.length; i++) {
                ranks[i] = 19 - i;
            }
            try (GrantRuns runs = GrantRuns.of(log, ranks, ranks, 5, folder, 1 << 20, new Cancellation())) {
                PackedCursor cursor = runs.cursor();
                for (int rank = 0; rank < 20; rank++) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(cursor.time()).isEqualTo(39 - rank);
                    assertThat(cursor.remainderLength()).isEqualTo(1 << 20);
                    assertThat(cursor.remainderArray()[cursor.remainderOffset() + 7])
                            .isEqualTo((byte) (39 - rank));
                }
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    void sortsPackedNumbersEachOnce(Dice dice) {
        for (long memory : new long[] {1 << 24, 0}) {
            TreeMap<Long, Boolean> expected = new TreeMap<>();
            try (PackedSorter sorter = new PackedSorter(folder, memory)) {
                for (int i = 0; i < 200_000; i++) {
                    long number = dice.bits() >>> (2 + dice.below(50));
                    sorter.add(number);
                    expected.put(number, true);
                }
                for (int pass = 0; pass < 2; pass++) {
                    List<Long> sorted = new ArrayList<>();
                    for (PackedCursor cursor = sorter.cursor(); cursor.next(); ) {
                        sorted.add(cursor.key());
                    }
                    assertThat(sorted.equals(new ArrayList<>(expected.keySet())))
                            .isTrue();
                }
                assertThat(sorter.spilledBytes() > 0).isEqualTo(memory == 0);
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static void assertSame(PackedCursor cursor, Map<Long, Payload> expected) {
        for (Map.Entry<Long, Payload> entry : expected.entrySet()) {
            assertThat(cursor.next()).isTrue();
            Bytes remainder = Bytes.wrap(cursor.remainderArray(), cursor.remainderOffset(), cursor.remainderLength());
            if (cursor.key() != entry.getKey() || !new Payload(cursor.time(), remainder).equals(entry.getValue())) {
                assertThat(cursor.key() + " " + cursor.time() + " " + remainder).isEqualTo(entry.toString());
            }
        }
        assertThat(cursor.next()).isFalse();
    }

    private static int[] shuffled(Dice dice, int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            int other = dice.below(i + 1);
            numbers[i] = numbers[other];
            numbers[other] = i;
        }
        return numbers;
    }
}

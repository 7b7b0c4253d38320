package dev.grantlake.lake.table;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CompactionDueTest {

    /** Each of the four on both sides of its limit, with each of the others. */
    @Test
    void isDueWhenOneThingIsTooMuch() {
        for (int small : new int[] {0, 32, 33, 1000}) {
            for (int little : new int[] {0, 8, 9, 1000}) {
                for (int worn : new int[] {0, 1, 5}) {
                    for (long versions : new long[] {0, 200, 201, Long.MAX_VALUE}) {
                        TableStats stats = new TableStats(2000, small, little, worn, 0, false, 0);
                        assertThat(CompactionDue.of(stats, versions))
                                .as("%s, %d versions", stats, versions)
                                .isEqualTo(small > 32 || little > 8 || worn > 0 || versions > 200);
                    }
                }
            }
        }
    }

    @Test
    void nothingElseMakesItDue() {
        assertThat(CompactionDue.of(new TableStats(100_000, 0, 0, 0, 1 << 30, true, 1 << 30), 0))
                .isFalse();
        assertThat(CompactionDue.of(TableStats.NONE, 0)).isFalse();
    }
}

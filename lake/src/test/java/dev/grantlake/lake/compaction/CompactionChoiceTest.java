package dev.grantlake.lake.compaction;

import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.CompactionDue;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class CompactionChoiceTest {

    /** Fragments as rows/deleted, with ids from 0 on; 1000 rows at most. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "FULL, -, []",
                "FULL, 10/0, []",
                "FULL, 10/1, [0]",
                "FULL, 10/0 1000/0 10/0, '[0, 2]'",
                "FULL, 1000/0 10/0, []",
                "FULL, 1000/1 10/0, '[0, 1]'",
                "DUE, 10/0 10/0 10/0, []",
                "DUE, 10/0 10/0 10/0 10/0, '[0, 1, 2, 3]'",
                "DUE, 200/0 10/0 10/0 10/0 10/0 1/0, '[1, 2, 3, 4, 5]'",
                "DUE, 900/0 900/0 900/0 900/0, []",
                "DUE, 1000/200, []",
                "DUE, 1000/201 10/0, [0]",
                // Two or three in each tier, nine in all.
                "DUE, 1/0 1/0 4/0 4/0 16/0 16/0 64/0 64/0 1000/0, []",
                "DUE, 1/0 1/0 4/0 4/0 16/0 16/0 64/0 64/0 1000/0 256/0, '[0, 1, 2, 3, 4, 5, 6, 7, 9]'",
            })
    void chooses(CompactionEffort effort, String fragments, String chosen) {
        List<Fragment> all = new ArrayList<>();
        for (String part : fragments == null ? new String[0] : fragments.split(" ", -1)) {
            String[] numbers = part.split("/", -1);
            all.add(new Fragment(
                    all.size(), Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), List.of(), null));
        }
        assertThat(new TreeSet<>(CompactionChoice.of(all, 1000, effort))).hasToString(chosen);
    }

    /**
     * Else a compaction would be due again and again. What the first leaves over may be one little fragment too many.
     */
    @Test
    void afterTwoCompactionsThatWereDueNoneIs(Dice dice) {
        for (int round = 0; round < Seeds.rounds(2000); round++) {
            int maxRows = 1 << dice.between(4, 20);
            List<Fragment> fragments = new ArrayList<>();
            for (int i = dice.below(60); i > 0; i--) {
                int rows = 1 + (int) dice.skewed(maxRows - 1);
                int deleted = dice.oneIn(4) ? dice.below(rows) : 0;
                fragments.add(new Fragment(fragments.size(), rows, deleted, List.of(), null));
            }
            for (int left = 2; due(fragments, maxRows); left--) {
                assertThat(left).isPositive();
                fragments = compacted(fragments, maxRows);
            }
        }
    }

    private static boolean due(List<Fragment> fragments, int maxRows) {
        return CompactionDue.of(CompactionChoice.stats(fragments, maxRows), 0);
    }

    private static List<Fragment> compacted(List<Fragment> fragments, int maxRows) {
        Set<Integer> chosen = CompactionChoice.of(fragments, maxRows, CompactionEffort.DUE);
        assertThat(chosen).isNotEmpty();
        List<Fragment> after = new ArrayList<>();
        long rows = 0;
        int id = fragments.size();
        for (Fragment fragment : fragments) {
            id = Math.max(id, fragment.id() + 1);
            if (chosen.contains(fragment.id())) {
                rows += fragment.liveRows();
            } else {
                after.add(fragment);
            }
        }
        for (; rows > 0; rows -= maxRows) {
            after.add(new Fragment(id++, (int) Math.min(rows, maxRows), 0, List.of(), null));
        }
        return after;
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.CompactionEffort;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

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
}

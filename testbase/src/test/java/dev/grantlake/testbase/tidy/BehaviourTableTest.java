package dev.grantlake.testbase.tidy;

import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of what a lake does names tests: all of them are there, and no line is without. */
class BehaviourTableTest {

    private static final int LINES = 80;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| ([^|]*) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    private static final SourceTree TREE = SourceTree.of(Fixtures.projectRoot());

    private final String table = TREE.files(file -> file.path().equals("docs/lance-behaviours.md"))
            .get(0)
            .text();

    @Test
    void everyLineIsThereOnce() {
        List<Integer> lines = new ArrayList<>();
        for (Matcher row = ROW.matcher(table); row.find(); ) {
            lines.add(Integer.valueOf(row.group(1)));
        }
        assertThat(lines).isEqualTo(IntStream.rangeClosed(1, LINES).boxed().toList());
    }

    @Test
    void everyLineNamesATest() {
        for (Matcher row = ROW.matcher(table); row.find(); ) {
            assertThat(TEST.matcher(row.group(2)).find())
                    .as("line " + row.group(1))
                    .isTrue();
        }
    }

    @Test
    void everyTestThatIsNamedIsThere() {
        List<String> missing = new ArrayList<>();
        for (Matcher test = TEST.matcher(table); test.find(); ) {
            String file = test.group(1) + ".java";
            Pattern method = Pattern.compile("\\bvoid " + test.group(2) + "\\(");
            boolean there = TREE.files(each -> each.isJava() && each.name().equals(file)).stream()
                    .anyMatch(each -> method.matcher(each.text()).find());
            if (!there) {
                missing.add(test.group());
            }
        }
        assertThat(missing).isEmpty();
    }
}

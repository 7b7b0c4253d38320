package dev.grantlake.testbase.tidy;

import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.DataDriven.Case;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each rule finds what it is for and nothing else; the samples lie in a resource, where the rules do not look. */
class LineRuleTest {

    @TestFactory
    Stream<DynamicTest> samples() {
        return DataDriven.tests("tidy", file -> LineRuleTest::offendingLines);
    }

    private static String offendingLines(Case test) {
        LineRule rule = LineRule.named(String.join(" ", test.words()));
        return test.lines().stream()
                .filter(line -> rule.forbids(unescape(line)))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String unescape(String line) {
        return line.replace("\\t", "\t")
                .replace("\\r", "\r")
                .replace("\\ufeff", "\ufeff")
                .replace("\\e", "");
    }
}

package dev.grantlake.testbase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataDrivenTest {

    private static final String SCRIPT = """
            # shouting

            upper loud times=2
            one
            two
            ----
            ONE
            TWO

            paragraphs
            ----
            ----
            a

            b
            ----
            ----

            nothing
            ----
            """;

    @TempDir
    Path folder;

    private final List<DataDriven.Case> seen = new ArrayList<>();

    private String answer(DataDriven.Case test) {
        seen.add(test);
        return switch (test.command()) {
            case "upper" -> test.input().toUpperCase(Locale.ROOT);
            case "paragraphs" -> "a\n\nb";
            default -> "";
        };
    }

    @Test
    void runsEveryCaseInOrder() throws Exception {
        DataDriven.run(script(SCRIPT), this::answer, false);
        assertThat(seen).extracting(DataDriven.Case::command).containsExactly("upper", "paragraphs", "nothing");
        DataDriven.Case first = seen.get(0);
        assertThat(first.has("loud")).isTrue();
        assertThat(first.number("times")).isEqualTo(2);
        assertThat(first.number("absent", 7)).isEqualTo(7);
        assertThat(first.lines()).containsExactly("one", "two");
        assertThat(first.place()).isEqualTo("script.txt:3");
        assertThatThrownBy(() -> first.argument("absent")).hasMessageContaining("script.txt:3: no argument absent");
    }

    @Test
    void failsWithThePlaceOfTheCase() throws IOException {
        Path file = script(SCRIPT.replace("TWO", "THREE"));
        assertThatThrownBy(() -> DataDriven.run(file, this::answer, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("script.txt:3: upper");
    }

    @Test
    void rewritesOnlyTheExpectedOutput() throws Exception {
        Path file = script(SCRIPT.replace("TWO", "THREE").replace("----\n----\na\n\nb\n----\n----\n", "----\nstale\n"));
        DataDriven.run(file, this::answer, true);
        assertThat(file).hasContent(SCRIPT);
    }

    @Test
    void refusesACommandWithoutExpectation() throws IOException {
        Path file = script("upper\nno ruler\n");
        assertThatThrownBy(() -> DataDriven.run(file, this::answer, false)).hasMessageContaining("no ---- after");
        Path open = script("upper\n----\n----\nopen\n");
        assertThatThrownBy(() -> DataDriven.run(open, this::answer, false)).hasMessageContaining("no closing pair");
    }

    private Path script(String text) throws IOException {
        return Files.writeString(folder.resolve("script.txt"), text);
    }
}

package dev.grantlake.testbase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs files of commands with their expected output. A file is a sequence of cases:
 *
 * <pre>
 * # a comment, between cases
 * command flag key=value
 * lines of input
 * ----
 * lines of expected output, up to a blank line or the end of the file
 *
 * command
 * ----
 * ----
 * output with
 *
 * blank lines in it, up to a pair of rulers
 * ----
 * ----
 * </pre>
 *
 * The cases of one file run in order and may build on each other. {@code -Dgrantlake.rewrite=true} writes what came out
 * as what is expected from now on, leaving comments and commands as they are; the diff is then for the reader to judge.
 */
public final class DataDriven {

    private static final String RULER = "----";

    private DataDriven() {}

    /**
     * One command with its input.
     *
     * @param place file and line of the command, for messages
     * @param command the first word
     * @param arguments the other words: {@code key=value} as such, a bare word with an empty value
     * @param input the lines between the command and the ruler, each ended by a line feed
     */
    public record Case(String place, String command, Map<String, String> arguments, String input) {

        public boolean has(String key) {
            return arguments.containsKey(key);
        }

        /** The value of an argument that must be there. */
        public String argument(String key) {
            String value = arguments.get(key);
            if (value == null) {
                throw new IllegalArgumentException(place + ": no argument " + key);
            }
            return value;
        }

        public int number(String key) {
            return Integer.parseInt(argument(key));
        }

        public int number(String key, int otherwise) {
            return has(key) ? number(key) : otherwise;
        }

        /** The words of a bare argument list, in order: for commands such as {@code get a b c}. */
        public List<String> words() {
            return List.copyOf(arguments.keySet());
        }

        public List<String> lines() {
            return input.lines().toList();
        }
    }

    /** What a test makes of a case: its output, with or without a line feed at the end. */
    @FunctionalInterface
    public interface Runner {

        String run(Case test) throws Exception;
    }

    /** Makes a runner for one file, so that files do not see each other's state. */
    @FunctionalInterface
    public interface RunnerFactory {

        Runner open(Path file) throws Exception;
    }

    /**
     * One dynamic test for each {@code .txt} file in {@code src/test/resources/datadriven/<topic>} of the module,
     * sorted by name; a folder without files is an error.
     */
    public static Stream<DynamicTest> tests(String topic, RunnerFactory runners) {
        Path folder = Path.of("src", "test", "resources", "datadriven", topic);
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no data-driven tests in " + folder, e);
        }
        if (files.isEmpty()) {
            throw new IllegalStateException("no data-driven tests in " + folder);
        }
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), file.toUri(), () -> run(file, runners.open(file))));
    }

    /** Runs the cases of one file in order, each against its expectation. */
    public static void run(Path file, Runner runner) throws Exception {
        run(file, runner, Boolean.getBoolean("grantlake.rewrite"));
    }

    static void run(Path file, Runner runner, boolean rewrite) throws Exception {
        Script script = new Script(file.getFileName().toString(), Files.readString(file));
        StringBuilder rewritten = new StringBuilder();
        for (Step step = script.next(); step != null; step = script.next()) {
            rewritten.append(step.verbatim());
            Case test = step.test();
            if (test == null) {
                continue;
            }
            String found = withLineEnd(runner.run(test));
            if (rewrite) {
                rewritten.append(format(found));
            } else {
                assertThat(found).as(test.place() + ": " + test.command()).isEqualTo(step.expected());
            }
        }
        if (rewrite) {
            Files.writeString(file, rewritten);
        }
    }

    private static String withLineEnd(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private static String format(String output) {
        boolean plain = output.lines().noneMatch(line -> line.isEmpty() || line.equals(RULER));
        return plain ? RULER + "\n" + output : RULER + "\n" + RULER + "\n" + output + RULER + "\n" + RULER + "\n";
    }

    /** A piece of a script: text to keep, and the case that it introduces, if it does. */
    private record Step(String verbatim, @Nullable Case test, String expected) {}

    private static final class Script {

        private final String file;
        private final List<String> lines;
        private int position;

        Script(String file, String text) {
            this.file = file;
            this.lines = text.lines().toList();
        }

        @Nullable
        Step next() {
            if (position == lines.size()) {
                return null;
            }
            String line = lines.get(position);
            if (line.isBlank() || line.startsWith("#")) {
                position++;
                return new Step(line + "\n", null, "");
            }
            return readCase();
        }

        private Step readCase() {
            int start = position;
            String place = file + ":" + (start + 1);
            String[] words = lines.get(position++).trim().split("\\s+", -1);
            Map<String, String> arguments = new LinkedHashMap<>();
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                arguments.put(
                        equals < 0 ? words[i] : words[i].substring(0, equals),
                        equals < 0 ? "" : words[i].substring(equals + 1));
            }
            List<String> input = new ArrayList<>();
            while (position < lines.size() && !lines.get(position).equals(RULER)) {
                input.add(lines.get(position++));
            }
            if (position == lines.size()) {
                throw new IllegalArgumentException(place + ": no " + RULER + " after the command");
            }
            String verbatim = join(lines.subList(start, position));
            position++;
            return new Step(verbatim, new Case(place, words[0], arguments, join(input)), readExpected(place));
        }

        private String readExpected(String place) {
            int start = position;
            if (rulerAt(position)) {
                start = ++position;
                while (!(rulerAt(position) && rulerAt(position + 1))) {
                    if (position++ >= lines.size()) {
                        throw new IllegalArgumentException(place + ": no closing pair of " + RULER);
                    }
                }
                position += 2;
                return join(lines.subList(start, position - 2));
            }
            while (position < lines.size() && !lines.get(position).isBlank()) {
                position++;
            }
            return join(lines.subList(start, position));
        }

        private boolean rulerAt(int index) {
            return index < lines.size() && lines.get(index).equals(RULER);
        }

        private static String join(List<String> lines) {
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                text.append(line).append('\n');
            }
            return text.toString();
        }
    }
}

package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Every file of every interior, byte for byte: what Go says is in it is what the commands print. */
class FixtureAnswersTest {

    @TestFactory
    Stream<DynamicTest> dumps() {
        return tests(FixtureAnswers.files().size(), ".dump.jsonl", "dump");
    }

    @TestFactory
    Stream<DynamicTest> dumpsOfV1() {
        List<Path> files = FixtureAnswers.v1Files();
        assertThat(files).hasSize(24);
        return files.stream().map(file -> dynamicTest(name(file), () -> compare(file, ".dump.jsonl", "dump")));
    }

    @TestFactory
    Stream<DynamicTest> migratedDumps() {
        List<Path> older = FixtureAnswers.files().stream()
                .filter(file -> isAnswered(file, ".after-migration.dump.jsonl"))
                .toList();
        assertThat(older).hasSize(2);
        return older.stream()
                .map(file -> dynamicTest(name(file), () -> {
                    CommandLine.Result result = CommandLine.run("dump", file.toString(), "--migrated");
                    assertThat(result.code()).isEqualTo(ExitCode.OK);
                    assertThat(result.err()).contains("by the migration: 1;").contains(" 0 grants, 0 entitlements");
                    compareText(file, ".after-migration.dump.jsonl", result.out());
                }));
    }

    @TestFactory
    Stream<DynamicTest> nothingIsMigratedWhereNothingIsOld() {
        return FixtureAnswers.files().stream()
                .filter(file -> !FixtureAnswers.isOlder(file))
                .limit(3)
                .map(file -> dynamicTest(
                        name(file),
                        () -> compareText(file, ".dump.jsonl", print("dump", file.toString(), "--migrated"))));
    }

    @TestFactory
    Stream<DynamicTest> entries() {
        return tests(9, ".kv.txt", "inspect", "kv");
    }

    @TestFactory
    Stream<DynamicTest> digests() {
        long todays = FixtureAnswers.files().stream()
                .filter(file -> !FixtureAnswers.isOlder(file))
                .count();
        // All of these but wal-tail.v3, whose digests nobody wrote down.
        return tests((int) todays - 1, ".digests.jsonl", "inspect", "digests");
    }

    @TestFactory
    Stream<DynamicTest> descriptorsOfAFileSayWhatOursSay() {
        return FixtureAnswers.files().stream()
                .map(file -> dynamicTest(name(file), () -> {
                    String decoded = print("inspect", "kv", file.toString(), "--decode");
                    String selfDecoded = print("inspect", "kv", file.toString(), "--self");
                    assertThat(decoded).contains(" {\"").doesNotContain("@problem");
                    if (FixtureAnswers.isOlder(file)) {
                        assertThat(selfDecoded).contains(" {\"").doesNotContain("@problem");
                        assertThat(withoutRecords(selfDecoded)).isEqualTo(withoutRecords(decoded));
                    } else {
                        assertThat(selfDecoded).isEqualTo(decoded);
                    }
                }));
    }

    /** The lines without their third column; descriptors of older files have fields that ours no longer have. */
    private static String withoutRecords(String lines) {
        return lines.replaceAll("(?m)^(\\S+ \\S*) \\{.*$", "$1 {}");
    }

    private static Stream<DynamicTest> tests(int count, String suffix, String... command) {
        List<Path> answered = FixtureAnswers.files().stream()
                .filter(file -> isAnswered(file, suffix))
                .toList();
        assertThat(answered).as("files with " + suffix).hasSize(count);
        return answered.stream().map(file -> dynamicTest(name(file), () -> compare(file, suffix, command)));
    }

    private static void compare(Path file, String suffix, String... command) throws IOException {
        String[] words =
                Stream.concat(Stream.of(command), Stream.of(file.toString())).toArray(String[]::new);
        compareText(file, suffix, print(words));
    }

    private static void compareText(Path file, String suffix, String found) throws IOException {
        String expected = new String(FixtureAnswers.answer(file, suffix).orElseThrow(), StandardCharsets.UTF_8);
        if (!found.equals(expected)) {
            assertSameLines(expected, found);
        }
    }

    /** Fails on the first line that differs; whole dumps are too long to be read in a failure. */
    private static void assertSameLines(String expected, String found) {
        Iterator<String> ours = found.lines().iterator();
        int number = 0;
        for (String line : expected.lines().toList()) {
            assertThat(ours.hasNext() ? ours.next() : "the end")
                    .as("line " + ++number)
                    .isEqualTo(line);
        }
        assertThat(found).hasSameSizeAs(expected);
    }

    private static String print(String... words) {
        CommandLine.Result result = CommandLine.run(words);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        return result.out();
    }

    private static boolean isAnswered(Path file, String suffix) {
        try {
            Optional<byte[]> answer = FixtureAnswers.answer(file, suffix);
            return answer.isPresent();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the answer beside " + file, e);
        }
    }

    private static String name(Path file) {
        return file.subpath(file.getNameCount() - 2, file.getNameCount()).toString();
    }
}

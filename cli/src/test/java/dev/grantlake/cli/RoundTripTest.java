package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** What goes in comes out again: dumps of files made by import, copy and generate. */
@ExtendWith(Seeds.class)
class RoundTripTest {

    /** Ids as v1 has them need not be an identity in v3: two rows of one identity become one. */
    private static final Set<String> MERGED = Set.of(
            "nasty.v1.c1z",
            "seed-small.v3.c1z",
            "seed-small.v3.tar.c1z",
            "seed-two-syncs.v3.c1z",
            "mid-small.v3.c1z",
            "mid-small.v3.tar.c1z");

    private static final int MOST_BYTES_OF_A_QUICK_RUN = 500_000;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> fullDumpsComeBackExactly() {
        return files().map(file -> dynamicTest(name(file), () -> {
            Path lines = folder.resolve("full.jsonl");
            Path imported = folder.resolve("imported.c1z");
            String full = dump(file, "--full");
            Files.writeString(lines, full);
            CommandLine.Result result =
                    CommandLine.run("import", lines.toString(), imported.toString(), "--keep-ids", "--force");
            assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
            assertSameLines(comparable(full, file), comparable(dump(imported, "--full"), file));
            assertThat(CommandLine.run("check", imported.toString()).code()).isEqualTo(ExitCode.OK);
        }));
    }

    @TestFactory
    Stream<DynamicTest> plainDumpsComeBackButForIdsAndTimes() {
        return files().map(file -> dynamicTest(name(file), () -> {
            Path lines = folder.resolve("plain.jsonl");
            Path imported = folder.resolve("imported.c1z");
            String plain = dump(file);
            Files.writeString(lines, plain);
            CommandLine.Result result =
                    CommandLine.run("import", lines.toString(), imported.toString(), "--skip-assets", "--force");
            assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
            assertSameLines(withoutRun(comparable(plain, file)), withoutRun(comparable(dump(imported), file)));
        }));
    }

    @TestFactory
    Stream<DynamicTest> copiesHoldTheSame() {
        return files().map(file -> dynamicTest(name(file), () -> {
            String expected = comparable(dump(file, "--full"), file);
            for (String packing : List.of("indexed_zstd", "tar_zstd", "tar")) {
                Path copied = folder.resolve("copied.c1z");
                CommandLine.Result result =
                        CommandLine.run("copy", file.toString(), copied.toString(), "--encoding", packing, "--force");
                assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
                assertSameLines(expected, comparable(dump(copied, "--full"), file));
            }
        }));
    }

    @Test
    void whatIsGeneratedComesBack(Dice dice) throws IOException {
        for (int i = 0; i < Seeds.rounds(3); i++) {
            Path generated = folder.resolve("generated.c1z");
            Path lines = folder.resolve("generated.jsonl");
            Path imported = folder.resolve("imported.c1z");
            String grants = Integer.toString(dice.between(100, 5_000));
            String seed = Integer.toString(dice.below(1_000_000));
            assertThat(CommandLine.run("generate", generated.toString(), "--grants", grants, "--seed", seed, "--force")
                            .code())
                    .isEqualTo(ExitCode.OK);
            String full = dump(generated, "--full");
            Files.writeString(lines, full);
            assertThat(CommandLine.run("import", lines.toString(), imported.toString(), "--keep-ids", "--force")
                            .code())
                    .isEqualTo(ExitCode.OK);
            assertThat(dump(imported, "--full")).isEqualTo(full);
            assertThat(CommandLine.run("check", imported.toString(), "--strict").code())
                    .isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void oneSeedGivesOneFile() throws IOException {
        Path first = folder.resolve("first.c1z");
        Path second = folder.resolve("second.c1z");
        for (Path file : List.of(first, second)) {
            assertThat(CommandLine.run("generate", file.toString(), "--grants", "1000", "--seed", "7")
                            .code())
                    .isEqualTo(ExitCode.OK);
        }
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void aFileThatIsThereStays() throws IOException {
        Path there = Files.writeString(folder.resolve("there.c1z"), "mine");
        CommandLine.Result result = CommandLine.run("generate", there.toString(), "--grants", "100");
        assertThat(result.code()).isEqualTo(ExitCode.EXISTS);
        assertThat(result.err()).endsWith("; --force replaces it\n").hasLineCount(1);
        assertThat(there).hasContent("mine");
        assertThat(CommandLine.run("generate", there.toString(), "--grants", "100", "--force")
                        .code())
                .isEqualTo(ExitCode.OK);
        assertThat(there).isNotEmptyFile();
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(there));
    }

    @Test
    void aTableBecomesAFileThatAnswers() throws IOException {
        Path table = Files.writeString(
                folder.resolve("t.csv"), "user,permission,app\nalice,admin,github\nbob,read,github\n");
        Path file = folder.resolve("t.c1z");
        assertThat(CommandLine.run("import", table.toString(), file.toString()).code())
                .isEqualTo(ExitCode.OK);
        assertThat(CommandLine.run("who-can", file.toString(), "app:github:admin")
                        .out())
                .contains("user/alice")
                .doesNotContain("bob");
        assertThat(CommandLine.run("what-can", file.toString(), "user/bob").out())
                .contains("app:github:read");
        assertThat(CommandLine.run("check", file.toString(), "--strict").code()).isEqualTo(ExitCode.OK);
    }

    /** Half of the time goes to two large files, which only a full run takes. */
    private static Stream<Path> files() {
        return Stream.concat(FixtureAnswers.files().stream(), FixtureAnswers.v1Files().stream())
                .filter(file -> Seeds.isFull() || file.toFile().length() <= MOST_BYTES_OF_A_QUICK_RUN)
                .filter(file -> !MERGED.contains(file.getFileName().toString()))
                .filter(file -> CommandLine.run("syncs", file.toString(), "--output", "json")
                                .out()
                                .lines()
                                .count()
                        == 1);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static String dump(Path file, String... options) {
        String[] words = Stream.concat(Stream.of("dump", file.toString()), Stream.of(options))
                .toArray(String[]::new);
        CommandLine.Result result = CommandLine.run(words);
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        return result.out();
    }

    /**
     * Without what is counted anew: timings, statistics where those of the file are outdated, types without resources
     * that v1 counts as none; and without the one record that has no time of discovery, and gets one.
     */
    private static String comparable(String dump, Path file) {
        boolean outdated =
                name(file).contains("mutated-end_false") || name(file).startsWith("wal-tail");
        return lines(
                        dump,
                        line -> !line.contains("\"kind\":\"stats_timings\"")
                                && !line.contains("{\"id\":\"wal\"}")
                                && !(outdated && line.contains("\"kind\":\"stats\"")))
                .replace("\"extra\":\"0\",", "");
    }

    private static String withoutRun(String dump) {
        return lines(
                dump,
                line -> !line.contains("\"kind\":\"sync_run\"")
                        && !line.contains("\"kind\":\"asset\"")
                        && !line.contains("\"kind\":\"stats\""));
    }

    private static String lines(String dump, java.util.function.Predicate<String> wanted) {
        StringBuilder text = new StringBuilder();
        dump.lines().filter(wanted).forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Fails on the first line that differs; whole dumps are too long to be read in a failure. */
    private static void assertSameLines(String expected, String found) {
        if (expected.equals(found)) {
            return;
        }
        List<String> lines = found.lines().toList();
        int i = 0;
        for (String line : expected.lines().toList()) {
            assertThat(i < lines.size() ? lines.get(i) : "the end").isEqualTo(line);
            i++;
        }
        assertThat(lines).hasSize(i);
    }
}

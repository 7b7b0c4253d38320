package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandFamily;
import dev.grantlake.cli.command.CommandGroup;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class MainTest {

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExamples(String command) {
        CommandLine.Result help = CommandLine.run(CommandLine.words(command + " --help"));
        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("grantlake " + command + ": ")
                .contains("\nusage: grantlake " + command)
                .containsPattern("\nexamples:\n  # .+\n  grantlake " + command)
                .contains("-h, --help");
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(120));
        assertThat(CommandLine.run(CommandLine.words("help " + command)).out()).isEqualTo(help.out());
        assertThat(CommandLine.run(CommandLine.words(command + " -h")).out()).isEqualTo(help.out());
    }

    static List<String> commands() {
        List<String> commands = new ArrayList<>();
        Commands.ALL.forEach(entry -> commands.add(entry.name()));
        for (CommandEntry each : Commands.GROUPS) {
            family(each).commands().forEach(entry -> commands.add(each.name() + " " + entry.name()));
        }
        return commands;
    }

    private static CommandFamily family(CommandEntry entry) {
        return requireNonNull(Commands.family(entry.name()), entry.name());
    }

    @Test
    void summariesOfTheOverviewAreThoseOfTheCommands() {
        for (CommandEntry entry : Commands.ALL) {
            Command command = requireNonNull(Commands.find(entry.name()), entry.name());
            assertThat(entry.summary()).startsWith(command.syntax().summary());
            assertThat(command.syntax().command()).isEqualTo(entry.name());
        }
        for (CommandEntry each : Commands.GROUPS) {
            CommandFamily family = family(each);
            CommandGroup group = Commands.group(family);
            assertThat(family.name()).isEqualTo(each.name());
            assertThat(family.summary()).isEqualTo(each.summary());
            assertThat(group.family()).isEqualTo(family);
            for (CommandEntry entry : family.commands()) {
                Command command = requireNonNull(group.find(entry.name()), entry.name());
                assertThat(entry.summary()).startsWith(command.syntax().summary());
                assertThat(command.syntax().command()).isEqualTo(family.name() + " " + entry.name());
            }
        }
    }

    @Test
    void aPluginThatIsNotHereIsListedAndSaysWhatToAdd() {
        assertThat(CommandLine.run("--help").out()).contains("  lake ");
        for (String[] words : new String[][] {{"lake", "get", "d", "k"}, {"help", "lake", "get"}}) {
            CommandLine.Result missing = CommandLine.run(words);
            assertThat(missing.code()).isEqualTo(ExitCode.MISSING);
            assertThat(missing.out()).isEmpty();
            assertThat(missing.err()).contains("plugin grantlake-lance").contains("plugins/");
        }
    }

    @Test
    void aPluginThatIsNotHereIsNotNeededForHelpOrForAWrongWord() {
        CommandLine.Result help = CommandLine.run("lake", "--help");
        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).contains("usage: grantlake lake COMMAND DIR").contains("  get  ");
        assertThat(CommandLine.run("help", "lake").out()).isEqualTo(help.out());
        CommandLine.Result bare = CommandLine.run("lake");
        assertThat(bare.code()).isEqualTo(ExitCode.USAGE);
        assertThat(bare.err()).isEqualTo(help.out());
        CommandLine.Result wrong = CommandLine.run("lake", "gett", "d", "k");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("did you mean get?");
    }

    @Test
    void aPluginBringsAFamilyOfCommands() {
        assertThat(CommandLine.run("plugged", "say", "hello").out()).isEqualTo("hello\n");
        assertThat(CommandLine.run("plugged").err()).contains("say what is given");
        assertThat(CommandLine.run("plugged", "say", "--help").out()).contains("usage: grantlake plugged say");
        assertThat(CommandLine.run("plugged", "sey", "x").err()).contains("did you mean say?");
    }

    @Test
    void aFamilyListsItsCommands() {
        CommandLine.Result help = CommandLine.run("db", "--help");
        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.out())
                .startsWith("grantlake db: ")
                .contains("\nusage: grantlake db COMMAND DIR")
                .contains("\n  get  ");
        assertThat(CommandLine.run("help", "db").out()).isEqualTo(help.out());
        assertThat(CommandLine.run("db").code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLine.run("db").err()).isEqualTo(help.out());
        CommandLine.Result unknown = CommandLine.run("db", "gett", "x");
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err())
                .isEqualTo("grantlake db: unknown command \"gett\"; did you mean get?\nSee: grantlake db --help\n");
        assertThat(CommandLine.run("db", "get", "x").err())
                .isEqualTo("grantlake db get: missing argument KEY\nSee: grantlake db get --help\n");
    }

    @Test
    void overviewListsEveryCommand() {
        CommandLine.Result overview = CommandLine.run("--help");
        assertThat(overview.code()).isEqualTo(ExitCode.OK);
        assertThat(Commands.names())
                .allSatisfy(name -> assertThat(overview.out()).contains("\n  " + name + " "));
        assertThat(CommandLine.run().code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLine.run().err()).isEqualTo(overview.out());
    }

    @Test
    void versionNamesTheProgramAndThePlatform() {
        CommandLine.Result version = CommandLine.run("--version");
        assertThat(version.code()).isEqualTo(ExitCode.OK);
        assertThat(version.out()).matches("grantlake \\d+\\.\\d+\\.\\d+\\S* \\(Java \\S+\\)\n");
    }

    @Test
    void accessIsAnotherNameForWhatCan() {
        assertThat(CommandLine.run("access", "--help").out()).startsWith("grantlake what-can: ");
    }

    @Test
    void endsQuietlyWhenTheReaderLeaves() {
        assertThat(runInto(new FailingStream(0, "Broken pipe"), "--help").code())
                .isEqualTo(ExitCode.OK);
        assertThat(runInto(new FailingStream(0, "Broken pipe"), "--help").err()).isEmpty();
    }

    @Test
    void saysThatTheOutputCannotBeWritten() {
        CommandLine.Result result = runInto(new FailingStream(0, "No space left on device"), "--help");
        assertThat(result.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(result.err()).isEqualTo("grantlake: cannot write the output: No space left on device\n");
    }

    @Test
    void endsQuietlyWhenTheReaderLeavesInTheMiddle() {
        String sample = CommandLine.samples() + "/small.c1z";
        for (String[] words : new String[][] {
            {"dump", sample},
            {"grants", sample, "--output", "json"},
            {"grants", sample, "--output", "csv"},
            {"grants", sample},
            {"inspect", "kv", sample},
            {"inspect", "lsm", sample},
            {"inspect", "sst", sample, "000005.sst"}
        }) {
            CommandLine.Result result = runInto(new FailingStream(200, "Broken pipe"), words);
            assertThat(result.code()).as(String.join(" ", words)).isEqualTo(ExitCode.OK);
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void saysWhatAnAnswerCost() {
        String sample = CommandLine.samples() + "/small.c1z";
        for (String[] words : new String[][] {
            {"stats", sample, "--explain"},
            {"who-can", sample, "group:g0010:owner", "--explain"},
            {"fingerprint", sample, "--explain"},
            {"inspect", "kv", sample, "--explain"},
            {"inspect", "digests", sample, "--explain"}
        }) {
            CommandLine.Result result = CommandLine.run(words);
            assertThat(result.code()).isEqualTo(ExitCode.OK);
            assertThat(result.err())
                    .matches(
                            "explain: read \\d+ bytes, of a file of 73863, decoded \\d+ frames \\(\\d+ bytes\\) and \\d+ blocks,"
                                    + " \\d+ cache hits, \\d+[.]\\d ms\n");
        }
    }

    @Test
    void statisticsInTheHeaderAreReadWithoutAFrame() {
        CommandLine.Result result = CommandLine.run("stats", CommandLine.samples() + "/small.c1z", "--explain");
        assertThat(result.out()).contains("header of the file");
        assertThat(result.err()).contains("decoded 0 frames (0 bytes) and 0 blocks");
    }

    @Test
    void showsTheBlocksOfATableThatAreAskedFor() {
        String sample = CommandLine.samples() + "/small.c1z";
        CommandLine.Result all = CommandLine.run("inspect", "sst", sample, "000007.sst");
        assertThat(all.code()).isEqualTo(ExitCode.OK);
        assertThat(all.err()).isEmpty();
        assertThat(all.out()).startsWith("footer\n").contains("\ndata block 0, at ", "\ndata block 1, at ");
        CommandLine.Result one =
                CommandLine.run("inspect", "sst", sample, "000007.sst", "--first-block", "1", "--blocks", "1");
        assertThat(one.out()).startsWith("footer\n").contains("\ndata block 1, at ");
        assertThat(one.out()).doesNotContain("\ndata block 0, at ", "\ndata block 2, at ");
    }

    @Test
    void aTableMayLieThereByItself() {
        String table = Fixtures.path("sst/small-v4.sst").toString();
        CommandLine.Result dump = CommandLine.run("inspect", "sst", table, "--blocks", "1");
        assertThat(dump.code()).isEqualTo(ExitCode.OK);
        assertThat(dump.out())
                .startsWith("footer\n")
                .contains("format Pebblev4", "\"res/000000/ent/000\"#20000,SET", "restart 0 at 0");
        CommandLine.Result container = CommandLine.run("inspect", "sst", CommandLine.samples() + "/small.c1z");
        assertThat(container.code()).isEqualTo(ExitCode.USAGE);
        assertThat(container.err()).contains("missing argument NAME");
        assertThat(CommandLine.run("inspect", "sst", "nowhere.sst").code()).isEqualTo(ExitCode.UNREADABLE);
    }

    @Test
    void showsTheFilterOfATable() {
        String table = Fixtures.path("sst/small-v7-bloom.sst").toString();
        String present = Bytes.utf8("res/000000/ent/000").toHex();
        String absent = Bytes.utf8("nothing of the kind").toHex();
        CommandLine.Result result = CommandLine.run("inspect", "filter", table, "--content", "--key", present);
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .startsWith("filter block at 8822+453\n7 lines of 512 bits, 6 bits a key\n")
                .contains("key " + present + " may be in the table\n")
                .endsWith("323 points, 0 of them wrongly ruled out\n");
        assertThat(CommandLine.run("inspect", "filter", table, "--key", absent).out())
                .endsWith("key " + absent + " is not in the table\n");
        assertThat(CommandLine.run("inspect", "filter", table, "--content", "--key", absent, "-o", "json")
                        .out())
                .startsWith("{\"bits\":3584,\"bits_set\":")
                .contains(",\"coverage\":{\"points\":323,\"ruled_out\":0},\"false_positive_rate\":0.")
                .endsWith(",\"key\":{\"bytes\":\"" + absent + "\",\"may_be_in_table\":false},\"length\":453,"
                        + "\"lines\":7,\"offset\":8822,\"present\":true,\"probes\":6}\n");
        assertThat(CommandLine.run("inspect", "filter", CommandLine.samples() + "/small.c1z", "000007.sst")
                        .out())
                .startsWith("no filter");
        assertThat(CommandLine.run("inspect", "filter", table, "--key", "xyz").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandLine.run("inspect", "kv", table, "000007.sst").err()).contains("unexpected argument");
    }

    @Test
    void aFileThatWasCutOffIsUnreadable(@TempDir Path folder) throws IOException {
        byte[] sample = Files.readAllBytes(Path.of(CommandLine.samples(), "small.c1z"));
        for (int length : new int[] {0, 4, 8, 200, 40_000, sample.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.c1z"), Arrays.copyOf(sample, length));
            for (String command : List.of("stats", "syncs", "dump", "grants", "fingerprint")) {
                CommandLine.Result result = CommandLine.run(command, cut.toString());
                assertThat(result.code())
                        .as(command + " of " + length + " bytes")
                        .isEqualTo(ExitCode.UNREADABLE);
                assertThat(result.out()).isEmpty();
                assertThat(result.err())
                        .startsWith("grantlake " + command + ": " + cut)
                        .hasLineCount(1);
            }
        }
    }

    @Test
    void showsATraceOnlyWhereItIsAskedFor() {
        String missing = CommandLine.samples() + "/missing.c1z";
        assertThat(CommandLine.run("stats", missing).err())
                .doesNotContain("StorageException")
                .hasLineCount(1);
        assertThat(CommandLine.run("stats", missing, "--debug").err())
                .contains("dev.grantlake.base.StorageException: ")
                .contains("    at dev.grantlake.");
        assertThat(CommandLine.run("stats", "--debug").err()).contains("UsageException");
    }

    @Test
    void addsToAFullDumpWhatAComparisonLeavesOut() {
        CommandLine.Result full = CommandLine.run("dump", CommandLine.samples() + "/tiny.c1z", "--full");
        assertThat(full.out().lines().filter(line -> line.contains("\"kind\":\"asset\"")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .matches(".*\"data\":\"[^\"]+\",\"discovered_at\":\"2026-11-20T04:28:35[.]\\d+Z\",\"id\".*"));
        assertThat(full.out().lines().filter(line -> line.contains("\"discovered_at\"")))
                .hasSize(6 + 9 + 5 + 9 + 3);
        String plain = full.out()
                .replaceAll(",\"discovered_at\":\"[^\"]+\"", "")
                .replaceAll("\"data\":\"[^\"]+\",?", "")
                .replace(",,", ",");
        assertThat(plain.lines().map(line -> line.replace(",\"id\"", "\"id\"")))
                .containsExactlyElementsOf(CommandLine.run("dump", CommandLine.samples() + "/tiny.c1z")
                        .out()
                        .lines()
                        .map(line -> line.replace(",\"id\"", "\"id\""))
                        .toList());
    }

    private static CommandLine.Result runInto(OutputStream out, String... words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                InputStream.nullInputStream(),
                out,
                err,
                false,
                () -> Instant.EPOCH,
                Optional.of(ZoneOffset.UTC),
                Map.of());
        ExitCode code = Main.run(List.of(words), console);
        return new CommandLine.Result(code, "", err.toString(StandardCharsets.UTF_8));
    }

    /** Takes some bytes and then fails. */
    private static final class FailingStream extends OutputStream {
        private final String reason;
        private long left;

        FailingStream(long accepted, String reason) {
            this.left = accepted;
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException(reason);
            }
        }
    }
}

package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands that take a bare database directory, on directories that Go wrote. */
class BareDirectoryTest {

    private static final int TAR_BLOCK = 512;

    @TempDir
    private Path folder;

    @Test
    void kvShowsWhatGoReports() throws IOException {
        CommandLine.Result kv = CommandLine.run(
                "inspect", "kv", unpack("excise", "excise_wal_pending").toString());
        assertThat(kv.err()).isEmpty();
        assertThat(kv.out()).isEqualTo(expected("excise_final"));
    }

    @Test
    void saysWhatATornTailLeavesOut() throws IOException {
        CommandLine.Result kv =
                CommandLine.run("inspect", "kv", unpack("wal", "wal_torn").toString());
        assertThat(kv.out()).isEqualTo(expected("wal_without_last"));
        assertThat(kv.err())
                .startsWith("left out: ")
                .contains("000004.log: log tail at 40357: 50 bytes not read: a chunk of 36 bytes")
                .hasLineCount(1);
    }

    @Test
    void refusesDamageUnlessAskedToBeLenient() throws IOException {
        String directory = unpack("wal", "wal_corrupt_mid").toString();
        CommandLine.Result refused = CommandLine.run("inspect", "kv", directory);
        assertThat(refused.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("a chunk with a wrong checksum at 0, although the chunk at 62 says");
        CommandLine.Result lenient = CommandLine.run("inspect", "kv", directory, "--lenient");
        assertThat(lenient.code()).isEqualTo(ExitCode.OK);
        assertThat(lenient.out()).isEqualTo(expected("wal_empty"));
        assertThat(lenient.err())
                .startsWith("left out: ")
                .contains("the chunk at 62")
                .hasLineCount(1);
    }

    @Test
    void showsLogsAndOptions() throws IOException {
        String directory = unpack("wal", "wal_tail_fmv24").toString();
        CommandLine.Result wal = CommandLine.run("inspect", "wal", directory);
        assertThat(wal.err()).isEmpty();
        assertThat(wal.out())
                .startsWith("000002.log 801 bytes, obsolete\n000004.log 40412 bytes, live\n  @0 batch of 3 ")
                .endsWith("\n  @40412 the end\n");
        assertThat(CommandLine.run("inspect", "wal", directory, "--output", "json")
                        .out())
                .startsWith("{\"file\":\"000002.log\",\"live\":false,\"size\":801}\n"
                        + "{\"chunks\":[{\"format\":\"sync\",\"offset\":0,\"role\":\"full\",\"synced_to\":\"0\"}],"
                        + "\"count\":3,\"file\":\"000004.log\",\"first_sequence\":30,\"length\":43,\"offset\":0,"
                        + "\"operations\":[{\"key\":\"61303030\",\"kind\":\"SET\",\"offset\":31,\"sequence\":30,"
                        + "\"value\":\"77616c2d30\"},")
                .endsWith("\n{\"end\":40412,\"file\":\"000004.log\",\"live\":true,\"size\":40412}\n");
        CommandLine.Result obsolete = CommandLine.run("inspect", "wal", directory, "000002.log");
        assertThat(obsolete.out())
                .startsWith("000002.log 801 bytes, obsolete\n  @0 batch of 1 from sequence 10, ")
                .contains("\n    @23 #10 SET \"a000\" = \"flushed-0\"\n");
        assertThat(CommandLine.run("inspect", "wal", directory, "000009.log").code())
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(CommandLine.run("inspect", "options", directory).out())
                .startsWith("OPTIONS-000003\n[Version]\n  pebble_version=0.1\n[Options]\n")
                .contains("\n  comparer=leveldb.BytewiseComparator\n");
        assertThat(CommandLine.run("inspect", "lsm", directory).out()).contains("  000004.log log 40412 bytes, live");
    }

    @Test
    void findsAKeyInEveryPlace() throws IOException {
        String directory = unpack("wal", "wal_tail_fmv24").toString();
        CommandLine.Result table = CommandLine.run("find", directory, "61303132");
        assertThat(table.code()).isEqualTo(ExitCode.OK);
        assertThat(table.err()).isEmpty();
        assertThat(table.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "PLACE FILE LEVEL OFFSET SEQUENCE KIND CONTENT",
                        "obsolete log 000002.log 493 22 SET 666c75736865642d3132",
                        "log range 000004.log 93 33 RANGE_DELETE [61303130, 61303135)",
                        "bounds 000005.sst 0 [61303030#10,SET, 61303139#29,SET]",
                        "table 000005.sst 0 0 22 SET 666c75736865642d3132");
        CommandLine.Result json = CommandLine.run("find", directory, "a012", "--text", "--output", "json");
        assertThat(json.out()).isEqualTo("""
                        {"file":"000002.log","kind":"SET","offset":493,"place":"obsolete log","sequence":22,"value":"666c75736865642d3132"}
                        {"end":"61303135","file":"000004.log","kind":"RANGE_DELETE","offset":93,"place":"log range","sequence":33,"start":"61303130"}
                        {"bounds":"[61303030#10,SET, 61303139#29,SET]","file":"000005.sst","level":0,"place":"bounds","table":5}
                        {"file":"000005.sst","kind":"SET","level":0,"offset":0,"place":"table","sequence":22,"table":5,"value":"666c75736865642d3132"}
                        """);
    }

    @Test
    void aKeyThatIsNowhereIsAFinding() throws IOException {
        String directory = unpack("wal", "wal_empty").toString();
        assertThat(CommandLine.run("find", directory, "7a7a").code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(CommandLine.run("find", directory, "zz").code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLine.run("find", folder.resolve("none").toString(), "7a")
                        .code())
                .isEqualTo(ExitCode.UNREADABLE);
    }

    @Test
    void sharesALockFileAndMakesNone() throws IOException {
        Path directory = unpack("wal", "wal_empty");
        assertThat(CommandLine.run("inspect", "kv", directory.toString()).code())
                .isEqualTo(ExitCode.OK);
        assertThat(directory.resolve("LOCK")).doesNotExist();
        Files.createFile(directory.resolve("LOCK"));
        for (String view : new String[] {"kv", "lsm", "wal"}) {
            CommandLine.Result result = CommandLine.run("inspect", view, directory.toString());
            assertThat(result.code()).as(view).isEqualTo(ExitCode.OK);
            assertThat(result.err()).isEmpty();
        }
        assertThat(directory.resolve("LOCK")).isEmptyFile();
    }

    @Test
    void refusesViewsThatADirectoryDoesNotHave() throws IOException {
        String directory = unpack("wal", "wal_empty").toString();
        for (String view : new String[] {"envelope", "manifest", "digests"}) {
            CommandLine.Result result = CommandLine.run("inspect", view, directory);
            assertThat(result.code()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains("is a directory");
        }
    }

    private static String expected(String name) throws IOException {
        HexFormat hex = HexFormat.of();
        return Files.readAllLines(Fixtures.path("pebble/expected/" + name + ".tsv")).stream()
                .map(line -> Arrays.stream(line.split("\t", -1))
                        .map(cell -> hex.formatHex(cell.getBytes(StandardCharsets.UTF_8)))
                        .collect(Collectors.joining(" ", "", "\n")))
                .collect(Collectors.joining());
    }

    /** Unpacks one directory of an archive of the fixtures. */
    private Path unpack(String archive, String name) throws IOException {
        byte[] tar = Files.readAllBytes(Fixtures.path("pebble/" + archive + ".tar"));
        Path directory = Files.createDirectories(folder.resolve(name));
        int position = 0;
        while (tar[position] != 0) {
            String path = text(tar, position, 100);
            int size = Integer.parseInt(text(tar, position + 124, 12).strip(), 8);
            position += TAR_BLOCK;
            if (path.startsWith(name + "/") && !path.endsWith("/")) {
                Files.write(
                        directory.resolve(path.substring(name.length() + 1)),
                        Arrays.copyOfRange(tar, position, position + size));
            }
            position += (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
        }
        return directory;
    }

    private static String text(byte[] tar, int offset, int length) {
        String field = new String(tar, offset, length, StandardCharsets.US_ASCII);
        int end = field.indexOf(0);
        return end < 0 ? field : field.substring(0, end);
    }
}

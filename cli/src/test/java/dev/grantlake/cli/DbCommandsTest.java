package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.lsm.bulk.BulkLoader;
import dev.grantlake.lsm.bulk.BulkOptions;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.WritableDiskVfs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands on databases, on one that they make themselves. */
class DbCommandsTest {

    @TempDir
    private Path folder;

    private String directory;

    @BeforeEach
    void name() {
        directory = folder.resolve("deep/notes").toString();
    }

    @Test
    void setMakesTheDatabaseAndGetPrintsTheValue() {
        assertSilent("db set DIR milk 'two litres'");
        assertSilent("db set DIR bread brown");
        assertSilent("db set DIR milk 'three litres'");
        assertThat(answer("db get DIR milk")).isEqualTo("three litres\n");
        assertThat(answer("db get DIR 6d696c6b --hex")).isEqualTo("7468726565206c6974726573\n");
        assertThat(answer("db scan DIR")).isEqualTo("KEY    VALUE\nbread  brown\nmilk   three litres\n");
        assertSound();
        assertThat(answer("db lsm DIR")).contains("MANIFEST-");
    }

    @Test
    void hexTakesAndPrintsAnyBytes() {
        assertSilent("db set DIR 00ff 0a0d --hex");
        assertSilent("db set DIR 01 '' --hex");
        assertThat(answer("db scan DIR --hex -o csv")).isEqualTo("key,value\n00ff,0a0d\n01,\n");
        assertThat(answer("db scan DIR -o json").lines())
                .containsExactly(
                        "{\"key\":\"\\\\x00\\\\xff\",\"value\":\"\\\\x0a\\\\x0d\"}",
                        "{\"key\":\"\\\\x01\",\"value\":\"\"}");
        assertThat(answer("db get DIR 01 --hex")).isEqualTo("\n");
        CommandLine.Result wrong = run("db set DIR 0g 00 --hex");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("KEY takes hexadecimal digits, not \"0g\"");
        assertThat(run("db set DIR '' x").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void deletesKeysAndRangesAndCompacts() {
        for (int i = 0; i < 10; i++) {
            assertSilent("db set DIR k" + i + " v" + i);
        }
        assertSilent("db delete DIR k0");
        assertSilent("db delete DIR k0");
        assertSilent("db delete DIR k4 --to k8");
        String left = "key,value\nk1,v1\nk2,v2\nk3,v3\nk8,v8\nk9,v9\n";
        assertThat(answer("db scan DIR -o csv")).isEqualTo(left);
        assertSilent("db compact DIR --to k5");
        assertSilent("db compact DIR");
        assertThat(answer("db scan DIR -o csv")).isEqualTo(left);
        assertSound();
        CommandLine.Result gone = run("db get DIR k5");
        assertThat(gone.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(gone.out()).isEmpty();
        assertThat(gone.err()).contains("no key k5 in ");
        assertThat(run("db delete DIR k4 --to k4").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void scansPartsInBothDirections() {
        for (String key : new String[] {"a1", "a2", "b1", "b2", "c1"}) {
            assertSilent("db set DIR " + key + " x");
        }
        assertThat(answer("db scan DIR --prefix b -o csv")).isEqualTo("key,value\nb1,x\nb2,x\n");
        assertThat(answer("db scan DIR --from a2 --to b2 -o csv")).isEqualTo("key,value\na2,x\nb1,x\n");
        assertThat(answer("db scan DIR --reverse --limit 2 -o csv")).isEqualTo("key,value\nc1,x\nb2,x\n");
        assertThat(answer("db scan DIR --from d -o csv")).isEqualTo("key,value\n");
        assertThat(run("db scan DIR --prefix b --to c").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void checkpointsMakeDatabases() {
        assertSilent("db set DIR milk 'two litres'");
        assertSilent("db checkpoint DIR " + folder.resolve("copy"));
        assertSilent("db set DIR milk none");
        assertThat(answer("db get " + folder.resolve("copy") + " milk")).isEqualTo("two litres\n");
        CommandLine.Result again = run("db checkpoint DIR " + folder.resolve("copy"));
        assertThat(again.code()).isNotEqualTo(ExitCode.OK);
        assertThat(again.err()).contains("the directory must be empty");
        assertThat(run("db checkpoint " + folder.resolve("absent") + " " + folder.resolve("other"))
                        .code())
                .isNotEqualTo(ExitCode.OK);
        assertThat(folder.resolve("other")).doesNotExist();
        assertSound();
    }

    @Test
    void tablesAreTakenIn() {
        Path table = folder.resolve("loaded/000002.sst");
        try (WritableDiskVfs loaded = WritableDiskVfs.create(folder.resolve("loaded"));
                BulkLoader loader = new BulkLoader(BulkOptions.DEFAULT, name -> new ForcedSink(loaded, name))) {
            loader.add(Bytes.utf8("milk"), Bytes.utf8("prepared"));
            loader.finish();
        }
        assertSilent("db set DIR milk 'two litres'");
        assertSilent("db ingest DIR " + table);
        assertThat(answer("db get DIR milk")).isEqualTo("prepared\n");
        assertThat(table).exists();
        assertThat(run("db ingest DIR " + folder.resolve("absent.sst")).code()).isNotEqualTo(ExitCode.OK);
        assertSound();
    }

    @Test
    void salvageSaysWhatIsLost() throws IOException {
        assertSilent("db set DIR milk 'two litres'");
        assertSilent("db compact DIR");
        assertThat(answer("db salvage DIR " + folder.resolve("whole") + " -o csv"))
                .isEqualTo("file,from,to,reason\n");
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            Files.delete(files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow());
        }
        CommandLine.Result part = run("db salvage DIR " + folder.resolve("part") + " -o csv");
        assertThat(part.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(part.out()).contains(".sst,milk,milk\\x00,");
        assertThat(answer("db scan " + folder.resolve("part") + " -o csv")).isEqualTo("key,value\n");
        assertThat(answer("db get " + folder.resolve("whole") + " milk")).isEqualTo("two litres\n");
    }

    @Test
    void readingAndDeletingWantADatabase() throws IOException {
        for (String line :
                new String[] {"get DIR k", "scan DIR", "lsm DIR", "check DIR", "delete DIR k", "compact DIR"}) {
            CommandLine.Result absent = run("db " + line);
            assertThat(absent.code()).as(line).isNotEqualTo(ExitCode.OK);
            assertThat(absent.err()).contains("no directory ");
            assertThat(folder).isEmptyDirectory();
        }
        Files.createDirectories(Path.of(directory));
        for (String line : new String[] {"get DIR k", "scan DIR", "delete DIR k", "compact DIR"}) {
            CommandLine.Result absent = run("db " + line);
            assertThat(absent.code()).as(line).isNotEqualTo(ExitCode.OK);
            assertThat(Path.of(directory)).as(line).isEmptyDirectory();
        }
    }

    /** The manifest before the present one is kept, as Pebble does, and is worth a note. */
    private void assertSound() {
        assertThat(answer("db check DIR --strict -o csv").lines().skip(1))
                .allMatch(line -> line.startsWith("note,database.extra-file,") && line.contains("MANIFEST-"));
    }

    private CommandLine.Result run(String line) {
        String[] words = CommandLine.words(line);
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("DIR", directory);
        }
        return CommandLine.run(words);
    }

    private String answer(String line) {
        CommandLine.Result result = run(line);
        assertThat(result.code()).as(line + result.err()).isEqualTo(ExitCode.OK);
        return result.out();
    }

    private void assertSilent(String line) {
        CommandLine.Result result = run(line);
        assertThat(result.code()).as(line + result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).as(line).isEmpty();
        assertThat(result.err()).as(line).isEmpty();
    }
}

package dev.grantlake.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
                .allMatch(line -> line.startsWith("note,database.extra-file,MANIFEST-"));
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

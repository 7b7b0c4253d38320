package dev.grantlake.lance.command;

import dev.grantlake.cli.Main;
import dev.grantlake.cli.args.Syntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** The commands as a shell calls them, found as a plugin. */
class LanceCommandsTest {

    @TempDir
    Path folder;

    private record Result(int code, String out, String err) {}

    private Result run(String command, String... words) {
        List<String> line =
                new ArrayList<>(List.of("lake", command, folder.resolve("notes").toString()));
        line.addAll(List.of(words));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(line.toArray(String[]::new), out, err);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void changed(String command, String... words) {
        assertThat(run(command, words)).isEqualTo(new Result(0, "", ""));
    }

    @Test
    void everyCommandThatIsListedIsThere() {
        LakeCommands lake = new LakeCommands();
        assertThat(lake.family().commands()).allSatisfy(entry -> {
            Syntax syntax = requireNonNull(lake.find(entry.name())).syntax();
            assertThat(syntax.command()).isEqualTo("lake " + entry.name());
            assertThat(entry.summary()).startsWith(syntax.summary());
        });
    }

    @Test
    void whatIsSetIsReadAndListed() {
        changed("set", "milk", "two litres");
        changed("set", "bread", "");
        changed("set", "00ff", "0a", "--hex");
        assertThat(run("get", "milk")).isEqualTo(new Result(0, "two litres\n", ""));
        assertThat(run("get", "bread").out()).isEqualTo("\n");
        assertThat(run("get", "00ff", "--hex").out()).isEqualTo("0a\n");
        assertThat(run("scan", "--hex", "-o", "csv").out())
                .isEqualTo("key,value\n00ff,0a\n6272656164,\n6d696c6b,74776f206c6974726573\n");
        assertThat(run("scan", "--from", "b", "--to", "c", "-o", "json").out())
                .isEqualTo("{\"key\":\"bread\",\"value\":\"\"}\n");
        assertThat(run("scan", "--reverse", "--limit", "1", "-o", "json").out())
                .isEqualTo("{\"key\":\"milk\",\"value\":\"two litres\"}\n");
    }

    @Test
    void whatIsRemovedStaysInVersionsOfThePast() {
        changed("set", "a1", "one");
        changed("set", "a2", "two");
        changed("set", "b", "three");
        String before = figure("version");
        changed("del", "b");
        changed("del", "--prefix", "a");
        assertThat(run("get", "a1").code()).isEqualTo(1);
        assertThat(run("get", "a1").err()).startsWith("no key a1 in ");
        assertThat(run("scan", "-o", "json").out()).isEmpty();
        assertThat(run("at", before, "b").out()).isEqualTo("three\n");
        assertThat(run("at", before, "-o", "csv").out()).isEqualTo("key,value\na1,one\na2,two\nb,three\n");
        assertThat(run("at", "2999-01-01T00:00:00Z", "b").code()).isEqualTo(1);
        Result early = run("at", "2001-01-01T00:00:00Z", "b");
        assertThat(early.code()).isEqualTo(2);
        assertThat(early.err()).contains("2001-01-01");
        assertThat(run("at", "99", "b").err()).contains("99");
    }

    private String figure(String what) {
        return run("stats", "-o", "csv")
                .out()
                .lines()
                .filter(line -> line.startsWith(what + ","))
                .map(line -> line.substring(what.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void versionsAreListedNamedAndRemoved() {
        for (int i = 0; i < 5; i++) {
            changed("set", "k", Integer.toString(i));
        }
        changed("tag", "third", "4");
        changed("tag", "now");
        assertThat(run("versions", "-o", "csv").out().lines().map(line -> line.replaceFirst(",[^,]*Z,", ",TIME,")))
                .containsExactly(
                        "version,time,kind,max_seq,tags",
                        "1,TIME,creation,0,",
                        "2,TIME,flush,1,",
                        "3,TIME,flush,2,",
                        "4,TIME,flush,3,third",
                        "5,TIME,flush,4,",
                        "6,TIME,flush,5,now");
        changed("compact");
        assertThat(run("gc").out()).isEqualTo("0 versions removed\n");
        assertThat(run("gc", "--keep-days", "0").out())
                .endsWith(" versions removed\n")
                .doesNotStartWith("0");
        assertThat(run("at", "4", "k").out()).isEqualTo("2\n");
        assertThat(run("at", "third", "k").out()).isEqualTo("2\n");
        assertThat(run("at", "now", "-o", "csv").out()).isEqualTo("key,value\nk,4\n");
        assertThat(run("at", "3", "k").code()).isEqualTo(2);
        Result nameless = run("at", "yesterday", "k");
        assertThat(nameless.code()).isEqualTo(2);
        assertThat(nameless.err()).contains("no version is tagged \"yesterday\"");
        assertThat(run("get", "k").out()).isEqualTo("4\n");
        changed("tag", "third", "--delete");
        assertThat(run("tag", "third", "--delete").code()).isEqualTo(2);
        changed("migrate");
        assertThat(run("get", "k").out()).isEqualTo("4\n");
    }

    @Test
    void wrongCallsSayWhatIsWrong() {
        assertThat(run("get", "milk").code()).isEqualTo(2);
        assertThat(folder.resolve("notes")).doesNotExist();
        assertThat(run("get", "").code()).isEqualTo(64);
        assertThat(run("get", "xyz", "--hex").err()).contains("KEY takes hexadecimal digits");
        assertThat(run("del").err()).contains("KEY or a range");
        assertThat(run("del", "a", "--prefix", "b").code()).isEqualTo(64);
        assertThat(run("scan", "--prefix", "a", "--from", "b").code()).isEqualTo(64);
        assertThat(run("tag", "x", "first").err()).contains("VERSION takes");
        assertThat(run("gc", "--keep-days", "99999").code()).isEqualTo(64);
        assertThat(run("migrate").err()).contains("no lake in");
        assertThat(run("bench", "--rows", "0").err()).contains("--rows takes");
    }

    @Test
    void aBenchmarkNamesWhatItHasDone() {
        Result bench = run("bench", "--rows", "2000", "-o", "csv");
        assertThat(bench.code()).isZero();
        assertThat(bench.out()).startsWith("scenario,operations,").contains("durable commits, 64 threads", "\nopen,1,");
        assertThat(run("bench").err()).contains("there is a lake in");
        assertThat(Files.isDirectory(folder.resolve("notes"))).isTrue();
    }
}

package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class QuickstartTest {

    @TempDir
    Path folder;

    @Test
    void makesACompanyAndAnswersQuestions() {
        Path file = folder.resolve("company.c1z");
        CommandLine.Result result = CommandLine.run("quickstart", file.toString());
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith(
                        "$ grantlake generate " + file + " --grants 1000\nwrote " + file + ": 4 resource types, 130")
                .contains("\n$ grantlake stats " + file + "\n", "\ngrants                1000\n")
                .contains(
                        "\n$ grantlake who-can " + file + " group:g0010:owner\n",
                        "\nuser/u000002  User 000002  direct\n")
                .contains(
                        "\n$ grantlake what-can " + file + " user/u000017\n", "\ngroup:g0000:owner   Group 0000 owner");
        assertThat(file).isNotEmptyFile();
        assertThat(CommandLine.run("quickstart", file.toString()).code()).isEqualTo(ExitCode.EXISTS);
    }

    @Test
    void leavesNothingWithoutAFile() {
        CommandLine.Result result = CommandLine.run("quickstart");
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        String file = result.out().lines().findFirst().orElseThrow().split(" ", -1)[3];
        assertThat(Path.of(file)).doesNotExist();
        assertThat(Path.of(file).toAbsolutePath().getParent()).doesNotExist();
    }
}

package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Ids of every kind: NUL, line ends, colons, slashes, scripts that run the other way. */
class OddIdsTest {

    private final String nasty = Fixtures.path("c1z/nasty.v3.c1z").toString();

    @ParameterizedTest
    @ValueSource(strings = {"resource-types", "resources", "entitlements", "grants", "principals"})
    void tablesHoldOneRowALineAndNoControlCharacters(String command) {
        List<String> table = CommandLine.run(command, nasty).out().lines().toList();
        long rows = CommandLine.run(command, nasty, "--output", "json")
                .out()
                .lines()
                .count();
        assertThat(table).hasSize((int) rows + 1);
        assertThat(table).allSatisfy(line -> assertThat(line).matches("[^\\p{Cc}\\u2028\\u2029\\u202a-\\u202e]*"));
    }

    @Test
    void anIdThatLooksLikeAnOptionGoesBehindTwoDashes() {
        CommandLine.Result result = CommandLine.run("who-can", nasty, "--output", "json", "--", "t:-1:member");
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("\"id\":\"t:-1:member\"");
    }

    @Test
    void anEntitlementOnTwoResourcesNamesThemAndAsks() {
        CommandLine.Result result = CommandLine.run("who-can", nasty, "shared-eid");
        assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("stands on 2 resources; say which with --on: t/");
    }

    @Test
    void whatAListingNamesCanBeAskedFor() {
        for (String id : List.of("t/a/b/../c", "t/\"quote\"", "t/\0", "t/trail:", "t/\u65e5\u672c\u8a9e", "t/ ")) {
            assertThat(CommandLine.run("get", nasty, "resource", id).code())
                    .as(id)
                    .isEqualTo(ExitCode.OK);
            assertThat(CommandLine.run("who-can", nasty, id, "--resource").code())
                    .as(id)
                    .isEqualTo(ExitCode.OK);
        }
        assertThat(CommandLine.run("get", nasty, "resource", "--type", "t", "--id", "")
                        .code())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void errorsQuoteIdsOnOneLine() {
        CommandLine.Result result = CommandLine.run("what-can", nasty, "t/no\nsuch\u202ething");
        assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(result.err())
                .startsWith("grantlake what-can: no principal \"t/no\\nsuch\\u202ething\"")
                .hasLineCount(1);
    }
}

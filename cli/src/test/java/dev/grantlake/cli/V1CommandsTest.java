package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every command answers from a v1 file what it answers from the v3 file with the same records, or says why it cannot.
 */
class V1CommandsTest {

    private static CommandLine.Result run(String command, String file) {
        String path = Fixtures.path("c1z/" + file).toString();
        return CommandLine.run(Stream.of(command.split(" ", -1))
                .map(word -> word.equals("FILE") ? path : word)
                .toArray(String[]::new));
    }

    private static List<String> sorted(CommandLine.Result result) {
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        return result.out().lines().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource-types FILE --output json",
                "resources FILE --output json",
                "resources FILE",
                "principals FILE --output json",
                "entitlements FILE",
                "grants FILE --output csv",
                "who-can FILE group:g1:member --output json",
                "who-can FILE --entitlement custom-entitlement-id",
                "what-can FILE user/u1 --output json",
                "get FILE resource user/u1",
                "get FILE resource-type user",
                "get FILE asset asset-icon"
            })
    void answersAreThoseOfV3(String command) {
        assertThat(sorted(run(command, "tiny.v1.c1z"))).isEqualTo(sorted(run(command, "tiny.v3.c1z")));
    }

    @Test
    void pagesJoinToTheWhole() {
        List<String> whole = sorted(run("grants FILE --output csv", "small.v1.c1z"));
        CommandLine.Result first = run("grants FILE --output csv --limit 400", "small.v1.c1z");
        String token = first.err().replaceFirst("(?s).*--page-token (\\S+).*", "$1");
        CommandLine.Result rest = run("grants FILE --output csv --page-token " + token, "small.v1.c1z");
        assertThat(Stream.concat(first.out().lines(), rest.out().lines().skip(1))
                        .sorted())
                .isEqualTo(whole);
    }

    @Test
    void statsSayWhereTheyComeFrom() {
        assertThat(run("stats FILE", "small.v1.c1z").out())
                .contains("format    v1, sqlite\n", "source    stored with the records\n", " 1000\n");
        assertThat(run("stats FILE", "unfinished.v1.c1z").out()).contains("source    counted now\n", " 300\n");
        assertThat(run("stats FILE --recount", "small.v1.c1z").out()).contains("source    counted now\n", " 1000\n");
    }

    @Test
    void severalSyncsAreListedAndChosenByTheirIds() {
        CommandLine.Result syncs = run("syncs FILE --output csv", "diff/two-syncs-diffed.v1.c1z");
        List<String> lines = syncs.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(3)).contains(",partial,finished,");
        for (String line : lines.subList(1, 4)) {
            String id = line.substring(0, line.indexOf(','));
            assertThat(run("stats FILE --output json --sync-id " + id, "diff/two-syncs-diffed.v1.c1z")
                            .out())
                    .contains("\"id\":\"" + id + "\"");
        }
    }

    @Test
    void whatIsNotThereHasNeighbours() {
        CommandLine.Result result = run("who-can FILE group:g1:membr", "tiny.v1.c1z");
        assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(result.err()).contains("did you mean group:g1:member");
        assertThat(run("what-can FILE user/u9", "tiny.v1.c1z").err()).contains("did you mean user/u1");
    }

    @Test
    void theEnvelopeIsShown() {
        assertThat(run("inspect envelope FILE --content", "small.v1.c1z").out().lines())
                .containsExactly(
                        "size           78327 bytes",
                        "kind           v1 (C1ZF): a SQLite database in a zstd stream",
                        "zstd stream    at 5, window 1048576 bytes, declares 970752 bytes, checksum",
                        "database       237 pages of 4096 bytes, written by SQLite 3.40.1",
                        "journal        rollback");
        assertThat(run("inspect envelope FILE --output json", "small.v1.c1z").out())
                .startsWith("{\"database\":{\"checksum\":true,\"declared\":970752,\"page_size\":4096,\"pages\":237,"
                        + "\"read_version\":1,\"sqlite\":\"3.40.1\",\"window\":1048576,\"write_version\":1}")
                .contains("\"kind\":\"v1\"");
        assertThat(run("inspect envelope FILE", "corrupt/v1-magic-only.c1z").out())
                .contains("note           there is no database behind the magic");
    }

    @ParameterizedTest
    @CsvSource({
        "corrupt/v1-cut.c1z, FINDINGS",
        "corrupt/v1-bitflip.c1z, FINDINGS",
        "corrupt/v1-trailing.c1z, FINDINGS",
        "corrupt/v1-not-zstd.c1z, FINDINGS",
        "corrupt/v1-magic-only.c1z, OK",
    })
    void damageOfTheEnvelopeIsAFinding(String file, ExitCode code) {
        assertThat(run("inspect envelope FILE --content", file).code()).isEqualTo(code);
        assertThat(run("dump FILE", file).code()).isEqualTo(code == ExitCode.OK ? ExitCode.OK : ExitCode.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect manifest FILE",
                "inspect lsm FILE",
                "inspect sst FILE 000004.sst",
                "inspect kv FILE",
                "inspect digests FILE"
            })
    void whatAV1FileDoesNotHaveIsNamed(String command) {
        CommandLine.Result result = run(command, "tiny.v1.c1z");
        assertThat(result.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(result.err())
                .contains("a v1 file (a SQLite database in a zstd stream)")
                .hasLineCount(1);
    }

    @Test
    void aV1FileHasNoDigest() {
        CommandLine.Result result = run("fingerprint FILE", "tiny.v1.c1z");
        assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(result.err()).contains("no digest is stored");
    }
}

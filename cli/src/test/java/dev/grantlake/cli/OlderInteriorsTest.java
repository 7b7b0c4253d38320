package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands on files of the interiors {@code pebble} and {@code pebble2}. */
class OlderInteriorsTest {

    private static final String FIRST = "3MM8SonqQQclySfganuUadDUmCo";
    private static final String SECOND = "3MM8SoOOIUsLL9Akm8cPkJBp3gy";

    private final String twoSyncs = fixture("seed-era/seed-two-syncs.v3");
    private final String pebble = fixture("seed-era/seed-small.v3");
    private final String pebble2 = fixture("legacy-external-id/mid-small.v3");

    private static String fixture(String name) {
        return Fixtures.path("c1z/" + name + ".c1z").toString();
    }

    private static List<String> lines(String... words) {
        CommandLine.Result result = CommandLine.run(words);
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        return result.out().lines().toList();
    }

    private static String text(String... words) {
        return String.join("\n", lines(words));
    }

    @Test
    void everySyncIsListedAndReadOnRequest() {
        assertThat(lines("syncs", twoSyncs)).hasSize(3).element(1).asString().startsWith(FIRST);
        assertThat(lines("grants", twoSyncs, "-o", "json", "--sync-id", FIRST)).hasSize(1002);
        assertThat(lines("grants", twoSyncs, "-o", "json", "--sync-id", SECOND)).hasSize(402);
        assertThat(lines("grants", twoSyncs, "-o", "json")).as("the latest").hasSize(402);
        assertThat(lines("resources", twoSyncs, "-o", "json", "--sync-id", FIRST, "--type", "user"))
                .hasSize(100);
        assertThat(CommandLine.run("grants", twoSyncs, "--sync-id", "none").code())
                .isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void statisticsAreThoseOfTheSync() {
        assertThat(text("stats", twoSyncs))
                .contains(SECOND)
                .contains("stored with the records")
                .containsPattern("grants +402");
        assertThat(text("stats", twoSyncs, "--sync-id", FIRST, "--recount"))
                .contains("counted now")
                .containsPattern("grants +1002")
                .containsPattern("group +20 +22 +850");
        assertThat(text("stats", pebble2)).contains("header of the file").containsPattern("grants +1002");
        assertThat(text("stats", pebble2, "--migrated"))
                .contains("v3, pebble3")
                .containsPattern("grants +1001")
                .containsPattern("group +20 +22 +849");
    }

    @Test
    void twoGrantsOnOnePairAreTwoRowsUntilTheyAreMigrated() {
        for (String file : List.of(pebble, pebble2)) {
            assertThat(lines("grants", file, "-p", "user/dup", "-o", "json"))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("\"id\":\"dup-1\""))
                    .anyMatch(line -> line.contains("\"id\":\"dup-2\""));
            assertThat(text("get", file, "grant", "dup-2", "-o", "json")).contains("GrantImmutable");
        }
        assertThat(lines("grants", pebble2, "-p", "user/dup", "-o", "json", "--migrated"))
                .singleElement()
                .asString()
                .contains("\"id\":\"dup-1\"")
                .contains("GrantImmutable");
        assertThat(CommandLine.run("get", pebble2, "grant", "dup-2", "--migrated")
                        .code())
                .isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void pagesGoOnWhereTheyEnded() {
        List<String> all = lines("grants", pebble, "-o", "json", "-e", "group:g0000:member");
        assertThat(all).hasSizeGreaterThan(50);
        List<String> first = lines("grants", pebble, "-o", "json", "-e", "group:g0000:member", "--limit", "7");
        assertThat(first).hasSize(8);
        String token = first.get(7).replaceAll(".*:\"|\".*", "");
        List<String> rest = lines("grants", pebble, "-o", "json", "-e", "group:g0000:member", "--page-token", token);
        assertThat(first.subList(0, 7)).isEqualTo(all.subList(0, 7));
        assertThat(rest).isEqualTo(all.subList(7, all.size()));
        CommandLine.Result foreign = CommandLine.run("grants", pebble, "-p", "user/dup", "--page-token", token);
        assertThat(foreign.code()).isNotEqualTo(ExitCode.OK);
        assertThat(foreign.err()).contains("page token");
    }

    @Test
    void keysAreShownMigratedToo() {
        assertThat(lines("inspect", "kv", pebble2, "--migrated", "--prefix", "03ff"))
                .hasSize(3)
                .contains("03ff6772616e745f656e7469746c656d656e745f69645f666f726d6174 00000002");
        assertThat(lines("inspect", "kv", pebble2, "--migrated", "--prefix", "0304"))
                .hasSize(1001);
        assertThat(lines("inspect", "kv", pebble2, "--prefix", "0304")).hasSize(1002);
        assertThat(CommandLine.run("inspect", "envelope", pebble2, "--migrated").err())
                .contains("--migrated means nothing to the view envelope");
    }

    @Test
    void keysThatAreShownMigratedSayWhatThatLoses() {
        assertThat(CommandLine.run("inspect", "kv", pebble2, "--migrated", "--prefix", "03ff")
                        .err())
                .isEqualTo(CommandLine.run("grants", pebble2, "--migrated").err())
                .contains("note: grants merged into others by the migration: 1;");
        assertThat(CommandLine.run("inspect", "kv", pebble2, "--prefix", "03ff").err())
                .isEmpty();
    }

    @Test
    void whatHasNoMigrationIsRefusedByName() {
        CommandLine.Result refused = CommandLine.run("dump", pebble, "--migrated");
        assertThat(refused.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(refused.err()).contains("keyspace version 1 has no migration");
    }
}

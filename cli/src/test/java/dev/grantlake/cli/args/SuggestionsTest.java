package dev.grantlake.cli.args;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SuggestionsTest {

    @Test
    void measuresInsertionsRemovalsReplacementsAndSwaps() {
        assertThat(Suggestions.distance("stats", "stats", 3)).isZero();
        assertThat(Suggestions.distance("stast", "stats", 3)).isEqualTo(1);
        assertThat(Suggestions.distance("stat", "stats", 3)).isEqualTo(1);
        assertThat(Suggestions.distance("statts", "stats", 3)).isEqualTo(1);
        assertThat(Suggestions.distance("stabs", "stats", 3)).isEqualTo(1);
        assertThat(Suggestions.distance("kitten", "sitting", 3)).isEqualTo(3);
        assertThat(Suggestions.distance("", "ab", 3)).isEqualTo(2);
    }

    @Test
    void givesUpBeyondTheLimit() {
        assertThat(Suggestions.distance("abcdefgh", "stuvwxyz", 2)).isGreaterThan(2);
        assertThat(Suggestions.distance("a", "abcdefgh", 2)).isGreaterThan(2);
    }

    @Test
    void putsTheNearestFirstAndNoMoreThanAsked() {
        assertThat(Suggestions.near("user/u00017", List.of("user/u000018", "user/u000017", "user/u900019"), 2))
                .containsExactly("user/u000017", "user/u000018");
        assertThat(Suggestions.near("STATS", List.of("stats", "syncs"), 1)).containsExactly("stats");
        assertThat(Suggestions.near("frobnicate", List.of("stats", "syncs"), 3)).isEmpty();
        assertThat(Suggestions.near("same", List.of("same"), 3)).isEmpty();
        assertThat(Suggestions.near("x".repeat(10_000), List.of("x".repeat(9_999)), 3))
                .isEmpty();
    }
}

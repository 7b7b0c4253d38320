package dev.grantlake.c1z;

import org.junit.jupiter.api.Test;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class EpochTimeTest {

    @Test
    void showsWhatIsATimeAndWhatIsNone() {
        assertThat(new EpochTime(1, 5).toInstant()).contains(Instant.ofEpochSecond(1, 5));
        assertThat(new EpochTime(0, 0)).hasToString("1970-01-01T00:00:00Z");
        assertThat(new EpochTime(253_402_300_800L, 0).toInstant())
                .as("the year 10000 is an instant")
                .isPresent();
        assertThat(new EpochTime(0, -1)).hasToString("invalid time 0s -1ns");
        assertThat(new EpochTime(0, 1_000_000_000).toInstant()).isEmpty();
        assertThat(new EpochTime(Long.MAX_VALUE, 0).toInstant()).isEmpty();
        assertThat(new EpochTime(Long.MIN_VALUE, 999_999_999).toInstant()).isEmpty();
    }
}

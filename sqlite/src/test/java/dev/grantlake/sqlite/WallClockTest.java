package dev.grantlake.sqlite;

import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WallClockTest {

    private static Instant instant(Object value, String zone) {
        Row row = new Row("a.c1z", "v1_grants", List.of("id", "discovered_at"), new @Nullable Object[] {7L, value});
        return WallClock.instant(row, 1, ZoneId.of(zone));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-05-28 09:15:00, UTC, 2026-05-28T09:15:00Z",
        "2026-05-28 09:15:00, America/New_York, 2026-05-28T13:15:00Z",
        "2026-05-28 09:15:00, Asia/Kolkata, 2026-05-28T03:45:00Z",
        "2026-05-28 09:15:00.1, UTC, 2026-05-28T09:15:00.100Z",
        "2026-05-28 09:15:00.000000001, UTC, 2026-05-28T09:15:00.000000001Z",
        "2026-05-28 09:15:00.123456789, Asia/Kolkata, 2026-05-28T03:45:00.123456789Z",
        "0001-01-01 00:00:00, UTC, 0001-01-01T00:00:00Z",
        "9999-12-31 23:59:59.999999999, UTC, 9999-12-31T23:59:59.999999999Z",
        // The hour that comes twice is taken for the first one, the one that never was for an hour later.
        "2026-11-01 01:30:00, America/New_York, 2026-11-01T05:30:00Z",
        "2026-03-08 02:30:00, America/New_York, 2026-03-08T07:30:00Z",
        // What carries a zone needs none.
        "2026-05-28T09:15:00Z, America/New_York, 2026-05-28T09:15:00Z",
        "2026-05-28 09:15:00.5+05:30, America/New_York, 2026-05-28T03:45:00.500Z",
        "2026-05-28T09:15, Asia/Kolkata, 2026-05-28T03:45:00Z",
    })
    void aTextMeansAnInstant(String text, String zone, String expected) {
        assertThat(instant(text, zone)).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "2026",
                "2026-05-28",
                "2026-02-30 00:00:00",
                "2026-05-28 24:00:00",
                "2026-05-28 09:15:60",
                "2026-05-28 09:15:00.",
                "2026-05-28 09:15:00.1234567890",
                "2026-05-28 09:15:00 +0000 UTC",
                "2026-05-28 09:15:00+99:00",
                "\u0662026-05-28 09:15:00",
                "12026-05-28 09:15:00",
                "now"
            })
    void anythingElseIsAnErrorThatNamesThePlace(String text) {
        assertThatThrownBy(() -> instant(text, "UTC"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a.c1z: table v1_grants, row 7, column discovered_at: expected a time");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_780_000_000})
    void aNumberIsNoTime(long value) {
        assertThatThrownBy(() -> instant(value, "UTC"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("column discovered_at: expected text, found the number " + value);
    }
}

package dev.grantlake.lake.flush;

import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FlushTriggerTest {

    private static final FlushOptions COMPAT = FlushOptions.COMPAT;

    @ParameterizedTest
    @DisplayName("19.39 rows, bytes, ticks and the floor")
    @CsvSource({
        "false, 999, 0, 50, false",
        "false, 1000, 0, 50, true",
        "false, 1, 8388607, 50, false",
        "false, 1, 8388608, 50, true",
        "true, 1, 1, 50, true",
        "true, 1000, 8388608, 25, false",
        "true, 1000, 8388608, 49, false",
        "false, 1000, 8388608, 49, false",
        "false, 1000, 0, 51, true",
    })
    void keepsTheTable(boolean periodic, long rows, long bytes, long sinceMillis, boolean flushes) {
        assertThat(shouldFlush(periodic, rows, bytes, TimeUnit.MILLISECONDS.toNanos(sinceMillis)))
                .isEqualTo(flushes);
    }

    /** Every combination of values on, below and above each limit. */
    @Test
    void keepsTheRuleEverywhere() {
        long floor = COMPAT.minFlushInterval().toNanos();
        for (boolean periodic : new boolean[] {false, true}) {
            for (long rows : around(COMPAT.maxPendingRows())) {
                for (long bytes : around(COMPAT.maxPendingBytes())) {
                    for (long since : around(floor)) {
                        boolean expected = since >= floor
                                && (periodic || rows >= COMPAT.maxPendingRows() || bytes >= COMPAT.maxPendingBytes());
                        assertThat(shouldFlush(periodic, rows, bytes, since))
                                .as("%s, %s rows, %s bytes, %s ns", periodic, rows, bytes, since)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    private static long[] around(long limit) {
        return new long[] {0, 1, limit - 1, limit, limit + 1, Long.MAX_VALUE};
    }

    private static boolean shouldFlush(boolean periodic, long rows, long bytes, long sinceNanos) {
        return FlushTrigger.shouldFlush(COMPAT, COMPAT.minFlushInterval().toNanos(), periodic, rows, bytes, sinceNanos);
    }

    @Test
    @DisplayName("19.38 defaults are sane")
    void hasSaneDefaults() {
        for (FlushOptions options : new FlushOptions[] {FlushOptions.COMPAT, FlushOptions.PRODUCTION}) {
            assertThat(options.tickInterval()).isGreaterThanOrEqualTo(Duration.ofMillis(10));
            assertThat(options.maxPendingRows()).isPositive();
            assertThat(options.maxPendingBytes()).isGreaterThanOrEqualTo(64 << 10);
            assertThat(options.minFlushInterval()).isBetween(Duration.ofMillis(1), options.tickInterval());
        }
        assertThat(FlushOptions.COMPAT.tickInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(FlushOptions.COMPAT.maxPendingRows()).isEqualTo(1000);
        assertThat(FlushOptions.PRODUCTION.tickInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(FlushOptions.PRODUCTION.maxPendingRows()).isEqualTo(50_000);
    }

    @Test
    void refusesAFloorAboveTheTick() {
        assertThatThrownBy(() -> COMPAT.withMinFlushInterval(Duration.ofMillis(101)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("above the tick");
        assertThat(COMPAT.withMinFlushInterval(Duration.ofMillis(100)).minFlushInterval())
                .isEqualTo(COMPAT.tickInterval());
    }
}

package dev.grantlake.c1z;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A timestamp as it is stored, valid or not: damaged and hostile files hold negative nanoseconds and the year 10000.
 *
 * @param seconds seconds since 1970-01-01T00:00:00Z
 * @param nanos nanoseconds on top, within {@code [0, 999_999_999]} if valid
 */
public record EpochTime(long seconds, int nanos) {

    /** The instant, or nothing where Java's range or that of {@link #nanos} does not hold it. */
    public Optional<Instant> toInstant() {
        if (nanos < 0 || nanos > 999_999_999) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochSecond(seconds, nanos));
        } catch (DateTimeException outOfRange) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return toInstant().map(Instant::toString).orElse("invalid time " + seconds + "s " + nanos + "ns");
    }
}

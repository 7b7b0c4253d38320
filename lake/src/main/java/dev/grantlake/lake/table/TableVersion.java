package dev.grantlake.lake.table;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * A version as a table's history has it.
 *
 * @param number greater than that of the version before, not always by one
 * @param time when it was made
 * @param kind why it was made
 * @param maxSeq the largest commit sequence number that it or a version before it holds, 0 if there is none; nothing if
 *     whoever made it has not written that down
 */
public record TableVersion(long number, Instant time, VersionKind kind, OptionalLong maxSeq) {

    /** When it was made, in whole microseconds since 1970, UTC. */
    public long timeMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}

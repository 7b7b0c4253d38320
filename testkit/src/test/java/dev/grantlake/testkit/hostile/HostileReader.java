package dev.grantlake.testkit.hostile;

import dev.grantlake.testbase.Allocation;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads damaged files to their end and holds each read to the bounds: it allocates at most 64 MiB and eight times the
 * size of the file, and takes at most a second of processor time.
 */
final class HostileReader {

    private static final long FIXED_BYTES = 64L << 20;
    private static final long PER_BYTE = 8;

    /** A way to read a file from end to end. */
    @FunctionalInterface
    interface Reading {

        /**
         * Reads a file.
         *
         * @return a hash of what was read, or nothing if the file was refused, as damaged files may be
         */
        OptionalLong read(Path file);
    }

    private final Path file;
    private final Reading reading;
    private final long expected;
    private final long maxBytes;

    private int reads;
    private int refusals;
    private long mostBytes;
    private long mostNanos;

    /**
     * A reader of one file, which is sound now and will be damaged.
     *
     * @param size the size of the sound file in bytes, which damage does not make larger
     */
    HostileReader(Path file, long size, Reading reading) {
        this.file = file;
        this.reading = reading;
        this.maxBytes = FIXED_BYTES + PER_BYTE * size;
        this.expected = reading.read(file).orElseThrow();
    }

    /** Reads the file as it is now; {@code damage} says what was done to it. */
    void read(String damage) {
        Allocation cost = Allocation.of(() -> readOrBeRefused(damage));
        reads++;
        mostBytes = Math.max(mostBytes, cost.bytes());
        mostNanos = Math.max(mostNanos, cost.cpuNanos());
        if (cost.bytes() > maxBytes) {
            throw new AssertionError(damage + ": " + cost.bytes() + " bytes allocated, expected at most " + maxBytes);
        }
        if (cost.cpuNanos() > Allocation.SECOND_NANOS) {
            throw new AssertionError(damage + ": " + cost.cpuNanos() + " ns of processor time");
        }
    }

    private void readOrBeRefused(String damage) {
        OptionalLong found;
        try {
            found = reading.read(file);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(damage + ": neither a result nor a refusal", e);
        }
        if (found.isEmpty()) {
            refusals++;
        } else if (found.getAsLong() != expected) {
            throw new AssertionError(damage + ": read to the end with another result");
        }
    }

    int refusals() {
        return refusals;
    }

    /** What was seen, for the log of a long run. */
    @Override
    public String toString() {
        return reads + " reads, " + refusals + " refused, at most " + mostBytes + " bytes and " + mostNanos / 1_000
                + " us of processor time";
    }
}

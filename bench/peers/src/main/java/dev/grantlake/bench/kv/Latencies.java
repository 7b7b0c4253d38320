package dev.grantlake.bench.kv;

import java.util.Arrays;

/** How long each of many calls took, in nanoseconds. */
public final class Latencies {

    private final long[] sorted;

    /** Of the calls of several threads together. */
    public Latencies(long[][] threads) {
        this.sorted =
                Arrays.stream(threads).flatMapToLong(Arrays::stream).sorted().toArray();
    }

    /** The time that so many of a thousand calls did not pass. */
    public long perMille(int calls) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) sorted.length * calls / 1000)];
    }
}

package dev.grantlake.workload;

import java.util.random.RandomGenerator;

/**
 * The generator behind every workload (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"): small
 * enough to be written in any language, and able to pass over draws at no cost. Belongs to one thread.
 */
public final class SplitMix64 implements RandomGenerator {

    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final double FRACTION_STEP = 0x1p-53;

    private long state;

    public SplitMix64(long seed) {
        this.state = seed;
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * A number in {@code [0, bound)}: the next value, unsigned, modulo {@code bound}. Not {@link #nextInt(int)}, which
     * may take several draws.
     */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** A fraction in {@code [0, 1)}: the top 53 bits of the next value. */
    public double fraction() {
        return (nextLong() >>> 11) * FRACTION_STEP;
    }

    /** Passes over so many draws. */
    public void skip(long draws) {
        state += draws * GAMMA;
    }

    /** A generator that goes on from here by itself. */
    public SplitMix64 copy() {
        return new SplitMix64(state);
    }
}

package dev.grantlake.bench.peer;

/**
 * The generator that both sides draw ids with (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
 */
final class SplitMix64 {

    private long state;

    SplitMix64(long seed) {
        this.state = seed;
    }

    /** A number in {@code [0, bound)}: the next value, unsigned, modulo {@code bound}. */
    int next(int bound) {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return (int) Long.remainderUnsigned(z, bound);
    }
}

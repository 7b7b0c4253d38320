package dev.grantlake.lake.directory;

import dev.grantlake.base.XxHash64;

/**
 * Says of most keys that are not among those it was made for that they are not: of a hundred such keys it lets one or
 * two pass. Immutable once it is filled. Ten bits a key, of which a key has six, all in one cache line of 512 bits.
 */
final class BloomFilter {

    private static final int BITS_PER_KEY = 10;
    private static final int PROBES = 6;
    private static final int LINE_WORDS = 8;

    private final long[] words;
    private final int lines;

    BloomFilter(int keys) {
        lines = lines(keys);
        words = new long[LINE_WORDS * lines];
    }

    private static int lines(int keys) {
        return (int) Math.max(1, ((long) keys * BITS_PER_KEY + 511) / 512);
    }

    /** What a filter for so many keys takes. */
    static long memoryBytes(int keys) {
        return (long) Long.BYTES * LINE_WORDS * lines(keys);
    }

    static long hash(byte[] key, int offset, int length) {
        return XxHash64.of(key, offset, length, 0);
    }

    void add(long hash) {
        int line = line(hash);
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(hash, i);
            words[line + (bit >>> 6)] |= 1L << bit;
        }
    }

    boolean mayContain(long hash) {
        int line = line(hash);
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(hash, i);
            if ((words[line + (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    long memoryBytes() {
        return 8L * words.length;
    }

    private int line(long hash) {
        return (int) (((hash >>> 32) * lines) >>> 32) * LINE_WORDS;
    }

    /** Nine bits of the hash for each probe, from the lower half on; the line was chosen by the upper one. */
    private static int bit(long hash, int probe) {
        return (int) ((hash * 0x9e3779b97f4a7c15L) >>> (9 * probe)) & 511;
    }
}

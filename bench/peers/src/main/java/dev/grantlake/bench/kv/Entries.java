package dev.grantlake.bench.kv;

import dev.grantlake.workload.SplitMix64;

import java.util.Arrays;

/**
 * Keys of 16 digits and values of 100 bytes, of which the second half repeats the first, so that they compress to about
 * a half. The Go peer makes the same.
 */
public final class Entries {

    public static final int KEY_BYTES = 16;
    public static final int VALUE_BYTES = 100;

    /** Values are cut out of so many bytes that no compressor finds one again. */
    private static final int POOL_BYTES = 1 << 20;

    private static final long POOL_SEED = 1;

    private final byte[] pool = new byte[POOL_BYTES];
    private int position;

    Entries() {
        SplitMix64 random = new SplitMix64(POOL_SEED);
        int half = VALUE_BYTES / 2;
        for (int from = 0; from + VALUE_BYTES <= POOL_BYTES; from += VALUE_BYTES) {
            for (int i = 0; i < half; i++) {
                pool[from + i] = (byte) random.nextLong();
            }
            System.arraycopy(pool, from, pool, from + half, half);
        }
    }

    /** The key of a number, in whose order keys lie. */
    public static byte[] key(long number) {
        byte[] key = new byte[KEY_BYTES];
        long rest = number;
        for (int i = KEY_BYTES - 1; i >= 0; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }

    /** Keeps what a scan reads from being left out: so many entries have so many bytes. */
    public static void requireWhole(long count, long bytes) {
        if (bytes != count * (KEY_BYTES + VALUE_BYTES)) {
            throw new IllegalStateException(count + " entries of " + bytes + " bytes");
        }
    }

    /** The next value; for one thread. */
    byte[] value() {
        if (position + VALUE_BYTES > POOL_BYTES) {
            position = 0;
        }
        byte[] value = Arrays.copyOfRange(pool, position, position + VALUE_BYTES);
        position += VALUE_BYTES;
        return value;
    }
}

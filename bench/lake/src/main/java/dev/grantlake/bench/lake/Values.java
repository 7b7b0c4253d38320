package dev.grantlake.bench.lake;

import dev.grantlake.base.LittleEndian;
import dev.grantlake.bench.kv.Entries;
import dev.grantlake.workload.SplitMix64;

/**
 * Values that each belong to a number, of which the second half repeats the first. No two are the same, so that no
 * dictionary of a column stands for them. For all threads.
 */
final class Values {

    private static final int HALF = Entries.VALUE_BYTES / 2;

    private Values() {}

    static byte[] of(long number) {
        SplitMix64 random = new SplitMix64(number);
        byte[] value = new byte[Entries.VALUE_BYTES];
        for (int i = 0; i + Long.BYTES <= HALF; i += Long.BYTES) {
            LittleEndian.putLong(value, i, random.nextLong());
        }
        System.arraycopy(value, 0, value, HALF, HALF);
        return value;
    }
}

package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;

import java.util.Arrays;

/** Builds the filter of a table; the counterpart of {@link BloomFilter}. Belongs to one thread. Four bytes a key. */
final class BloomFilterBuilder {

    /** The name of the policy, in the properties. */
    static final String POLICY = "rocksdb.BuiltinBloomFilter";

    private static final double PROBES_PER_BIT = 0.69;
    private static final int MAX_PROBES = 30;

    private final int bitsPerKey;
    private int[] hashes = new int[1024];
    private int count;

    BloomFilterBuilder(int bitsPerKey) {
        this.bitsPerKey = bitsPerKey;
    }

    /** Takes a user key in; one that follows itself counts once. */
    void add(byte[] array, int offset, int length) {
        int hash = BloomFilter.hash(array, offset, length);
        if (count > 0 && hashes[count - 1] == hash) {
            return;
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = hash;
    }

    /** Writes the filter over what {@code target} holds: nothing at all if there was no key. */
    void finish(ByteSink target) {
        target.clear();
        if (count == 0) {
            return;
        }
        // An odd number of lines brings more bits of a hash into the choice of its line.
        int lines =
                Math.toIntExact(((long) count * bitsPerKey + BloomFilter.LINE_BITS - 1) / BloomFilter.LINE_BITS) | 1;
        int probes = Math.max(1, Math.min(MAX_PROBES, (int) (bitsPerKey * PROBES_PER_BIT)));
        target.writeZeros(Math.multiplyExact(lines, BloomFilter.LINE_BYTES));
        byte[] filter = target.array();
        for (int i = 0; i < count; i++) {
            int hash = hashes[i];
            int delta = Integer.rotateRight(hash, BloomFilter.DELTA_ROTATION);
            int line = Integer.remainderUnsigned(hash, lines) * BloomFilter.LINE_BYTES;
            for (int probe = 0; probe < probes; probe++) {
                int bit = hash & (BloomFilter.LINE_BITS - 1);
                filter[line + (bit >>> 3)] |= (byte) (1 << (bit & 7));
                hash += delta;
            }
        }
        target.writeByte(probes).writeIntLe(lines);
    }
}

package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;

import java.util.BitSet;

/**
 * A set of entries, added up: which entries it holds cannot be told from it, but whether two sets are equal can, and if
 * not, in which parts they differ. It takes the same memory for ten entries and for a hundred million, and the entries
 * may come in any order. Belongs to one thread.
 *
 * <p>Implementation note. An index is right if its entries are those that the rows owe. Bringing both into one order
 * would mean to sort one of them outside of memory; adding up hashes of them does not. Each entry goes by its key into
 * one of {@value #BUCKETS} buckets, which keep a count, the sum of 64-bit hashes over key and value, and the sum of
 * those hashes mixed once more, modulo 2^64: entries whose hashes merely add up alike show in the second. What is left
 * is that one entry in the place of another has its hash, with a probability of 2^-64. The hashes are seeded, so that
 * nobody can prepare two sets that add up alike. Where buckets differ, {@link IndexDifferences} looks at their entries
 * alone.
 */
final class EntrySums {

    /** A power of two. */
    static final int BUCKETS = 1 << 12;

    /** Odd, so that mixing keeps different hashes different. */
    private static final long MIXER = 0x9e3779b97f4a7c15L;

    private final long seed;
    private final long[] counts = new long[BUCKETS];
    private final long[] first = new long[BUCKETS];
    private final long[] second = new long[BUCKETS];

    EntrySums(long seed) {
        this.seed = seed;
    }

    /** Which bucket an entry goes into; its value plays no role. */
    static int bucket(Bytes key, long seed) {
        return (int) (hash(key, seed) >>> (Long.SIZE - Integer.numberOfTrailingZeros(BUCKETS)));
    }

    void add(Bytes key, Bytes value) {
        long hash = hash(key, seed);
        int bucket = (int) (hash >>> (Long.SIZE - Integer.numberOfTrailingZeros(BUCKETS)));
        if (!value.isEmpty()) {
            hash = hash(value, hash);
        }
        counts[bucket]++;
        first[bucket] += hash;
        second[bucket] += mixed(hash);
    }

    /** Adds all entries of a set made under the same seed. */
    void add(EntrySums others) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            counts[bucket] += others.counts[bucket];
            first[bucket] += others.first[bucket];
            second[bucket] += others.second[bucket];
        }
    }

    long count() {
        long count = 0;
        for (long each : counts) {
            count += each;
        }
        return count;
    }

    long count(int bucket) {
        return counts[bucket];
    }

    /** The buckets in which two sets differ. */
    BitSet differences(EntrySums other) {
        BitSet differences = new BitSet(BUCKETS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] != other.counts[bucket]
                    || first[bucket] != other.first[bucket]
                    || second[bucket] != other.second[bucket]) {
                differences.set(bucket);
            }
        }
        return differences;
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ hash >>> 32) * MIXER;
        return mixed ^ mixed >>> 29;
    }

    private static long hash(Bytes bytes, long seed) {
        return XxHash64.of(bytes.array(), bytes.offset(), bytes.length(), seed);
    }
}

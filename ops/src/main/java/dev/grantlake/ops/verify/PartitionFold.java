package dev.grantlake.ops.verify;

import java.util.Arrays;

/** The digest of one entitlement's grants, computed from them, whole and by buckets. Belongs to one thread. */
final class PartitionFold {

    private static final int HASH_BITS = 16;

    private int width;
    private long count;
    private long hash;
    private long[] counts = new long[1];
    private long[] hashes = new long[1];

    /** Begins with no grants, and {@code 2^width} buckets. */
    void start(int width) {
        this.width = width;
        count = 0;
        hash = 0;
        int buckets = 1 << width;
        if (counts.length < buckets) {
            counts = new long[buckets];
            hashes = new long[buckets];
        } else {
            Arrays.fill(counts, 0, buckets, 0);
            Arrays.fill(hashes, 0, buckets, 0);
        }
    }

    /**
     * Adds a grant.
     *
     * @param bucketHash the first 16 bits of its bucket hash
     * @param content its content hash
     */
    void add(int bucketHash, long content) {
        count++;
        hash ^= content;
        int bucket = bucketHash >>> (HASH_BITS - width);
        counts[bucket]++;
        hashes[bucket] ^= content;
    }

    long count() {
        return count;
    }

    long hash() {
        return hash;
    }

    /** How many buckets there are. */
    int buckets() {
        return 1 << width;
    }

    /** The bucket that a leaf's first bucket hash stands for, or -1 if none begins there. */
    int bucketOf(int first) {
        int bucket = first >>> (HASH_BITS - width);
        return bucket << (HASH_BITS - width) == first ? bucket : -1;
    }

    long count(int bucket) {
        return counts[bucket];
    }

    long hash(int bucket) {
        return hashes[bucket];
    }
}

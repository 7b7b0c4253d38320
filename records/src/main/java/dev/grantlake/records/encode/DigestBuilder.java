package dev.grantlake.records.encode;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.store.GrantDigest;

import java.util.Arrays;

/**
 * Makes the nodes of digests in one pass: of each entitlement its root and its leaves, in the order of keys. The node
 * of the whole file comes before them all and is known only behind them; {@link #whole} gives it in the end. Belongs to
 * one thread.
 *
 * <p>Implementation note. How wide a root is follows from the number of its grants, which is known last; so leaves are
 * summed up as finely as they come and folded together in the end. At most 65,536 of them are held, in 1.5 MiB.
 */
public final class DigestBuilder {

    /** Takes the nodes. */
    @FunctionalInterface
    public interface Sink {
        void node(Bytes key, Bytes value);
    }

    private static final int BUCKET_SHIFT = Long.SIZE - DigestCodec.MAX_WIDTH;

    private final Sink sink;
    private Bytes partition = Bytes.EMPTY;
    private long count;
    private long hash;
    private long wholeCount;
    private long wholeHash;

    private int[] buckets = new int[16];
    private long[] counts = new long[16];
    private long[] hashes = new long[16];
    private int used;

    public DigestBuilder(Sink sink) {
        this.sink = sink;
    }

    /**
     * Begins an entitlement, with or without grants; each one once, in the order of keys.
     *
     * @param components the four of its identity, as they stand in keys
     */
    public void begin(Bytes components) {
        partition = components;
        count = 0;
        hash = 0;
        used = 0;
    }

    /**
     * Adds a grant to the entitlement.
     *
     * @param bucketHash its bucket hash; the first 16 bits must not be less than those of the one before
     * @param contentHash its content hash
     */
    public void add(long bucketHash, long contentHash) {
        int bucket = (int) (bucketHash >>> BUCKET_SHIFT);
        if (used == 0 || buckets[used - 1] != bucket) {
            open(bucket);
        }
        counts[used - 1]++;
        hashes[used - 1] ^= contentHash;
        count++;
        hash ^= contentHash;
    }

    private void open(int bucket) {
        if (used > 0 && buckets[used - 1] > bucket) {
            throw new IllegalArgumentException(
                    "bucket " + bucket + " after " + buckets[used - 1] + ": hashes must come in order");
        }
        if (used == buckets.length) {
            buckets = Arrays.copyOf(buckets, 2 * used);
            counts = Arrays.copyOf(counts, 2 * used);
            hashes = Arrays.copyOf(hashes, 2 * used);
        }
        buckets[used] = bucket;
        counts[used] = 0;
        hashes[used] = 0;
        used++;
    }

    /** Ends the entitlement and gives its nodes. */
    public void end() {
        int width = DigestCodec.width(count);
        sink.node(DigestKey.root(partition), DigestCodec.encodeRoot(width, new GrantDigest(hash, count)));
        if (width > 0) {
            leaves(width);
        }
        wholeCount += count;
        wholeHash ^= hash;
    }

    private void leaves(int width) {
        int mask = -1 << (DigestCodec.MAX_WIDTH - width);
        for (int i = 0; i < used; ) {
            int bucket = buckets[i] & mask;
            long leafCount = 0;
            long leafHash = 0;
            for (; i < used && (buckets[i] & mask) == bucket; i++) {
                leafCount += counts[i];
                leafHash ^= hashes[i];
            }
            sink.node(DigestKey.leaf(partition, bucket), DigestCodec.encodeSum(new GrantDigest(leafHash, leafCount)));
        }
    }

    /** The digest of all grants so far. Its node is {@link DigestKey#whole} with {@link DigestCodec#encodeSum}. */
    public GrantDigest whole() {
        return new GrantDigest(wholeHash, wholeCount);
    }
}

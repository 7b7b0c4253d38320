package dev.grantlake.base;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bounded cache of decoded buffers, shared by all that decode: frames of a container and blocks of a table lie side
 * by side under one budget. Keys are two primitives, so a look-up allocates nothing. Thread-safe.
 *
 * <p>Implementation note. Sixteen shards by key hash, each an open-addressing table under its own lock; one budget for
 * all of them, so that a buffer may be as large as the whole cache. Replacement is CLOCK: a hit sets a bit; the hand of
 * a shard clears the bits that it passes and evicts the first buffer without one. A new buffer evicts in its own shard
 * first, which keeps the shards even, and then in the shards behind it. It has no bit yet itself, so what a scan reads
 * once goes before what is read again. Room is reserved before a buffer goes in: the budget is never passed, not even
 * for a moment. Evicting only forgets; a buffer lives on for whoever still holds it, so readers need no pins and no
 * release.
 */
public final class BufferCache {

    /** What an entry costs beside its bytes: the array's head and the slots that it takes. */
    static final int ENTRY_BYTES = 64;

    private static final int SHARDS = 16;
    private static final AtomicLong NEXT_OWNER = new AtomicLong(1);

    private final Shard[] shards = new Shard[SHARDS];
    private final long capacityBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    /** A cache that takes at most {@code capacityBytes} of memory; 0 holds nothing. */
    public BufferCache(long capacityBytes) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("capacityBytes " + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard();
        }
    }

    /** A number for one file's keys that no other file of this process uses. */
    public static long newOwner() {
        return NEXT_OWNER.getAndIncrement();
    }

    public long capacityBytes() {
        return capacityBytes;
    }

    /** The buffer put under this key, or null. The caller must not change it. */
    public byte @Nullable [] get(long owner, long offset) {
        long hash = hash(owner, offset);
        return shards[shardOf(hash)].get(hash, owner, offset);
    }

    /**
     * Remembers {@code buffer}, which nobody may change any more, in place of what was there. A buffer larger than the
     * cache is not kept, and what was there is forgotten all the same.
     */
    public void put(long owner, long offset, byte[] buffer) {
        long hash = hash(owner, offset);
        int shard = shardOf(hash);
        byte[] previous = reserve(cost(buffer), shard)
                ? shards[shard].put(hash, owner, offset, buffer)
                : shards[shard].remove(hash, owner, offset);
        if (previous != null) {
            usedBytes.addAndGet(-cost(previous));
        }
    }

    /** Bytes of the buffers held at the moment. */
    public long sizeBytes() {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.sizeBytes();
        }
        return size;
    }

    /** What is taken out of the budget: the buffers, their entries, and room for those on their way in. */
    long usedBytes() {
        return usedBytes.get();
    }

    private static long cost(byte[] buffer) {
        return (long) buffer.length + ENTRY_BYTES;
    }

    /**
     * Takes {@code bytes} out of the budget, evicting from {@code firstShard} on until they fit; false if they cannot.
     */
    private boolean reserve(long bytes, int firstShard) {
        if (bytes > capacityBytes) {
            return false;
        }
        // One round of all hands clears the bits, the next one must find a victim; if not, all is reserved by others.
        int fruitless = 0;
        while (fruitless < 2 * SHARDS) {
            long used = usedBytes.get();
            if (used + bytes <= capacityBytes) {
                if (usedBytes.compareAndSet(used, used + bytes)) {
                    return true;
                }
                continue;
            }
            byte[] victim = shards[(firstShard + fruitless) % SHARDS].evict();
            if (victim == null) {
                fruitless++;
            } else {
                usedBytes.addAndGet(-cost(victim));
            }
        }
        return false;
    }

    private static int shardOf(long hash) {
        return (int) (hash >>> 60);
    }

    private static long hash(long owner, long offset) {
        long h = (owner * 0x9e3779b97f4a7c15L) ^ (offset * 0xc2b2ae3d27d4eb4fL);
        h ^= h >>> 32;
        return h * 0x9e3779b97f4a7c15L;
    }

    /**
     * Open addressing with linear probing over parallel arrays; a slot is empty if its buffer is null. Removal shifts
     * the run behind the hole back, so there are no tombstones. At most two thirds of the slots are taken.
     */
    private static final class Shard {

        private long[] owners = new long[16];
        private long[] offsets = new long[16];
        private byte[][] buffers = new byte[16][];
        private boolean[] referenced = new boolean[16];
        private int count;
        private int hand;
        private long size;

        synchronized long sizeBytes() {
            return size;
        }

        synchronized byte @Nullable [] get(long hash, long owner, long offset) {
            int slot = find(hash, owner, offset);
            byte[] buffer = buffers[slot];
            if (buffer != null) {
                referenced[slot] = true;
            }
            return buffer;
        }

        /** Returns what was there before. */
        synchronized byte @Nullable [] put(long hash, long owner, long offset, byte[] buffer) {
            int slot = find(hash, owner, offset);
            byte[] previous = buffers[slot];
            if (previous == null) {
                if (3 * (count + 1) > 2 * buffers.length) {
                    grow();
                    slot = find(hash, owner, offset);
                }
                count++;
                owners[slot] = owner;
                offsets[slot] = offset;
                referenced[slot] = false;
            }
            buffers[slot] = buffer;
            size += buffer.length - (previous == null ? 0 : previous.length);
            return previous;
        }

        /** Returns what was there before. */
        synchronized byte @Nullable [] remove(long hash, long owner, long offset) {
            int slot = find(hash, owner, offset);
            byte[] previous = buffers[slot];
            if (previous != null) {
                removeAt(slot);
            }
            return previous;
        }

        /** Moves the hand to the first buffer without a bit and removes it; null if a whole round finds none. */
        synchronized byte @Nullable [] evict() {
            for (int passed = 0; count > 0 && passed < buffers.length; passed++) {
                byte[] buffer = buffers[hand];
                if (buffer != null && !referenced[hand]) {
                    removeAt(hand);
                    return buffer;
                }
                referenced[hand] = false;
                hand = hand + 1 & buffers.length - 1;
            }
            return null;
        }

        private int find(long hash, long owner, long offset) {
            int slot = home(hash);
            while (buffers[slot] != null && (offsets[slot] != offset || owners[slot] != owner)) {
                slot = slot + 1 & buffers.length - 1;
            }
            return slot;
        }

        private int home(long hash) {
            return (int) (hash >>> 20) & buffers.length - 1;
        }

        private void removeAt(int slot) {
            size -= buffers[slot].length;
            int mask = buffers.length - 1;
            int hole = slot;
            for (int next = hole + 1 & mask; buffers[next] != null; next = next + 1 & mask) {
                int home = home(hash(owners[next], offsets[next]));
                // What lies at or behind its home as seen from the hole may move into it.
                if ((next - home & mask) >= (next - hole & mask)) {
                    owners[hole] = owners[next];
                    offsets[hole] = offsets[next];
                    buffers[hole] = buffers[next];
                    referenced[hole] = referenced[next];
                    hole = next;
                }
            }
            buffers[hole] = null;
            referenced[hole] = false;
            count--;
        }

        private void grow() {
            long[] oldOwners = owners;
            long[] oldOffsets = offsets;
            byte[][] oldBuffers = buffers;
            boolean[] oldReferenced = referenced;
            int slots = 2 * oldBuffers.length;
            owners = new long[slots];
            offsets = new long[slots];
            buffers = new byte[slots][];
            referenced = new boolean[slots];
            hand = 0;
            for (int i = 0; i < oldBuffers.length; i++) {
                if (oldBuffers[i] != null) {
                    int slot = find(hash(oldOwners[i], oldOffsets[i]), oldOwners[i], oldOffsets[i]);
                    owners[slot] = oldOwners[i];
                    offsets[slot] = oldOffsets[i];
                    buffers[slot] = oldBuffers[i];
                    referenced[slot] = oldReferenced[i];
                }
            }
        }
    }
}

package dev.grantlake.base;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bounded cache of decoded buffers, shared by all that decode: frames of a container and blocks of a table lie side
 * by side under one budget. Keys are two primitives, so a look-up allocates nothing. Thread-safe.
 *
 * <p>Implementation note. Sixteen shards by key hash, each an open-addressing table under its own lock with CLOCK
 * replacement: a hit sets a bit, the hand clears bits and evicts what has none. Evicting only forgets; a buffer lives
 * on for whoever still holds it, so readers need no pins and no release.
 */
public final class BufferCache {

    private static final int SHARDS = 16;
    private static final AtomicLong NEXT_OWNER = new AtomicLong(1);

    private final Shard[] shards = new Shard[SHARDS];
    private final long capacityBytes;

    /** A cache that holds at most {@code capacityBytes} of buffers; 0 holds nothing. */
    public BufferCache(long capacityBytes) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("capacityBytes " + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard(capacityBytes / SHARDS);
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
        return shard(owner, offset).get(owner, offset);
    }

    /** Remembers {@code buffer}, which nobody may change any more. A buffer larger than a shard is not kept. */
    public void put(long owner, long offset, byte[] buffer) {
        shard(owner, offset).put(owner, offset, buffer);
    }

    /** Bytes held at the moment. */
    public long sizeBytes() {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.sizeBytes();
        }
        return size;
    }

    private Shard shard(long owner, long offset) {
        return shards[(int) (hash(owner, offset) >>> 60)];
    }

    private static long hash(long owner, long offset) {
        long h = (owner * 0x9e3779b97f4a7c15L) ^ (offset * 0xc2b2ae3d27d4eb4fL);
        h ^= h >>> 32;
        return h * 0x9e3779b97f4a7c15L;
    }

    private static final class Shard {

        private final long capacity;
        private long size;
        private final java.util.LinkedHashMap<Key, byte[]> entries = new java.util.LinkedHashMap<>(16, 0.75f, true);

        private record Key(long owner, long offset) {}

        Shard(long capacity) {
            this.capacity = capacity;
        }

        synchronized byte @Nullable [] get(long owner, long offset) {
            return entries.get(new Key(owner, offset));
        }

        synchronized void put(long owner, long offset, byte[] buffer) {
            if (buffer.length > capacity) {
                return;
            }
            byte[] previous = entries.put(new Key(owner, offset), buffer);
            size += buffer.length - (previous == null ? 0 : previous.length);
            var eldest = entries.entrySet().iterator();
            while (size > capacity) {
                size -= eldest.next().getValue().length;
                eldest.remove();
            }
        }

        synchronized long sizeBytes() {
            return size;
        }
    }
}

package dev.grantlake.c1z;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * A payload file in a frame that is decoded whole at the first access and then lives in the shared cache. Thread-safe;
 * threads that come to it at the same time decode it once.
 */
final class CachedFrame implements ByteSource {

    private final FrameEntry entry;
    private final FrameDecoder decoder;
    private final DecodedBudget budget;
    private final BufferCache cache;
    private final long cacheOwner;
    private final ReadMetrics metrics;

    /** Whether the budget has been charged: a frame that the cache forgot is decoded again, but holds no more. */
    private boolean charged;

    CachedFrame(
            FrameEntry entry,
            FrameDecoder decoder,
            DecodedBudget budget,
            BufferCache cache,
            long cacheOwner,
            ReadMetrics metrics) {
        this.entry = entry;
        this.decoder = decoder;
        this.budget = budget;
        this.cache = cache;
        this.cacheOwner = cacheOwner;
        this.metrics = metrics;
    }

    @Override
    public long size() {
        return entry.rawSize();
    }

    @Override
    public Bytes read(long offset, int length) {
        byte[] content = cached();
        return Bytes.wrap(content == null ? decodeOnce() : content, (int) offset, length);
    }

    /** Decodes the frame unless it is in the cache; a fault is left to the reader, who meets it again. */
    void decodeAhead() {
        try {
            if (cache.get(cacheOwner, entry.offset()) == null) {
                decodeOnce();
            }
        } catch (StorageException e) {
            // Nobody asked for the bytes yet; whoever does gets the error with them.
        }
    }

    private byte @Nullable [] cached() {
        byte[] content = cache.get(cacheOwner, entry.offset());
        if (content != null) {
            metrics.cacheHit();
        }
        return content;
    }

    private synchronized byte[] decodeOnce() {
        byte[] content = cached();
        if (content == null) {
            if (!charged) {
                budget.claim(entry.rawSize(), decoder.where(entry));
                charged = true;
            }
            content = decoder.decode(entry);
            cache.put(cacheOwner, entry.offset(), content);
        }
        return content;
    }
}

package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

/**
 * A payload file in a frame that is too large for memory: decoded once, at the first access, into the container's
 * temporary file. Thread-safe.
 */
final class SpooledFrame implements ByteSource {

    private static final long NONE = -1;

    private final FrameEntry entry;
    private final FrameDecoder decoder;
    private final DecodedBudget budget;
    private final Spool spool;

    /** Where in the spool there is room for the file; kept when decoding fails, so that a retry takes no more. */
    private long region = NONE;

    /** The same once the file is there. */
    private volatile long decodedAt = NONE;

    SpooledFrame(FrameEntry entry, FrameDecoder decoder, DecodedBudget budget, Spool spool) {
        this.entry = entry;
        this.decoder = decoder;
        this.budget = budget;
        this.spool = spool;
    }

    @Override
    public long size() {
        return entry.rawSize();
    }

    @Override
    public Bytes read(long offset, int length) {
        long base = decodedAt;
        return spool.read((base == NONE ? decodeOnce() : base) + offset, length);
    }

    private synchronized long decodeOnce() {
        if (decodedAt == NONE) {
            if (region == NONE) {
                budget.claim(entry.rawSize(), decoder.where(entry));
                region = spool.reserve(entry.rawSize());
            }
            decoder.decode(entry, spool, region);
            decodedAt = region;
        }
        return decodedAt;
    }
}

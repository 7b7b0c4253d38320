package dev.grantlake.base;

import java.util.concurrent.atomic.LongAdder;

/**
 * What reading cost so far: counters that the container and the engine add to and that {@code --explain} and the tests
 * read. One object an opened store; thread-safe; a snapshot is not atomic across counters.
 */
public final class ReadMetrics {

    private final LongAdder fileBytes = new LongAdder();
    private final LongAdder framesDecoded = new LongAdder();
    private final LongAdder frameBytes = new LongAdder();
    private final LongAdder blocksDecoded = new LongAdder();
    private final LongAdder cacheHits = new LongAdder();
    private final LongAdder spooledBytes = new LongAdder();

    /**
     * The counters at one moment.
     *
     * @param fileBytes bytes read from the file itself
     * @param framesDecoded frames of a container decoded
     * @param frameBytes decoded size of those frames, in bytes
     * @param blocksDecoded table blocks read and verified
     * @param cacheHits frames and blocks served from the cache
     * @param spooledBytes decoded bytes written to a temporary file
     */
    public record Snapshot(
            long fileBytes,
            long framesDecoded,
            long frameBytes,
            long blocksDecoded,
            long cacheHits,
            long spooledBytes) {}

    public void fileRead(long bytes) {
        fileBytes.add(bytes);
    }

    public void frameDecoded(long rawBytes) {
        framesDecoded.increment();
        frameBytes.add(rawBytes);
    }

    public void blockDecoded() {
        blocksDecoded.increment();
    }

    public void cacheHit() {
        cacheHits.increment();
    }

    public void spooled(long rawBytes) {
        spooledBytes.add(rawBytes);
    }

    public Snapshot snapshot() {
        return new Snapshot(
                fileBytes.sum(),
                framesDecoded.sum(),
                frameBytes.sum(),
                blocksDecoded.sum(),
                cacheHits.sum(),
                spooledBytes.sum());
    }
}

package dev.grantlake.lsm;

import java.util.concurrent.atomic.LongAdder;

/** Counts the work in the background of one session. Thread-safe. */
final class WorkDone {

    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushedBytes = new LongAdder();
    private final LongAdder compactions = new LongAdder();
    private final LongAdder compactedBytes = new LongAdder();
    private final LongAdder writtenBytes = new LongAdder();
    private final LongAdder replacements = new LongAdder();
    private final LongAdder replacingEntries = new LongAdder();

    void flushed(long bytes) {
        flushes.increment();
        flushedBytes.add(bytes);
    }

    void compacted(long read, long written) {
        compactions.increment();
        compactedBytes.add(read);
        writtenBytes.add(written);
    }

    void replaced(long entries) {
        replacements.increment();
        replacingEntries.add(entries);
    }

    long flushes() {
        return flushes.sum();
    }

    long flushedBytes() {
        return flushedBytes.sum();
    }

    long compactions() {
        return compactions.sum();
    }

    long compactedBytes() {
        return compactedBytes.sum();
    }

    long writtenBytes() {
        return writtenBytes.sum();
    }

    long replacements() {
        return replacements.sum();
    }

    long replacingEntries() {
        return replacingEntries.sum();
    }
}

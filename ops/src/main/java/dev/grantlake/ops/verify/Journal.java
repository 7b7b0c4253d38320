package dev.grantlake.ops.verify;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counts findings and hands the first of each code on, one at a time: a file that is wrong everywhere must not drown
 * what else is wrong with it. Thread-safe.
 */
final class Journal implements Findings {

    private final Findings reader;
    private final long maxOfCode;
    private final Map<FindingCode, Long> counts = new EnumMap<>(FindingCode.class);

    Journal(Findings reader, long maxOfCode) {
        this.reader = reader;
        this.maxOfCode = maxOfCode;
    }

    @Override
    public synchronized void add(Finding finding) {
        if (counts.merge(finding.code(), 1L, Long::sum) <= maxOfCode) {
            reader.add(finding);
        }
    }

    /** Whether more findings of this code would only be counted. */
    synchronized boolean isFull(FindingCode code) {
        return counts.getOrDefault(code, 0L) >= maxOfCode;
    }

    synchronized Map<FindingCode, Long> counts() {
        return new EnumMap<>(counts);
    }
}

package dev.grantlake.cli;

import dev.grantlake.base.ReadMetrics;

/** Says in one line what an answer cost. */
final class Explain {

    private Explain() {}

    /**
     * The line.
     *
     * @param sizeBytes size of the file that was read; what was read twice counts twice, so a small file may be less
     * @param elapsedNanos time since the command began
     */
    static String line(ReadMetrics.Snapshot cost, long sizeBytes, long elapsedNanos) {
        StringBuilder line = new StringBuilder("explain: read ");
        line.append(cost.fileBytes()).append(" bytes, of a file of ").append(sizeBytes);
        line.append(", decoded ").append(cost.framesDecoded()).append(" frames (");
        line.append(cost.frameBytes()).append(" bytes) and ");
        line.append(cost.blocksDecoded()).append(" blocks, ");
        line.append(cost.cacheHits()).append(" cache hits");
        if (cost.spooledBytes() > 0) {
            line.append(", ").append(cost.spooledBytes()).append(" bytes to a temporary file");
        }
        long tenths = elapsedNanos / 100_000;
        return line.append(", ")
                .append(tenths / 10)
                .append('.')
                .append(tenths % 10)
                .append(" ms")
                .toString();
    }
}

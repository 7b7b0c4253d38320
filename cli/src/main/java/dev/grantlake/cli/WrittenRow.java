package dev.grantlake.cli;

import dev.grantlake.cli.output.Cells;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.WrittenSync;

import java.util.Locale;

/**
 * What a command has written.
 *
 * @param elapsedNanos since the command began
 */
record WrittenRow(String file, boolean finished, WrittenSync written, long elapsedNanos) {

    private static final long NANOS_PER_MILLI = 1_000_000;

    long elapsedMillis() {
        return elapsedNanos / NANOS_PER_MILLI;
    }

    /** The row in words, with an end of line. */
    String sentence() {
        SyncStatistics counts = written.statistics();
        return "wrote " + Cells.oneLine(file) + ": "
                + counted(counts.resourceTypes(), "resource type") + ", "
                + counted(counts.resources(), "resource") + ", "
                + counted(counts.entitlements(), "entitlement") + ", "
                + counted(counts.grants(), "grant")
                + (counts.assets() == 0 ? "" : ", " + counted(counts.assets(), "asset"))
                + "; " + counted(written.sizeBytes(), "byte") + " in "
                + String.format(Locale.ROOT, "%.1f", elapsedMillis() / 1000.0) + " s"
                + (finished ? "" : "; the sync is unfinished") + "\n";
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

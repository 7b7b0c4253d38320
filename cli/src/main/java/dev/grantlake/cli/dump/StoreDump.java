package dev.grantlake.cli.dump;

import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Writes the canonical dump: first all sync runs, then the records of each sync kind by kind, the lines of a kind in
 * the order of their sort keys. In bounded memory, whatever the store holds.
 */
public final class StoreDump {

    /** The interiors whose own readers gave statistics as flat counters. */
    private static final Set<String> FLAT_STATISTICS = Set.of("pebble", "pebble2");

    private final OrderedLines out;
    private final boolean full;

    /**
     * A dump.
     *
     * @param full whether contents of assets and times of discovery are written, too
     */
    public StoreDump(OrderedLines out, boolean full) {
        this.out = out;
        this.full = full;
    }

    /** Writes everything in {@code store}. */
    public void write(Store store) throws IOException {
        boolean flat = FLAT_STATISTICS.contains(store.metadata().interior());
        List<SyncRun> runs = store.syncs();
        for (int i = 0; i < runs.size(); i++) {
            SyncRun run = runs.get(i);
            int number = i + 1;
            out.write(line -> RecordLines.syncRun(run, number, line));
        }
        for (int i = 0; i < runs.size(); i++) {
            Sync sync = store.sync(runs.get(i));
            RecordLines lines = new RecordLines(i + 1, full);
            writeStatistics(sync.statistics().statistics(), flat, lines);
            write(sync, lines);
        }
        out.flush();
    }

    private void writeStatistics(SyncStatistics statistics, boolean flat, RecordLines lines) throws IOException {
        if (flat) {
            out.write(line -> lines.flatStatistics(statistics, line));
            return;
        }
        out.write(line -> lines.statistics(statistics, line));
        if (RecordLines.hasTimings(statistics)) {
            out.write(line -> lines.timings(statistics, line));
        }
    }

    private void write(Sync sync, RecordLines lines) throws IOException {
        out.write(sync.resourceTypes().all(), LineKind.resourceTypes(lines));
        out.write(sync.resources().all(), LineKind.resources(lines));
        out.write(sync.entitlements().all(), LineKind.entitlements(lines::entitlement));
        out.write(sync.grants().all(), LineKind.grants(lines));
        out.write(sync.assets().all(), LineKind.assets(lines));
        out.write(sync.sessions().all(), LineKind.sessions(lines));
    }
}

package dev.grantlake.cli.dump;

import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;

import java.io.IOException;
import java.util.List;

/**
 * Writes the canonical dump: first all sync runs, then the records of each sync kind by kind, the lines of a kind in
 * the order of their sort keys. In bounded memory, whatever the store holds.
 */
public final class StoreDump {

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
        List<SyncRun> runs = store.syncs();
        for (int i = 0; i < runs.size(); i++) {
            SyncRun run = runs.get(i);
            int number = i + 1;
            out.write(line -> RecordLines.syncRun(run, number, line));
        }
        for (int i = 0; i < runs.size(); i++) {
            write(store.sync(runs.get(i)), new RecordLines(i + 1, full));
        }
        out.flush();
    }

    private void write(Sync sync, RecordLines lines) throws IOException {
        SyncStatistics statistics = sync.statistics().statistics();
        out.write(line -> lines.statistics(statistics, line));
        if (RecordLines.hasTimings(statistics)) {
            out.write(line -> lines.timings(statistics, line));
        }
        out.write(sync.resourceTypes().all(), LineKind.resourceTypes(lines));
        out.write(sync.resources().all(), LineKind.resources(lines));
        out.write(sync.entitlements().all(), LineKind.entitlements(lines::entitlement));
        out.write(sync.grants().all(), LineKind.grants(lines));
        out.write(sync.assets().all(), LineKind.assets(lines));
        out.write(sync.sessions().all(), LineKind.sessions(lines));
    }
}

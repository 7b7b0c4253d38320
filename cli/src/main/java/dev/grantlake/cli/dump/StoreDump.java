package dev.grantlake.cli.dump;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the canonical dump: first all sync runs, then the records of each sync kind by kind, the lines of a kind in
 * the order of their sort keys. In bounded memory, whatever the store holds. Belongs to one thread; used once.
 */
public final class StoreDump {

    private final OutputStream out;
    private final JsonGenerator direct;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private final JsonGenerator buffered;
    private final RecordLines lines;
    private final Path temporaryFolder;
    private final long sortBudgetBytes;
    private final Runnable progress;

    /**
     * A dump to {@code out}, which is not closed.
     *
     * @param full whether contents of assets and times of discovery are written, too
     * @param temporaryFolder where lines are sorted that do not fit in {@code sortBudgetBytes}
     * @param progress called after each line
     */
    public StoreDump(OutputStream out, boolean full, Path temporaryFolder, long sortBudgetBytes, Runnable progress)
            throws IOException {
        this.out = out;
        this.direct = CanonicalJson.compact(out);
        this.buffered = CanonicalJson.compact(line);
        this.lines = new RecordLines(full);
        this.temporaryFolder = temporaryFolder;
        this.sortBudgetBytes = sortBudgetBytes;
        this.progress = progress;
    }

    /** Writes everything in {@code store}. */
    public void write(Store store) throws IOException {
        List<SyncRun> runs = store.syncs();
        for (int i = 0; i < runs.size(); i++) {
            RecordLines.syncRun(runs.get(i), i + 1, direct);
            endLine();
        }
        for (int i = 0; i < runs.size(); i++) {
            writeSync(store.sync(runs.get(i)), i + 1);
        }
    }

    private void writeSync(Sync sync, int number) throws IOException {
        SyncStatistics statistics = sync.statistics().statistics();
        lines.statistics(statistics, number, direct);
        endLine();
        if (RecordLines.hasTimings(statistics)) {
            lines.timings(statistics, number, direct);
            endLine();
        }
        writeKind(sync.resourceTypes().all(), LineKind.resourceTypes(lines), number);
        writeKind(sync.resources().all(), LineKind.resources(lines), number);
        writeKind(sync.entitlements().all(), LineKind.entitlements(lines), number);
        writeKind(sync.grants().all(), LineKind.grants(lines), number);
        writeKind(sync.assets().all(), LineKind.assets(lines), number);
        writeKind(sync.sessions().all(), LineKind.sessions(lines), number);
        direct.flush();
    }

    private <T> void writeKind(Listing<T> listing, LineKind<T> kind, int number) throws IOException {
        Arrangement arrangement = Arrangement.of(listing, kind);
        try (SpillingSorter sorter = new SpillingSorter(temporaryFolder, sortBudgetBytes)) {
            byte[][] group = {new byte[0]};
            listing.forEach(record -> {
                try {
                    if (arrangement.inOrder()) {
                        writeNow(record, kind, number);
                        return;
                    }
                    if (arrangement.groupsInOrder()) {
                        byte[] next = kind.groupKey().apply(record);
                        if (!Arrays.equals(group[0], next)) {
                            writeSorted(sorter);
                            group[0] = next;
                        }
                        if (!arrangement.isUnordered(next)) {
                            writeNow(record, kind, number);
                            return;
                        }
                    }
                    sorter.add(kind.sortKey().apply(record), render(record, kind, number));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writeSorted(sorter);
        }
    }

    private <T> void writeNow(T record, LineKind<T> kind, int number) throws IOException {
        kind.writer().write(record, number, direct);
        endLine();
    }

    private <T> byte[] render(T record, LineKind<T> kind, int number) throws IOException {
        line.reset();
        kind.writer().write(record, number, buffered);
        buffered.writeRaw('\n');
        buffered.flush();
        return line.toByteArray();
    }

    private void writeSorted(SpillingSorter sorter) throws IOException {
        if (sorter.isEmpty()) {
            return;
        }
        direct.flush();
        sorter.drainTo((key, rendered) -> {
            out.write(rendered);
            progress.run();
        });
    }

    private void endLine() throws IOException {
        direct.writeRaw('\n');
        progress.run();
    }
}

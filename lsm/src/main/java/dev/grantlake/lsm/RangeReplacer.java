package dev.grantlake.lsm;

import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.commit.Commits;
import dev.grantlake.lsm.commit.WriteFault;
import dev.grantlake.lsm.ingest.IngestOptions;
import dev.grantlake.lsm.ingest.Replacement;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.memtable.MemtableView;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Replaces what an open database has in ranges, in one step: tables are made while commits go on; then commits wait
 * until what memory holds of those keys is in tables, too, and one edit has put the new ones in place. Thread-safe.
 */
final class RangeReplacer {

    private final WritableVfs directory;
    private final VersionSet versions;
    private final Layers layers;
    private final Commits commits;
    private final WriteFault fault;
    private final Runnable flush;
    private final Supplier<IngestOptions> options;

    /**
     * A replacer.
     *
     * @param flush returns when everything that was committed before is in tables
     * @param options of tables that are made now
     */
    RangeReplacer(
            WritableVfs directory,
            VersionSet versions,
            Layers layers,
            Commits commits,
            WriteFault fault,
            Runnable flush,
            Supplier<IngestOptions> options) {
        this.directory = directory;
        this.versions = versions;
        this.layers = layers;
        this.commits = commits;
        this.fault = fault;
        this.flush = flush;
        this.options = options;
    }

    /** As {@link dev.grantlake.kv.RangeReplacement#replaceRanges}. */
    long replace(Collection<KeyRange> ranges, Cursor content) {
        commits.requireWritable();
        try (Replacement replacement = Replacement.of(directory, versions, ranges, content, options.get())) {
            return carryOut(replacement);
        }
    }

    /** Takes in finished tables, with which all of their keys come. */
    long ingest(Vfs source, List<String> names) {
        commits.requireWritable();
        try (Replacement replacement =
                Replacement.ofTables(directory, versions, List.of(), source, names, options.get())) {
            return carryOut(replacement);
        }
    }

    private long carryOut(Replacement replacement) {
        if (touchesMemory(replacement)) {
            // Most of it while commits go on.
            flush.run();
        }
        commits.alone(() -> {
            if (touchesMemory(replacement)) {
                flush.run();
            } else {
                // After a crash the new must not be there without what was committed before it.
                commits.force();
            }
            if (!replacement.isEmpty()) {
                apply(replacement, commits.takeSequence());
            }
        });
        return replacement.entries();
    }

    private boolean touchesMemory(Replacement replacement) {
        for (MemtableLayer layer : layers.present().layers()) {
            MemtableView view = layer.memtable().view(Trailer.MAX_SEQUENCE);
            if (view != null && replacement.touches(view.bounds())) {
                return true;
            }
        }
        return false;
    }

    private void apply(Replacement replacement, long sequence) {
        try {
            replacement.apply(sequence, version -> {
                TableRuns tables = layers.currentTables();
                commits.exclusively(() -> {
                    layers.install(tables, sequence + 1);
                    return tables;
                });
            });
        } catch (RuntimeException | Error e) {
            fault.reportIfAny(versions.failure());
            throw e;
        }
    }
}

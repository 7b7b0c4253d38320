package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Location;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.compaction.Pace;
import dev.grantlake.lsm.compaction.Rewrite;
import dev.grantlake.lsm.compaction.RewriteInput;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.ingest.Excision;
import dev.grantlake.lsm.ingest.IngestedTables;
import dev.grantlake.lsm.ingest.TargetLevel;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.MemtableView;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.version.VersionDifference;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.lsm.wal.RangeKeyOperation;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;

/**
 * Brings what logs hold into tables, and everything of it into the version with one edit: a crash leaves the logs with
 * all of it, or the tables. Belongs to one thread.
 */
final class ReplayedFlush {

    private final WritableVfs directory;
    private final VersionSet versions;
    private final OpeningOptions options;
    private final Rewrite rewrite;
    private final long now;
    private final VersionBuilder working;
    private final List<Long> written = new ArrayList<>();

    ReplayedFlush(WritableVfs directory, VersionSet versions, OpeningOptions options) {
        this.directory = directory;
        this.versions = versions;
        this.options = options;
        this.rewrite = new Rewrite(directory, versions::nextFileNumber, options.rewrite());
        this.now = options.clock().instant().getEpochSecond();
        this.working = VersionBuilder.from(
                versions.current(),
                directory.description() + "/logs",
                options.limits().maxTables());
    }

    /**
     * Does it; makes an edit also where there are no layers, since each session has a manifest of its own.
     *
     * @param layers oldest first
     * @param logNumber logs below hold nothing that the tables do not, from now on
     * @param lastSequence the greatest sequence number of all that was replayed, and of all before
     */
    void run(List<LogLayer> layers, long logNumber, long lastSequence) {
        Version before = versions.current();
        try {
            layers.forEach(this::add);
            List<ManifestEdit> edits = new ArrayList<>();
            edits.add(new ManifestEdit.LogNumber(logNumber));
            edits.add(new ManifestEdit.LastSequence(lastSequence));
            edits.addAll(VersionDifference.between(before, working.build()));
            versions.apply(version -> edits);
        } catch (RuntimeException | Error e) {
            versions.abandon(written);
            throw e;
        }
    }

    private void add(LogLayer layer) {
        if (layer instanceof LogLayer.Written batches) {
            flush(batches);
        } else if (layer instanceof LogLayer.Ingested ingested) {
            ingest(ingested);
        }
    }

    private void flush(LogLayer.Written batches) {
        MemtableView view = batches.memtable().view(Trailer.MAX_SEQUENCE);
        RewriteInput input = RewriteInput.flush(
                view == null ? List.of() : List.of(TableRun.of(List.of(view))),
                batches.rangeKeys().stream()
                        .flatMap(operation -> RangeKeyOperation.rangeKeys(operation).stream())
                        .toList(),
                options.targetBytes(),
                now);
        List<ManifestEdit> edits = new ArrayList<>();
        for (TableMetadata table : rewrite.run(input, Pace.UNHINDERED)) {
            written.add(table.number());
            edits.add(ManifestEdit.NewTable.of(0, table));
        }
        apply(edits);
    }

    private void ingest(LogLayer.Ingested ingested) {
        RangeDeletion excise = ingested.excise();
        if (excise != null) {
            List<KeyRange> ranges = List.of(new KeyRange(excise.start(), excise.end()));
            apply(Excision.of(working.build(), ranges, versions.files(), versions::nextFileNumber));
        }
        Version present = working.build();
        List<ManifestEdit> edits = new ArrayList<>();
        for (TableMetadata table : IngestedTables.of(ingested, directory, versions.files(), now)) {
            edits.add(ManifestEdit.NewTable.of(TargetLevel.of(present, table.bounds()), table));
        }
        apply(edits);
    }

    private void apply(List<ManifestEdit> edits) {
        working.apply(new ManifestRecord(Location.of(directory.description(), "logs"), 0, 1, edits));
    }
}

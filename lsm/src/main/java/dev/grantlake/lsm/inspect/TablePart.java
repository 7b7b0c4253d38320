package dev.grantlake.lsm.inspect;

import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A table of a run, through the view that its level has of its file. */
record TablePart(
        Vfs vfs,
        SstableOptions options,
        String name,
        TableView view,
        @Nullable KeyBounds bounds,
        long smallestSequence,
        long largestSequence)
        implements LevelPart {

    /** A table of the manifest with these points. */
    static TablePart of(TableMetadata table, KeyBounds points, Vfs vfs, SstableOptions options) {
        return new TablePart(
                vfs,
                options,
                table.fileName(),
                viewOf(table, points),
                points,
                table.smallestSequence(),
                table.largestSequence());
    }

    /** A table that only a log names. */
    static TablePart of(LogLayer.Ingested.Table table, Vfs vfs, SstableOptions options) {
        return new TablePart(
                vfs,
                options,
                FileName.ofTable(table.number()),
                TableView.withSequence(table.sequence()),
                null,
                table.sequence(),
                table.sequence());
    }

    /** What reads see of the file of a table. */
    static TableView viewOf(TableMetadata table, KeyBounds points) {
        return new TableView(
                points.smallest().userKey(),
                points.largest().userKey(),
                points.largestExcluded(),
                table.sequenceOverride());
    }

    @Override
    public String file() {
        return vfs.description() + "/" + name;
    }

    @Override
    public Content open() {
        Sstable table = Sstable.open(vfs.open(name), options);
        return new Content() {
            @Override
            public InternalCursor points() {
                return table.points(view);
            }

            @Override
            public List<RangeDeletion> deletions() {
                return table.rangeDeletions(view);
            }

            @Override
            public void close() {
                table.close();
            }
        };
    }
}

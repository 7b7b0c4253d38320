package dev.grantlake.lsm.compaction;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.cursor.TableSource;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Opens the tables of a directory as reads see them, and closes them all. */
final class WrittenTables implements AutoCloseable {

    private final Vfs directory;
    private final List<Sstable> open = new ArrayList<>();

    WrittenTables(Vfs directory) {
        this.directory = directory;
    }

    /** Those of the tables that have points or range deletions, as one run. */
    TableRun<TableSource> run(List<TableMetadata> tables) {
        List<TableSource> sources = new ArrayList<>();
        for (TableMetadata table : tables) {
            if (table.points() != null) {
                sources.add(new Source(table, open(table)));
            }
        }
        return TableRun.of(sources);
    }

    List<RangeKey> rangeKeys(List<TableMetadata> tables) {
        List<RangeKey> keys = new ArrayList<>();
        tables.forEach(table -> keys.addAll(open(table).rangeKeys()));
        return keys;
    }

    private Sstable open(TableMetadata table) {
        Sstable opened = Sstable.open(
                directory.open(table.fileName()), new SstableOptions(new BufferCache(1 << 20), new ReadMetrics()));
        open.add(opened);
        return opened;
    }

    @Override
    public void close() {
        open.forEach(Sstable::close);
        open.clear();
    }

    private record Source(TableMetadata metadata, Sstable table) implements TableSource {

        @Override
        public KeyBounds bounds() {
            return requireNonNull(metadata.points());
        }

        @Override
        public long smallestSequence() {
            return metadata.smallestSequence();
        }

        @Override
        public long largestSequence() {
            return metadata.largestSequence();
        }

        @Override
        public InternalCursor points(KeyRange range) {
            return table.points(view(range));
        }

        @Override
        public DeletedRanges deletedRanges() {
            return DeletedRanges.of(table.rangeDeletions(view(KeyRange.ALL)), Trailer.MAX_SEQUENCE);
        }

        /** Bounded as in a database, so that bounds that are too narrow show. */
        private TableView view(KeyRange range) {
            Bytes smallest = bounds().smallest().userKey();
            Bytes from = range.from();
            Bytes to = range.to();
            boolean cut = to != null && !bounds().endsBefore(to);
            return new TableView(
                    from != null && from.compareTo(smallest) > 0 ? from : smallest,
                    cut ? to : bounds().largest().userKey(),
                    cut || bounds().largestExcluded(),
                    metadata.sequenceOverride());
        }
    }
}

package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
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
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.vfs.ReadAheadFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * The inputs of one compaction, opened for it alone: what it reads goes once through all of them, and not through the
 * cache, where it would only take the place of what is read again. Belongs to one thread; whoever opened it closes it.
 */
final class InputTables implements AutoCloseable {

    /** A block is much less, and a read of the system for each costs as much as decoding it. */
    private static final int READ_BYTES = 256 << 10;

    private final Vfs directory;
    private final SstableOptions options;
    private final List<Sstable> open = new ArrayList<>();
    private final List<TableRun<TableSource>> runs = new ArrayList<>();
    private final List<RangeKey> rangeKeys = new ArrayList<>();

    private InputTables(Vfs directory, SstableOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Opens tables.
     *
     * @param version has all of them
     * @throws StorageException as opening a table does; then nothing stays open
     */
    static InputTables open(Vfs directory, SstableOptions options, Version version, List<TableMetadata> tables) {
        InputTables inputs = new InputTables(directory, options);
        try {
            Set<Long> numbers = tables.stream().map(TableMetadata::number).collect(Collectors.toSet());
            for (SortedRun run : version.runs()) {
                inputs.add(run.tables().stream()
                        .filter(table -> numbers.contains(table.number()))
                        .toList());
            }
            return inputs;
        } catch (RuntimeException | Error e) {
            try (inputs) {
                throw e;
            }
        }
    }

    /** Newest first. */
    List<TableRun<TableSource>> runs() {
        return runs;
    }

    List<RangeKey> rangeKeys() {
        return rangeKeys;
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (Sstable table : open) {
            try {
                table.close();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private void add(List<TableMetadata> tables) {
        List<TableSource> sources = new ArrayList<>();
        for (TableMetadata table : tables) {
            Sstable opened = open(table);
            if (table.points() != null) {
                sources.add(new Source(table, opened));
            }
            if (table.rangeKeys() != null) {
                addRangeKeys(table, table.rangeKeys(), opened);
            }
        }
        if (!sources.isEmpty()) {
            runs.add(TableRun.of(sources));
        }
    }

    private Sstable open(TableMetadata table) {
        Sstable opened = Sstable.open(new ReadAheadFile(directory.open(table.fileName()), READ_BYTES), options);
        open.add(opened);
        return opened;
    }

    /** A virtual table shows range keys within its bounds only. */
    private void addRangeKeys(TableMetadata table, KeyBounds bounds, Sstable opened) {
        Bytes smallest = bounds.smallest().userKey();
        Bytes largest = bounds.largest().userKey();
        for (RangeKey key : opened.rangeKeys()) {
            Bytes start = key.start().compareTo(smallest) >= 0 ? key.start() : smallest;
            Bytes end = key.end().compareTo(largest) <= 0 ? key.end() : largest;
            if (start.compareTo(end) < 0) {
                long override = table.sequenceOverride();
                long sequence = override == 0 ? key.sequence() : override;
                rangeKeys.add(new RangeKey(start, end, sequence, key.kind(), key.suffix(), key.value()));
            }
        }
    }

    /** The bounds and sequence numbers are the manifest's, the content is the file's. */
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
            return table.points(view(range.from(), range.to()));
        }

        @Override
        public DeletedRanges deletedRanges() {
            return DeletedRanges.of(table.rangeDeletions(view(null, null)), Trailer.MAX_SEQUENCE);
        }

        private TableView view(@Nullable Bytes from, @Nullable Bytes to) {
            Bytes smallest = bounds().smallest().userKey();
            boolean cut = to != null && !bounds().endsBefore(to);
            return new TableView(
                    from != null && from.compareTo(smallest) > 0 ? from : smallest,
                    cut ? to : bounds().largest().userKey(),
                    cut || bounds().largestExcluded(),
                    metadata.sequenceOverride());
        }
    }
}

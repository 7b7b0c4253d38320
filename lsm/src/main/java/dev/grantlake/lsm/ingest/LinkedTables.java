package dev.grantlake.lsm.ingest;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finished tables that get another name in a database's directory. Belongs to one thread. */
final class LinkedTables implements AutoCloseable {

    private final WritableVfs directory;
    private final VersionSet versions;
    private final IngestOptions options;
    private final List<TableMetadata> tables = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private long entries;
    private boolean kept;

    LinkedTables(WritableVfs directory, VersionSet versions, IngestOptions options) {
        this.directory = directory;
        this.versions = versions;
        this.options = options;
    }

    /** Links all of them, and reads each to its end: what has a number of its own would be seen under another. */
    void link(Vfs source, List<String> names) {
        for (String name : names) {
            long number = versions.nextFileNumber();
            directory.linkOrCopy(source, name, FileName.ofTable(number));
            numbers.add(number);
            Sstable table = versions.files().file(number).table();
            requireNoNumbers(table, source.description() + "/" + name);
            ShownKeys keys = ShownKeys.of(table, TableView.WHOLE);
            if (!keys.isEmpty()) {
                tables.add(metadata(number, keys));
            }
        }
        tables.sort(Comparator.comparing((TableMetadata table) -> table.bounds().smallest()));
        for (int i = 1; i < tables.size(); i++) {
            requireDisjoint(tables.get(i - 1), tables.get(i));
        }
    }

    long entries() {
        return entries;
    }

    /** The tables by key. From now on they belong to whoever asked. */
    List<TableMetadata> keep() {
        kept = true;
        List<Long> empty = new ArrayList<>(numbers);
        tables.forEach(table -> empty.remove(table.number()));
        versions.abandon(empty);
        return List.copyOf(tables);
    }

    private TableMetadata metadata(long number, ShownKeys keys) {
        return new TableMetadata(
                number,
                directory.size(FileName.ofTable(number)),
                keys.points(),
                keys.rangeKeys(),
                0,
                0,
                options.creationTime(),
                false,
                0,
                Bytes.EMPTY,
                Bytes.EMPTY,
                List.of());
    }

    private void requireNoNumbers(Sstable table, String name) {
        try (InternalCursor cursor = table.points(TableView.WHOLE)) {
            for (boolean any = cursor.first(); any; any = cursor.next()) {
                requireNone(Trailer.sequence(cursor.trailer()), name);
                entries++;
            }
        }
        for (RangeDeletion deletion : table.rangeDeletions(TableView.WHOLE)) {
            requireNone(deletion.sequence(), name);
        }
        for (RangeKey key : table.rangeKeys()) {
            requireNone(key.sequence(), name);
        }
    }

    private static void requireNone(long sequence, String name) {
        if (sequence != 0) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT,
                    Location.of(name, "table"),
                    "a key with sequence number " + sequence + ", all must have 0",
                    null);
        }
    }

    private static void requireDisjoint(TableMetadata left, TableMetadata right) {
        if (!left.bounds().endsBefore(right.bounds().smallest().userKey())) {
            throw new StorageException(
                    StorageException.Kind.INVALID_ARGUMENT, "tables that overlap: " + left + " and " + right);
        }
    }

    /** Deletes the new names, unless they were kept. */
    @Override
    public void close() {
        if (!kept) {
            versions.abandon(numbers);
        }
    }
}

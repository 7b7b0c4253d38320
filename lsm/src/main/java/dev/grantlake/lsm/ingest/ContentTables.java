package dev.grantlake.lsm.ingest;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes content in key order to tables, with sequence number 0 in every key: what they read as is for the manifest to
 * say. No table holds keys of both sides of a range's border. Belongs to one thread.
 */
final class ContentTables implements AutoCloseable {

    private static final long NO_SEQUENCE = Trailer.of(0, KeyKind.SET);

    private final WritableVfs directory;
    private final VersionSet versions;
    private final IngestOptions options;
    private final DisjointRanges borders;
    private final List<TableMetadata> tables = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private @Nullable SstableWriter writer;
    private @Nullable Bytes lastOfTable;
    private int place;
    private long entries;
    private boolean kept;

    ContentTables(WritableVfs directory, VersionSet versions, IngestOptions options, DisjointRanges borders) {
        this.directory = directory;
        this.versions = versions;
        this.options = options;
        this.borders = borders;
    }

    /** Writes all of {@code content}, and forces it. */
    void write(Cursor content) {
        for (boolean any = content.first(); any; any = content.next()) {
            add(content.key(), content.value());
        }
        endTable(null);
    }

    long entries() {
        return entries;
    }

    /** The tables by key. From now on they belong to whoever asked. */
    List<TableMetadata> keep() {
        kept = true;
        return List.copyOf(tables);
    }

    private void add(ByteView key, ByteView value) {
        int here = borders.place(key, place);
        SstableWriter present = writer;
        if (present != null && (here != place || present.size() >= options.targetBytes())) {
            endTable(key);
        }
        place = here;
        requireAfterLastTable(key);
        if (writer == null) {
            long number = versions.nextFileNumber();
            writer = new SstableWriter(new ForcedSink(directory, FileName.ofTable(number)), options.tables());
            numbers.add(number);
        }
        writer.add(key, NO_SEQUENCE, value);
        entries++;
    }

    private void endTable(@Nullable ByteView next) {
        SstableWriter full = writer;
        if (full != null) {
            writer = null;
            try (full) {
                long number = numbers.get(numbers.size() - 1);
                TableMetadata table = full.finish().metadata(number, options.creationTime());
                tables.add(table);
                lastOfTable = next == null ? null : table.bounds().largest().userKey();
            }
        }
    }

    /** The writer of a table sees only the keys of that. */
    private void requireAfterLastTable(ByteView key) {
        Bytes last = lastOfTable;
        if (last != null) {
            if (key.compareWith(last) <= 0) {
                throw new StorageException(
                        StorageException.Kind.INVALID_ARGUMENT,
                        "keys must ascend: " + key.copy() + " comes after " + last);
            }
            lastOfTable = null;
        }
    }

    /** Deletes what was written, unless it was kept. */
    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.close();
            }
        } finally {
            if (!kept) {
                versions.abandon(tables.stream().map(TableMetadata::number).toList());
            }
        }
    }
}

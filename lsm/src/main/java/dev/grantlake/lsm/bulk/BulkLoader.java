package dev.grantlake.lsm.bulk;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.directory.OptionsFile;
import dev.grantlake.lsm.directory.OptionsText;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestWriter;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.FileTarget;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a whole database from entries in key order: tables of the lowest level with sequence number 0, an empty log,
 * manifest, options and markers, as Pebble v2.1.5 opens them for reading and writing. Format:
 * {@code docs/formats/pebble-directory.md}, "A loaded database".
 *
 * <pre>
 * try (BulkLoader loader = new BulkLoader(BulkOptions.DEFAULT, directory::create)) {
 *     loader.add(key, value);
 *     …
 *     loader.finish();
 * }
 * </pre>
 *
 * <p>Where a table ends is decided by the keys: two loads of nearly the same entries have nearly all tables in common,
 * byte for byte, under other numbers perhaps. The same entries under the same options always give the same files.
 *
 * <p>Files are created one after the other, each finished before the next, tables first and the marker that makes it a
 * database last; only the caller's thread touches them. What the target keeps of the files of a load that was not
 * finished is for the target to clear away; without the marker they are no database.
 *
 * <p>Belongs to one thread. It may have others work for it ({@link BulkOptions#threads}); {@link #close} waits for
 * them. Memory holds {@code threads + 1} tables in entries and as many encoded, each of at most twice the greatest
 * target; arrays may be up to twice as long as what is in them. A table that one larger entry fills is encoded by the
 * caller right into its file; that takes the entry three times, and once more for each compressed form.
 */
public final class BulkLoader implements AutoCloseable {

    /** The most bytes of a key and a value together. */
    public static final int MAX_ENTRY_BYTES = SstableWriter.MAX_ENTRY_BYTES;

    private static final long MANIFEST_NUMBER = 1;
    private static final long FIRST_TABLE_NUMBER = 2;
    private static final int LOWEST_LEVEL = 6;

    /** Pebble keeps smaller numbers for itself, so it takes the next one anyway. */
    private static final long LAST_SEQUENCE = 10;

    private final BulkOptions options;
    private final FileTarget target;
    private final TablePipeline tables;
    private final TableCollector collector;
    private long entries;
    private boolean done;

    /**
     * A loader of a database that has no entries yet; nothing is written before the first table is full.
     *
     * @param target an empty place; it stays the caller's
     */
    public BulkLoader(BulkOptions options, FileTarget target) {
        this.options = options;
        this.target = target;
        this.tables = new TablePipeline(target, options, FIRST_TABLE_NUMBER);
        this.collector =
                new TableCollector(new TableCuts(options.sizes(), options.groups()), tables::empty, tables::add);
    }

    /**
     * Adds an entry. The arrays are the caller's again when this returns. An entry that is refused is not there, and
     * the load can go on; if a file cannot be written it cannot.
     *
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if the key is empty or not above the one before,
     *     {@code LIMIT_EXCEEDED} above {@link #MAX_ENTRY_BYTES}, {@code CLOSED} after {@link #finish}, {@link #close}
     *     or a failure; and whatever the target throws
     */
    public void add(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        requireOpen();
        if (keyLength == 0) {
            throw new StorageException(StorageException.Kind.INVALID_ARGUMENT, "an empty key");
        }
        if (keyLength > MAX_ENTRY_BYTES - valueLength) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "an entry of " + ((long) keyLength + valueLength) + " bytes, the limit is " + MAX_ENTRY_BYTES);
        }
        collector.add(key, keyOffset, keyLength, value, valueOffset, valueLength);
        entries++;
    }

    /** Adds an entry, as above. */
    public void add(Bytes key, Bytes value) {
        add(key.array(), key.offset(), key.length(), value.array(), value.offset(), value.length());
    }

    /** Adds an entry, as above. */
    public void add(ByteView key, ByteView value) {
        add(key.array(), key.offset(), key.length(), value.array(), value.offset(), value.length());
    }

    /** Ends a family of keys: what comes now goes into other tables, which are small at first again. */
    public void cutHere() {
        cutHere(options.sizes());
    }

    /**
     * Ends a family of keys.
     *
     * @param next the sizes of the tables of the family that begins; none of its targets may be greater than the
     *     greatest of the options
     */
    public void cutHere(TableSizes next) {
        requireOpen();
        if (next.greatestTargetBytes() > options.sizes().greatestTargetBytes()) {
            throw new IllegalArgumentException(next + " after " + options.sizes());
        }
        collector.cutHere(next);
    }

    /**
     * Writes what is left. Nothing can be added afterwards.
     *
     * @throws StorageException of kind {@code CLOSED} as for {@link #add}; and whatever the target throws
     */
    public BulkSummary finish() {
        requireOpen();
        done = true;
        collector.cutHere(options.sizes());
        List<TableMetadata> written = tables.finish();
        long log = FIRST_TABLE_NUMBER + written.size();
        // Without a log Pebble writes no manifest of its own when it opens the database, and would later make
        // checkpoints with an empty one.
        write(FileName.ofLog(log), Bytes.EMPTY);
        try (FileSink file = target.create(FileName.ofManifest(MANIFEST_NUMBER))) {
            new ManifestWriter(file).write(edits(written, log));
            file.finish();
        }
        write(FileName.ofOptions(log + 1), optionsText());
        write(Marker.ofFormatVersion(options.formatVersion()).fileName(), Bytes.EMPTY);
        write(
                Marker.first(Marker.MANIFEST, FileName.ofManifest(MANIFEST_NUMBER))
                        .fileName(),
                Bytes.EMPTY);
        return new BulkSummary(
                written.size(),
                entries,
                written.stream().mapToLong(TableMetadata::size).sum());
    }

    /** Gives up what is not written, and waits for the threads of this loader; a second call does nothing. */
    @Override
    public void close() {
        done = true;
        tables.close();
    }

    private static List<ManifestEdit> edits(List<TableMetadata> tables, long log) {
        List<ManifestEdit> edits = new ArrayList<>();
        edits.add(new ManifestEdit.Comparer(OptionsFile.COMPARER));
        edits.add(new ManifestEdit.LogNumber(log));
        edits.add(new ManifestEdit.NextFileNumber(log + 2));
        edits.add(new ManifestEdit.LastSequence(LAST_SEQUENCE));
        for (TableMetadata table : tables) {
            edits.add(ManifestEdit.NewTable.of(LOWEST_LEVEL, table));
        }
        return edits;
    }

    private Bytes optionsText() {
        var tableOptions = options.tables();
        return new OptionsText(
                        options.formatVersion(),
                        OptionsFile.MERGER,
                        tableOptions.blockBytes(),
                        tableOptions.indexBlockBytes(),
                        tableOptions.compression().toString())
                .toBytes();
    }

    private void write(String name, Bytes content) {
        try (FileSink file = target.create(name)) {
            file.write(content);
            file.finish();
        }
    }

    private void requireOpen() {
        if (done || tables.failed()) {
            throw new StorageException(
                    StorageException.Kind.CLOSED,
                    Location.of(FileName.ofManifest(MANIFEST_NUMBER), "load"),
                    "the load is finished or has failed",
                    null);
        }
    }
}

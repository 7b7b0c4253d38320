package dev.grantlake.lsm.ingest;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tables that are to take the place of everything in some ranges, in one edit. They are written, or linked, before
 * anything else happens; if the edit is not made, nothing of them remains.
 *
 * <pre>
 * try (Replacement replacement = Replacement.of(directory, versions, ranges, content, options)) {
 *     … have nobody write, and bring what memory holds of {@link #touches} into tables
 *     replacement.apply(sequence, installed);
 * }
 * </pre>
 *
 * <p>Belongs to one thread.
 */
public final class Replacement implements AutoCloseable {

    private final WritableVfs directory;
    private final VersionSet versions;
    private final List<KeyRange> ranges;
    private final List<TableMetadata> tables;
    private final long entries;
    private boolean done;

    private Replacement(
            WritableVfs directory,
            VersionSet versions,
            List<KeyRange> ranges,
            List<TableMetadata> tables,
            long entries) {
        this.directory = directory;
        this.versions = versions;
        this.ranges = ranges;
        this.tables = tables;
        this.entries = entries;
    }

    /**
     * Writes {@code content} to tables, which are forced.
     *
     * @param ranges may overlap or be empty, in any order
     * @param content read from its first key to its end; stays the caller's
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if its keys do not ascend; and what reading and writing
     *     throw. Then nothing is left
     */
    public static Replacement of(
            WritableVfs directory,
            VersionSet versions,
            Collection<KeyRange> ranges,
            Cursor content,
            IngestOptions options) {
        DisjointRanges disjoint = DisjointRanges.of(ranges);
        try (ContentTables tables = new ContentTables(directory, versions, options, disjoint)) {
            tables.write(content);
            return new Replacement(directory, versions, disjoint.ranges(), tables.keep(), tables.entries());
        }
    }

    /**
     * Takes in finished tables of another directory: links of them where that is possible, else copies. The originals
     * stay.
     *
     * @param source where they lie
     * @param names of the tables, whose keys must all have sequence number 0; those without any are left out
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if they overlap or have another sequence number,
     *     {@code NOT_FOUND} if there is no such file, {@code CORRUPT} or {@code UNSUPPORTED} as opening a table throws
     *     it. Then nothing is left
     */
    public static Replacement ofTables(
            WritableVfs directory,
            VersionSet versions,
            Collection<KeyRange> ranges,
            Vfs source,
            List<String> names,
            IngestOptions options) {
        try (LinkedTables tables = new LinkedTables(directory, versions, options)) {
            tables.link(source, names);
            return new Replacement(
                    directory, versions, DisjointRanges.of(ranges).ranges(), tables.keep(), tables.entries());
        }
    }

    /** Entries of the content; deletions of ranges are none. */
    public long entries() {
        return entries;
    }

    /** Whether there is nothing to remove and nothing to put. */
    public boolean isEmpty() {
        return ranges.isEmpty() && tables.isEmpty();
    }

    /** Whether it removes anything within these bounds, or puts something over it. */
    public boolean touches(KeyBounds bounds) {
        for (KeyRange range : ranges) {
            if (bounds.overlaps(range)) {
                return true;
            }
        }
        for (TableMetadata table : tables) {
            if (table.bounds().overlaps(bounds)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Makes the edit: all ranges and all tables in one. When this returns, it is on disk.
     *
     * @param sequence what all keys of the tables read as having: greater than those of all commits that the caller has
     *     brought into tables, and less than those of all that follow
     * @param installed as {@link VersionSet#apply} tells it
     * @throws StorageException as {@link VersionSet#apply} throws it, and what reading the tables at the borders throws
     */
    public void apply(long sequence, Consumer<? super Version> installed) {
        versions.apply(version -> edits(version, sequence), installed);
        done = true;
    }

    private List<ManifestEdit> edits(Version version, long sequence) {
        List<ManifestEdit> edits =
                new ArrayList<>(Excision.of(version, ranges, versions.files(), versions::nextFileNumber));
        String place = directory.description() + "/" + "replacement";
        VersionBuilder remaining = VersionBuilder.from(version, place, Integer.MAX_VALUE);
        remaining.apply(new ManifestRecord(Location.of(place, "edit"), 0, 1, edits));
        Version left = remaining.build();
        for (TableMetadata table : tables) {
            TableMetadata numbered = SequencedTable.of(table, sequence);
            edits.add(ManifestEdit.NewTable.of(TargetLevel.of(left, numbered.bounds()), numbered));
        }
        return edits;
    }

    /** Deletes the tables unless the edit was made; a second call does nothing. */
    @Override
    public void close() {
        if (!done) {
            done = true;
            versions.abandon(tables.stream().map(TableMetadata::number).toList());
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return ranges.size() + " ranges, tables "
                + tables.stream().map(table -> FileName.padded(table.number())).toList();
    }
}

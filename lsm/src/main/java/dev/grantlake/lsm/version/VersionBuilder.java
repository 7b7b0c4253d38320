package dev.grantlake.lsm.version;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.OptionsFile;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestReader;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Applies version edits one after the other and gives the {@link Version} that they lead to. Within one edit deletions
 * come before additions, and new backings before the tables that use them. Belongs to one thread.
 *
 * <p>What no edit may do is refused when it is applied, with the edit's place; what only the end result shows (tables
 * that overlap, a backing that is missing) when the version is built.
 */
public final class VersionBuilder {

    private static final Comparator<TableMetadata> BY_AGE = Comparator.comparingLong(TableMetadata::largestSequence)
            .thenComparingLong(TableMetadata::smallestSequence)
            .thenComparingLong(TableMetadata::number);

    private static final Comparator<TableMetadata> BY_KEY =
            Comparator.comparing((TableMetadata table) -> table.bounds().smallest());

    private final String manifest;
    private final int maxTables;
    private final Map<Long, Placed> tables = new HashMap<>();
    private final Map<Long, Long> backings = new HashMap<>();
    private final Set<Long> blobFiles = new HashSet<>();
    private long logNumber;
    private long nextFileNumber;
    private long lastSequence;
    private boolean anyRecord;

    /** A table, where it lies, and the edit that put it there. */
    private record Placed(int level, TableMetadata table, Location where) {}

    /**
     * A version as a manifest gives it.
     *
     * @param droppedTail the end of the manifest that was not read, or null
     */
    public record Replayed(Version version, @Nullable LogTail droppedTail) {}

    /**
     * A builder that has seen no edit.
     *
     * @param manifest the manifest as error messages name it
     * @param maxTables the most tables that a version may have at any moment
     */
    public VersionBuilder(String manifest, int maxTables) {
        this.manifest = manifest;
        this.maxTables = maxTables;
    }

    /** A builder that goes on from {@code version}; {@code manifest} and {@code maxTables} as above. */
    public static VersionBuilder from(Version version, String manifest, int maxTables) {
        VersionBuilder builder = new VersionBuilder(manifest, maxTables);
        builder.anyRecord = true;
        Location where = Location.of(manifest, "version");
        for (Level level : version.levels()) {
            for (TableMetadata table : level.tables()) {
                builder.tables.put(table.number(), new Placed(level.number(), table, where));
            }
        }
        builder.backings.putAll(version.backings());
        builder.blobFiles.addAll(version.blobFiles());
        builder.logNumber = version.counters().logNumber();
        builder.nextFileNumber = version.counters().nextFileNumber();
        builder.lastSequence = version.counters().lastSequence();
        return builder;
    }

    /**
     * Reads a manifest and applies all its edits.
     *
     * @param maxBytes the largest manifest that is read
     * @param maxTables the most tables that a version may have at any moment
     * @throws StorageException as {@link ManifestReader#read}, {@link #apply} and {@link #build} do
     */
    public static Replayed replay(Vfs directory, String manifest, long maxBytes, int maxTables, Strictness strictness) {
        VersionBuilder builder = new VersionBuilder(directory.description() + "/" + manifest, maxTables);
        LogTail droppedTail = ManifestReader.read(directory, manifest, maxBytes, strictness, builder::apply);
        return new Replayed(builder.build(), droppedTail);
    }

    /**
     * Applies one edit.
     *
     * @throws StorageException of kind {@code CORRUPT} for an edit that contradicts those before it,
     *     {@code UNSUPPORTED} for another order of keys, {@code LIMIT_EXCEEDED} for too many tables
     */
    public void apply(ManifestRecord record) {
        anyRecord = true;
        for (ManifestEdit edit : record.edits()) {
            if (edit instanceof ManifestEdit.DeletedTable deleted) {
                delete(deleted, record.where());
            } else if (edit instanceof ManifestEdit.CreatedBacking created) {
                createBacking(created, record.where());
            } else if (edit instanceof ManifestEdit.DeletedBlobFile deleted) {
                blobFiles.remove(deleted.fileNumber());
            }
        }
        for (ManifestEdit edit : record.edits()) {
            if (edit instanceof ManifestEdit.NewTable added) {
                add(added, record.where());
            } else if (edit instanceof ManifestEdit.NewBlobFile blob) {
                add(blob, record.where());
            }
        }
        for (ManifestEdit edit : record.edits()) {
            if (edit instanceof ManifestEdit.RemovedBacking removed) {
                removeBacking(removed, record.where());
            } else if (edit instanceof ManifestEdit.Comparer comparer) {
                requireComparer(comparer, record.where());
            } else if (edit instanceof ManifestEdit.LogNumber log) {
                logNumber = unlessZero(log.number(), logNumber);
            } else if (edit instanceof ManifestEdit.NextFileNumber next) {
                nextFileNumber = unlessZero(next.number(), nextFileNumber);
            } else if (edit instanceof ManifestEdit.LastSequence last) {
                lastSequence = unlessZero(last.sequence(), lastSequence);
            }
        }
    }

    /**
     * The version after all edits.
     *
     * @throws StorageException of kind {@code CORRUPT} if there was no edit or the tables contradict each other,
     *     {@code UNSUPPORTED} if a table needs what this engine cannot do
     */
    public Version build() {
        Location whole = Location.of(manifest, "manifest");
        if (!anyRecord) {
            throw StorageException.corrupt(whole, "a version edit", "none");
        }
        if (logNumber == 0 && nextFileNumber < 2) {
            throw StorageException.corrupt(whole, "a log number or a next file number", "neither");
        }
        List<List<Placed>> byLevel = new ArrayList<>();
        for (int level = 0; level < Version.LEVELS; level++) {
            byLevel.add(new ArrayList<>());
        }
        Map<Long, Long> files = new HashMap<>();
        for (Placed placed : tables.values()) {
            requireReadable(placed);
            byLevel.get(placed.level).add(placed);
            files.put(placed.table.fileNumber(), fileSize(placed));
        }
        List<Level> levels = new ArrayList<>();
        for (int level = 0; level < Version.LEVELS; level++) {
            levels.add(ordered(level, byLevel.get(level)));
        }
        return new Version(
                levels, files, backings, blobFiles, new Version.Counters(logNumber, nextFileNumber, lastSequence));
    }

    /** The numbers of backings that no table shows. */
    List<Long> unusedBackings() {
        Set<Long> unused = new TreeSet<>(backings.keySet());
        for (Placed placed : tables.values()) {
            unused.remove(placed.table.fileNumber());
        }
        return List.copyOf(unused);
    }

    private void delete(ManifestEdit.DeletedTable deleted, Location where) {
        Placed placed = tables.remove(deleted.number());
        if (placed == null || placed.level != deleted.level()) {
            throw StorageException.corrupt(
                    where,
                    "table " + FileName.padded(deleted.number()) + " in level " + deleted.level() + " to delete",
                    placed == null ? "no such table" : "it in level " + placed.level);
        }
    }

    private void createBacking(ManifestEdit.CreatedBacking created, Location where) {
        if (backings.putIfAbsent(created.fileNumber(), created.size()) != null) {
            throw StorageException.corrupt(
                    where, "a new backing", FileName.padded(created.fileNumber()) + ", which is one already");
        }
        if (backings.size() > maxTables) {
            throw StorageException.limit(where, "more than " + maxTables + " backings");
        }
    }

    private void removeBacking(ManifestEdit.RemovedBacking removed, Location where) {
        if (backings.remove(removed.fileNumber()) == null) {
            throw StorageException.corrupt(
                    where, "a backing to remove", FileName.padded(removed.fileNumber()) + ", which is none");
        }
    }

    private void add(ManifestEdit.NewTable added, Location where) {
        TableMetadata table = added.table();
        Placed before = tables.putIfAbsent(table.number(), new Placed(added.level(), table, where));
        if (before != null) {
            throw StorageException.corrupt(
                    where,
                    "a new table",
                    FileName.padded(table.number()) + ", which is in level " + before.level + " already");
        }
        if (tables.size() > maxTables) {
            throw StorageException.limit(where, "more than " + maxTables + " tables");
        }
        if (table.virtual() && !backings.containsKey(table.backing())) {
            throw missingBacking(table, where);
        }
    }

    private void add(ManifestEdit.NewBlobFile blob, Location where) {
        blobFiles.add(blob.fileNumber());
        if (blobFiles.size() > maxTables) {
            throw StorageException.limit(where, "more than " + maxTables + " blob files");
        }
    }

    private static void requireComparer(ManifestEdit.Comparer comparer, Location where) {
        if (!comparer.name().isEmpty() && !comparer.name().equals(OptionsFile.COMPARER)) {
            throw StorageException.unsupported(
                    where, "comparer must be " + OptionsFile.COMPARER + ", found " + comparer.name());
        }
    }

    /** Counters of 0 say nothing: a manifest's first edit writes them for want of better ones. */
    private static long unlessZero(long stated, long before) {
        return stated == 0 ? before : stated;
    }

    private static void requireReadable(Placed placed) {
        TableMetadata table = placed.table;
        String refused = null;
        if (!table.blobReferences().isEmpty()) {
            refused =
                    "keeps values in blob file " + table.blobReferences().get(0).blobFile();
        } else if (!table.syntheticPrefix().isEmpty()) {
            refused = "has a synthetic prefix";
        } else if (!table.syntheticSuffix().isEmpty()) {
            refused = "has a synthetic suffix";
        }
        if (refused != null) {
            throw StorageException.unsupported(
                    placed.where, "table " + FileName.padded(table.number()) + " " + refused);
        }
    }

    private long fileSize(Placed placed) {
        TableMetadata table = placed.table;
        Long backing = backings.get(table.fileNumber());
        if (table.virtual()) {
            if (backing == null) {
                throw missingBacking(table, placed.where);
            }
            return backing;
        }
        if (backing != null) {
            throw StorageException.corrupt(
                    placed.where, "a table or a backing", FileName.padded(table.number()) + ", which is both");
        }
        return table.size();
    }

    private static StorageException missingBacking(TableMetadata table, Location where) {
        return StorageException.corrupt(
                where,
                "a backing for virtual table " + FileName.padded(table.number()),
                FileName.padded(table.backing()) + ", which is none");
    }

    private static Level ordered(int level, List<Placed> unordered) {
        unordered.sort(Comparator.comparing(Placed::table, level == 0 ? BY_AGE : BY_KEY));
        for (int i = 1; level > 0 && i < unordered.size(); i++) {
            TableMetadata left = unordered.get(i - 1).table;
            TableMetadata right = unordered.get(i).table;
            if (!left.bounds().endsBefore(right.bounds().smallest().userKey())) {
                throw StorageException.corrupt(
                        unordered.get(i).where, "disjoint tables in level " + level, left + " and " + right);
            }
        }
        return new Level(level, unordered.stream().map(Placed::table).toList());
    }
}

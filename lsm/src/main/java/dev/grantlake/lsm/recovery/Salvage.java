package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.Destination;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.Marker;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.ManifestRecord;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.salvage.SalvageReport;
import dev.grantlake.lsm.salvage.SalvageReport.Loss;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.sstable.WrittenTable;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.lsm.wal.LogReplay;
import dev.grantlake.lsm.wal.ReplayedLogs;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Writes a clean database of what a damaged directory still has, elsewhere; the directory itself stays as it is. Taken
 * are the newest manifest that can be read, all tables of it or what can be read of them, and the logs up to their
 * first damage. Everything that is left out is reported; where that replaced or deleted something, the older entries
 * are there again. Belongs to one thread.
 */
public final class Salvage {

    private final Vfs damaged;
    private final WritableVfs destination;
    private final OpeningOptions options;
    private final TableFiles files;
    private final List<Loss> losses = new ArrayList<>();
    private final List<LogTail> tails = new ArrayList<>();
    private final List<ManifestEdit> kept = new ArrayList<>();
    private final Set<Long> linked = new HashSet<>();
    private long nextNumber;
    private int wholeTables;
    private int partialTables;

    private Salvage(Vfs damaged, WritableVfs destination, OpeningOptions options) {
        this.damaged = damaged;
        this.destination = destination;
        this.options = options;
        this.files = new TableFiles(
                damaged,
                new SstableOptions(
                        options.cache(), options.metrics(), options.limits().maxBlockBytes()));
        this.nextNumber = DirectoryNames.of(damaged).nextNumber();
    }

    /**
     * Salvages a directory.
     *
     * @param damaged stays as it is, and its owner's
     * @param destination empty; stays its owner's. If this fails, it is empty afterwards
     * @return what was left out
     * @throws StorageException of kind {@code CORRUPT} if no manifest can be read, {@code UNSUPPORTED} for what cannot
     *     be read even where it is sound, {@code FAILED_PRECONDITION} if somebody has the directory open or the
     *     destination is not empty, {@code LIMIT_EXCEEDED}, {@code IO}
     */
    public static SalvageReport of(Vfs damaged, WritableVfs destination, OpeningOptions options) {
        SalvageReport[] report = new SalvageReport[1];
        try (Lease lease = DatabaseDirectory.share(damaged)) {
            requireNonNull(lease, "lease");
            Destination.fill(destination, () -> report[0] = new Salvage(damaged, destination, options).runAndClose());
        }
        return report[0];
    }

    private SalvageReport runAndClose() {
        try (files) {
            return run();
        }
    }

    private SalvageReport run() {
        Version version = version();
        nextNumber = Math.max(nextNumber, version.counters().nextFileNumber());
        for (Level level : version.levels()) {
            for (TableMetadata table : level.tables()) {
                rescue(level.number(), table, version);
            }
        }
        ReplayedLogs logs = LogReplay.replay(
                damaged,
                logs(),
                version.counters().logNumber(),
                Strictness.SALVAGE,
                options.limits().maxReplayedBytes());
        tails.addAll(logs.unreadTails());
        write(version, logs);
        return new SalvageReport(losses, tails, logs.skipped(), wholeTables, partialTables);
    }

    /** Of the manifest in force, or else of the newest that can be read. */
    private Version version() {
        List<String> manifests = manifests();
        for (String manifest : manifests) {
            try {
                VersionBuilder.Replayed replayed = VersionBuilder.replay(
                        damaged,
                        manifest,
                        options.limits().maxManifestBytes(),
                        options.limits().maxTables(),
                        Strictness.SALVAGE);
                if (replayed.droppedTail() != null) {
                    tails.add(replayed.droppedTail());
                }
                return replayed.version();
            } catch (StorageException e) {
                requireDamage(e);
                losses.add(new Loss(place(manifest), KeyRange.ALL, String.valueOf(e.getMessage())));
            }
        }
        throw StorageException.corrupt(
                Location.of(damaged.description(), "manifest"), "one that can be read", "none of " + manifests);
    }

    private List<String> manifests() {
        List<String> manifests = new ArrayList<>(damaged.list().stream()
                .filter(name -> FileName.parse(name).kind() == FileKind.MANIFEST)
                .sorted(Comparator.comparingLong(
                                (String name) -> FileName.parse(name).number())
                        .reversed())
                .toList());
        try {
            String inForce = DatabaseDirectory.read(damaged).manifest();
            manifests.remove(inForce);
            manifests.add(0, inForce);
        } catch (StorageException e) {
            requireDamage(e);
            losses.add(new Loss(place("markers"), KeyRange.ALL, String.valueOf(e.getMessage())));
        }
        return manifests;
    }

    private List<DatabaseDirectory.LogFile> logs() {
        List<DatabaseDirectory.LogFile> logs = new ArrayList<>();
        for (String name : damaged.list()) {
            FileName parsed = FileName.parse(name);
            if (parsed.kind() == FileKind.LOG) {
                logs.add(new DatabaseDirectory.LogFile(name, parsed.number(), parsed.segment()));
            }
        }
        logs.sort(Comparator.comparingLong(DatabaseDirectory.LogFile::number)
                .thenComparingInt(DatabaseDirectory.LogFile::segment));
        return logs;
    }

    private void rescue(int level, TableMetadata table, Version version) {
        List<Loss> found = new ArrayList<>();
        long size = requireNonNull(version.files().get(table.fileNumber()));
        boolean readable = read(table, null, found);
        boolean exact = readable && damaged.size(table.fileName()) == size;
        if (found.isEmpty() && exact) {
            link(table.fileNumber());
            if (table.virtual()) {
                keepBacking(table.fileNumber(), size);
            }
            kept.add(ManifestEdit.NewTable.of(level, table));
            wholeTables++;
            return;
        }
        losses.addAll(found);
        if (readable) {
            rewrite(level, table);
        }
    }

    /** Whether the table could be opened. */
    private boolean read(TableMetadata table, @Nullable SstableWriter target, List<Loss> found) {
        try {
            new TableRescue(files.file(table.fileNumber()).table(), table, place(table.fileName()), found::add)
                    .run(target);
            return true;
        } catch (StorageException e) {
            TableRescue.requireDamage(e);
            KeyRange all = new KeyRange(
                    table.bounds().smallest().userKey(),
                    table.bounds().largest().userKey().plus(Bytes.wrap(new byte[1])));
            found.add(new Loss(place(table.fileName()), all, String.valueOf(e.getMessage())));
            return false;
        }
    }

    private void rewrite(int level, TableMetadata table) {
        long number = nextNumber++;
        try (SstableWriter writer = new SstableWriter(
                new ForcedSink(destination, FileName.ofTable(number)),
                options.rewrite().tables())) {
            read(table, writer, new ArrayList<>());
            WrittenTable written = writer.finish();
            if (written.isEmpty()) {
                destination.delete(FileName.ofTable(number));
            } else {
                kept.add(ManifestEdit.NewTable.of(level, written.metadata(number, table.creationTime())));
                partialTables++;
            }
        }
    }

    private void link(long file) {
        if (linked.add(file)) {
            destination.linkOrCopy(damaged, FileName.ofTable(file), FileName.ofTable(file));
        }
    }

    private void keepBacking(long file, long size) {
        ManifestEdit created = new ManifestEdit.CreatedBacking(file, size);
        if (!kept.contains(created)) {
            kept.add(created);
        }
    }

    /** With one edit, for tables and logs; the marker comes with it, last. */
    private void write(Version version, ReplayedLogs logs) {
        List<LogLayer> layers = logs.layers().stream().map(this::rescued).toList();
        Version.Counters counters = version.counters();
        long lastSequence =
                Math.max(Version.FIRST_SEQUENCE, Math.max(counters.lastSequence() + 1, logs.nextSequence())) - 1;
        kept.add(new ManifestEdit.LogNumber(Math.max(1, counters.logNumber())));
        kept.add(new ManifestEdit.NextFileNumber(nextNumber));
        kept.add(new ManifestEdit.LastSequence(lastSequence));
        VersionBuilder builder =
                new VersionBuilder(place("salvage"), options.limits().maxTables());
        builder.apply(new ManifestRecord(Location.of(place("salvage"), "edit"), 0, 1, kept));
        Marker.ofFormatVersion(DatabaseDirectory.MAX_FORMAT_VERSION).create(destination);
        SessionOptions.write(destination, nextNumber++, options.rewrite());
        long log = nextNumber++;
        // Without a log Pebble writes no manifest of its own when it opens the database, and cannot copy it then.
        destination.createFile(FileName.ofLog(log)).close();
        // A marker that is not there: the first edit makes the one that counts.
        Marker none = Marker.first(Marker.MANIFEST, FileName.ofManifest(0));
        try (VersionSet versions =
                VersionSet.of(destination, builder.build(), none, nextNumber, options.versionSettings(destination))) {
            new ReplayedFlush(destination, versions, options).run(layers, log, lastSequence);
        }
    }

    /** An ingest without the tables that cannot be read from end to end. */
    private LogLayer rescued(LogLayer layer) {
        if (!(layer instanceof LogLayer.Ingested ingested)) {
            return layer;
        }
        List<LogLayer.Ingested.Table> sound = new ArrayList<>();
        for (LogLayer.Ingested.Table table : ingested.tables()) {
            try {
                readAll(files.file(table.number()).table());
                link(table.number());
                sound.add(table);
            } catch (StorageException e) {
                TableRescue.requireDamage(e);
                losses.add(new Loss(
                        place(FileName.ofTable(table.number())), KeyRange.ALL, String.valueOf(e.getMessage())));
            }
        }
        return new LogLayer.Ingested(ingested.where(), ingested.excise(), sound);
    }

    /** Another order of keys is none, and a manifest has checksums. */
    private static void requireDamage(StorageException e) {
        if (e.kind() != StorageException.Kind.CORRUPT && e.kind() != StorageException.Kind.NOT_FOUND) {
            throw e;
        }
    }

    private static void readAll(Sstable table) {
        try (InternalCursor cursor = table.points(TableView.WHOLE)) {
            boolean any = cursor.first();
            while (any) {
                cursor.value();
                any = cursor.next();
            }
        }
        table.rangeDeletions(TableView.WHOLE);
        table.rangeKeys();
    }

    private String place(String name) {
        return damaged.description() + "/" + name;
    }
}

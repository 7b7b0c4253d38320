package dev.grantlake.lsm.inspect;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.wal.Batch;
import dev.grantlake.lsm.wal.BatchOperation;
import dev.grantlake.lsm.wal.BatchReader;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The files of a database directory, and which of them count. */
public final class DirectoryDump {

    /** The longest record of a log that is read. */
    private static final int MAX_RECORD_BYTES = 256 << 20;

    private DirectoryDump() {}

    /** What a file is to the database. */
    public enum Use {
        /** Part of the database as it is. */
        LIVE,
        /** Was part of it once, or was never finished; the next writer may delete it. */
        OBSOLETE,
        /** Not the database's. */
        FOREIGN
    }

    /**
     * One file.
     *
     * @param size in bytes
     */
    public record Entry(String name, FileKind kind, long size, Use use) {}

    /** All files, by name. Reads the live logs, as far as they can be read, for the tables that only they name. */
    public static List<Entry> files(Vfs vfs, DatabaseDirectory directory, Version version) {
        Set<Long> ingested = ingested(vfs, directory, version.counters().logNumber());
        List<Entry> entries = new ArrayList<>();
        for (String name : vfs.list()) {
            FileName parsed = FileName.parse(name);
            entries.add(
                    new Entry(name, parsed.kind(), vfs.size(name), use(name, parsed, directory, version, ingested)));
        }
        return entries;
    }

    /** The levels as text: one line a level that has tables and one for each table. */
    public static List<String> levels(Version version) {
        List<String> lines = new ArrayList<>();
        for (Level level : version.levels()) {
            if (!level.tables().isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "L%d: %d tables, %d bytes",
                        level.number(),
                        level.tables().size(),
                        level.size()));
                for (TableMetadata table : level.tables()) {
                    lines.add("  " + table);
                }
            }
        }
        return lines;
    }

    private static Set<Long> ingested(Vfs vfs, DatabaseDirectory directory, long logNumber) {
        Set<Long> numbers = new HashSet<>();
        try {
            for (DatabaseDirectory.LogFile log : directory.logs()) {
                if (log.number() >= logNumber) {
                    addIngested(vfs, log, numbers);
                }
            }
        } catch (StorageException unreadable) {
            // Whoever opens the database is told; here it means that no more tables are known.
            return numbers;
        }
        return numbers;
    }

    private static void addIngested(Vfs vfs, DatabaseDirectory.LogFile log, Set<Long> numbers) {
        try (ReadableFile file = vfs.open(log.name())) {
            LogReader reader = LogReader.ofWal(file, log.number(), MAX_RECORD_BYTES);
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                BatchReader operations = Batch.of(file.description(), record).operations();
                BatchOperation operation = operations.next();
                // Ingests come in batches of their own, so a glance at the first operation passes over all others.
                while (operation != null && operation.ingests()) {
                    if (operation.kind() == KeyKind.INGEST_SST) {
                        numbers.add(operation.tableNumber());
                    }
                    operation = operations.next();
                }
            }
        }
    }

    private static Use use(
            String name, FileName parsed, DatabaseDirectory directory, Version version, Set<Long> ingested) {
        return switch (parsed.kind()) {
            case TABLE -> liveIf(version.files().containsKey(parsed.number()) || ingested.contains(parsed.number()));
            case LOG -> liveIf(parsed.number() >= version.counters().logNumber());
            case MANIFEST -> liveIf(name.equals(directory.manifest()));
            case OPTIONS -> liveIf(name.equals(directory.optionsFile()));
            case MARKER -> liveIf(directory.markers().contains(name));
            case LOCK -> Use.LIVE;
            case BLOB, TEMPORARY -> Use.OBSOLETE;
            case OTHER -> Use.FOREIGN;
        };
    }

    private static Use liveIf(boolean live) {
        return live ? Use.LIVE : Use.OBSOLETE;
    }
}

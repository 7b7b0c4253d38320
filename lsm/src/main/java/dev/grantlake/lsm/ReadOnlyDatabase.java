package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.cursor.VisibleCursor;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.sstable.PointLookup;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.wal.LiveLogs;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A database directory opened for reading, in place: as Pebble left it, on disk or inside a container. Shows the newest
 * version of every key; nothing is written, and no lock is taken or needed, so the directory must not be one that a
 * writer has open. Format: {@code docs/formats/pebble-directory.md}.
 *
 * <p>Opening reads the names, the options file and the manifest, and looks at the sizes of the tables and at the live
 * logs. A table is opened when a read first reaches it, and stays open until the database is closed.
 *
 * <p>Thread-safe; cursors belong to one thread each. The directory belongs to the caller, who closes it after the
 * database.
 */
public final class ReadOnlyDatabase implements KeyValueReader {

    /** Pebble gives numbers from here on; smaller ones are kept for data older than all commits. */
    private static final long FIRST_SEQUENCE = 10;

    private final DatabaseDirectory directory;
    private final Version version;
    private final RecoveryReport report;
    private final List<TableFile> files;
    private final List<TableRun<VersionTable>> runs;
    private final long visibleBelow;
    private final int maxMergedBytes;
    private final AtomicReference<@Nullable PointLookup> spareLookup = new AtomicReference<>();

    private volatile boolean closed;

    private ReadOnlyDatabase(
            Vfs vfs, DatabaseDirectory directory, Version version, List<LogTail> tails, LsmReadOptions options) {
        this.directory = directory;
        this.version = version;
        this.visibleBelow = Math.max(FIRST_SEQUENCE, version.counters().lastSequence() + 1);
        this.report = new RecoveryReport(tails, invisibleTables(version, visibleBelow));
        this.maxMergedBytes = options.limits().maxMergedBytes();
        SstableOptions tableOptions = new SstableOptions(
                options.cache(), options.metrics(), options.limits().maxBlockBytes());
        Map<Long, TableFile> byNumber = new LinkedHashMap<>();
        for (long number : version.files().keySet()) {
            byNumber.put(number, new TableFile(vfs, number, tableOptions));
        }
        this.files = List.copyOf(byNumber.values());
        this.runs = runs(
                version,
                byNumber,
                visibleBelow,
                new RangeDeletionBudget(options.limits().maxRangeDeletions(), where()));
    }

    /**
     * Opens a database.
     *
     * @param vfs the directory, which stays the caller's
     * @throws StorageException of kind {@code NOT_FOUND} if there is no database, {@code CORRUPT} for damage,
     *     {@code UNSUPPORTED} for a format version, an order of keys or a feature that is not read here, among them a
     *     log with commits that are in no table, {@code LIMIT_EXCEEDED} if a limit of {@code options} is passed
     */
    public static ReadOnlyDatabase open(Vfs vfs, LsmReadOptions options) {
        DatabaseDirectory directory = DatabaseDirectory.read(vfs);
        LsmReadOptions.Limits limits = options.limits();
        VersionBuilder.Replayed replayed = VersionBuilder.replay(
                vfs, directory.manifest(), limits.maxManifestBytes(), limits.maxTables(), options.strictness());
        Version version = replayed.version();
        if (version.runs().size() > limits.maxSortedRuns()) {
            throw StorageException.limit(
                    Location.of(vfs.description(), "level 0"),
                    version.runs().size() + " runs to merge, at most " + limits.maxSortedRuns() + " are");
        }
        version.requireFiles(vfs);
        List<LogTail> tails = new ArrayList<>();
        if (replayed.droppedTail() != null) {
            tails.add(replayed.droppedTail());
        }
        tails.addAll(
                LiveLogs.requireEmpty(vfs, directory.logs(), version.counters().logNumber(), options.strictness()));
        return new ReadOnlyDatabase(vfs, directory, version, tails, options);
    }

    /** What the file names say. */
    public DatabaseDirectory directory() {
        return directory;
    }

    /** The tables and their order. */
    public Version version() {
        return version;
    }

    /** What is there and was left out. */
    public RecoveryReport recoveryReport() {
        return report;
    }

    /** The names of the files that reading all of {@code range} opens. */
    public List<String> filesIn(KeyRange range) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (TableMetadata table : version.tablesIn(range)) {
            names.add(table.fileName());
        }
        return List.copyOf(names);
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        requireOpen();
        PointLookup spare = spareLookup.getAndSet(null);
        PointLookup lookup = spare == null ? new PointLookup() : spare;
        Bytes value = get(key, lookup);
        spareLookup.set(lookup);
        return value;
    }

    /** Prepares the newest table that may hold the key: that one {@link #get} surely reads. */
    @Override
    public void prefetch(Bytes key) {
        requireOpen();
        for (TableRun<VersionTable> run : runs) {
            VersionTable table = run.find(key);
            if (table != null) {
                table.prefetch();
                return;
            }
        }
    }

    @Override
    public Cursor cursor(KeyRange range) {
        requireOpen();
        return new VisibleCursor(runs, range, visibleBelow, maxMergedBytes, where());
    }

    /** Closes all tables; cursors must be closed before. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
        spareLookup.set(null);
        RuntimeException failure = null;
        for (TableFile file : files) {
            try {
                file.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable Bytes get(Bytes key, PointLookup lookup) {
        long hiddenBelow = 0;
        for (TableRun<VersionTable> run : runs) {
            VersionTable table = run.find(key);
            if (table == null || table.largestSequence() < hiddenBelow) {
                continue;
            }
            hiddenBelow = Math.max(hiddenBelow, table.deletedRanges().hidesBelow(key));
            if (table.find(key, lookup)) {
                long trailer = lookup.trailer();
                if (Trailer.sequence(trailer) < hiddenBelow) {
                    return null;
                }
                return value(key, trailer, lookup);
            }
        }
        return null;
    }

    private @Nullable Bytes value(Bytes key, long trailer, PointLookup lookup) {
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(trailer), where());
        return switch (kind) {
            case SET, SET_WITH_DELETE -> lookup.value().copy();
            case DELETE, SINGLE_DELETE, DELETE_SIZED -> null;
            case MERGE -> mergedValue(key);
            default -> throw StorageException.corrupt(where(), "an entry that puts, merges or deletes", kind.name());
        };
    }

    private @Nullable Bytes mergedValue(Bytes key) {
        try (Cursor cursor = cursor(new KeyRange(key, key.plus(Bytes.wrap(new byte[1]))))) {
            return cursor.first() ? cursor.value().copy() : null;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, where(), "the database is closed", null);
        }
    }

    private Location where() {
        return Location.of(directory.description(), "database");
    }

    private static List<TableRun<VersionTable>> runs(
            Version version, Map<Long, TableFile> files, long visibleBelow, RangeDeletionBudget budget) {
        List<TableRun<VersionTable>> runs = new ArrayList<>();
        for (SortedRun run : version.runs()) {
            List<VersionTable> tables = new ArrayList<>();
            for (TableMetadata table : run.tables()) {
                TableFile file = files.get(table.fileNumber());
                if (table.points() != null && file != null) {
                    tables.add(new VersionTable(table, file, visibleBelow, budget));
                }
            }
            if (!tables.isEmpty()) {
                runs.add(TableRun.of(tables));
            }
        }
        return List.copyOf(runs);
    }

    private static List<TableMetadata> invisibleTables(Version version, long visibleBelow) {
        List<TableMetadata> invisible = new ArrayList<>();
        for (SortedRun run : version.runs()) {
            for (TableMetadata table : run.tables()) {
                if (table.smallestSequence() >= visibleBelow) {
                    invisible.add(table);
                }
            }
        }
        return invisible;
    }
}

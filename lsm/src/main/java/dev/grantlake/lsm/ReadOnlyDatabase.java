package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.lsm.wal.LogReplay;
import dev.grantlake.lsm.wal.ReplayedLogs;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A database directory opened for reading, in place: as Pebble left it, on disk or inside a container. Shows the newest
 * version of every key; nothing is written. The directory must not be one that a writer has open: an existing lock file
 * is locked together with other readers, and none is made. What only its logs hold is replayed into memory. Format:
 * {@code docs/formats/pebble-directory.md}.
 *
 * <p>Opening reads the names, the options file and the manifest, and looks at the sizes of the tables and replays the
 * live logs. A table is opened when a read first reaches it, and stays open until the database is closed.
 *
 * <p>Thread-safe; cursors belong to one thread each. The directory belongs to the caller, who closes it after the
 * database.
 */
public final class ReadOnlyDatabase implements KeyValueReader {

    private final Lease lease;
    private final DatabaseDirectory directory;
    private final Version version;
    private final RecoveryReport report;
    private final Sources sources;
    private final List<TableRun<ReadSource>> runs;
    private final List<LogLayer> logLayers;
    private final SpareLookups lookups = new SpareLookups();
    private final ReadView view;

    private volatile boolean closed;

    private ReadOnlyDatabase(
            Vfs vfs,
            DatabaseDirectory directory,
            VersionBuilder.Replayed manifest,
            ReplayedLogs logs,
            Lease lease,
            LsmReadOptions options) {
        this.lease = lease;
        this.directory = directory;
        this.version = manifest.version();
        long lastSequence = version.counters().lastSequence();
        long visibleBelow = Math.max(Version.FIRST_SEQUENCE, Math.max(lastSequence + 1, logs.nextSequence()));
        List<LogTail> tails = new ArrayList<>();
        if (manifest.droppedTail() != null) {
            tails.add(manifest.droppedTail());
        }
        tails.addAll(logs.unreadTails());
        this.report = new RecoveryReport(tails, logs.skipped(), invisibleTables(version, visibleBelow));
        this.logLayers = logs.layers();
        this.sources = Sources.of(vfs, version, logs, visibleBelow, options);
        this.runs = sources.runs();
        ReadRules rules = new ReadRules(Merger.CONCATENATION, options.limits().maxMergedBytes(), where());
        this.view = new ReadView(runs, visibleBelow, rules, lookups);
    }

    /**
     * Opens a database.
     *
     * @param vfs the directory, which stays the caller's
     * @throws StorageException of kind {@code NOT_FOUND} if there is no database, {@code CORRUPT} for damage,
     *     {@code UNSUPPORTED} for a format version, an order of keys or a feature that is not read here,
     *     {@code LIMIT_EXCEEDED} if a limit of {@code options} is passed, {@code FAILED_PRECONDITION} if another
     *     process has the directory for itself
     */
    public static ReadOnlyDatabase open(Vfs vfs, LsmReadOptions options) {
        Lease lease = DatabaseDirectory.share(vfs);
        try {
            return open(vfs, lease, options);
        } catch (RuntimeException | Error e) {
            try (lease) {
                throw e;
            }
        }
    }

    private static ReadOnlyDatabase open(Vfs vfs, Lease lease, LsmReadOptions options) {
        DatabaseDirectory directory = DatabaseDirectory.read(vfs);
        LsmReadOptions.Limits limits = options.limits();
        VersionBuilder.Replayed replayed = VersionBuilder.replay(
                vfs, directory.manifest(), limits.maxManifestBytes(), limits.maxTables(), options.strictness());
        Version version = replayed.version();
        requireFewRuns(version.runs().size(), vfs, limits);
        version.requireFiles(vfs);
        ReplayedLogs logs = LogReplay.replay(
                vfs, directory.logs(), version.counters().logNumber(), options.strictness(), limits.maxReplayedBytes());
        // An ingest makes two runs, one of its tables and one of what it excises.
        requireFewRuns(version.runs().size() + 2 * logs.layers().size(), vfs, limits);
        return new ReadOnlyDatabase(vfs, directory, replayed, logs, lease, options);
    }

    private static void requireFewRuns(int runs, Vfs vfs, LsmReadOptions.Limits limits) {
        if (runs > limits.maxSortedRuns()) {
            throw StorageException.limit(
                    Location.of(vfs.description(), "level 0"),
                    runs + " runs to merge, at most " + limits.maxSortedRuns() + " are");
        }
    }

    /** What the file names say. */
    public DatabaseDirectory directory() {
        return directory;
    }

    /** The tables and their order. */
    public Version version() {
        return version;
    }

    /** What the logs hold beyond the tables, oldest first. */
    public List<LogLayer> logLayers() {
        return logLayers;
    }

    /** What is there and was left out. */
    public RecoveryReport recoveryReport() {
        return report;
    }

    /** The names of the files that reading all of {@code range} opens. */
    public List<String> filesIn(KeyRange range) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (TableRun<ReadSource> run : runs) {
            TableRun<ReadSource> touched = run.within(range);
            for (int i = 0; i < touched.size(); i++) {
                String name = touched.table(i).fileName();
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return List.copyOf(names);
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        requireOpen();
        return view.get(key);
    }

    /** Prepares the newest table that may hold the key: that one {@link #get} surely reads. */
    @Override
    public void prefetch(Bytes key) {
        requireOpen();
        view.prefetch(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        requireOpen();
        return view.cursor(range, () -> {});
    }

    /** Closes all tables; cursors must be closed before. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
        lookups.clear();
        try (lease) {
            sources.close();
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

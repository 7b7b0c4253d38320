package dev.grantlake.lsm;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Checkpoints;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.Metered;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.StoreEvent;
import dev.grantlake.kv.StoreListener;
import dev.grantlake.kv.StoreMetrics;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.WritePauses;
import dev.grantlake.lsm.checkpoint.Checkpoint;
import dev.grantlake.lsm.commit.CommitTarget;
import dev.grantlake.lsm.commit.Commits;
import dev.grantlake.lsm.commit.StallListener;
import dev.grantlake.lsm.commit.WriteFault;
import dev.grantlake.lsm.compaction.Compaction;
import dev.grantlake.lsm.compaction.CompactionListener;
import dev.grantlake.lsm.compaction.CompactionThreads;
import dev.grantlake.lsm.compaction.Compactor;
import dev.grantlake.lsm.compaction.Rewrite;
import dev.grantlake.lsm.cursor.ReadRules;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.recovery.OpenedDirectory;
import dev.grantlake.lsm.recovery.Opening;
import dev.grantlake.lsm.recovery.OpeningOptions;
import dev.grantlake.lsm.recovery.OpeningOptions.Missing;
import dev.grantlake.lsm.recovery.Salvage;
import dev.grantlake.lsm.salvage.SalvageReport;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

import static java.util.Objects.requireNonNull;

/**
 * An ordered key-value store in a directory of its own, which is a Pebble v2.1.5 database: what is committed goes to a
 * log and to memory, from there to tables, and is merged level by level. What is durable when, and what it costs, is in
 * {@code docs/lsm.md}.
 *
 * <p>Keys have one byte at least; key and value of an entry have 280 MiB together at most. Cursors and snapshots keep
 * the memory and the files of what they show until they are closed.
 *
 * <p>Thread-safe; cursors belong to one thread each. An interrupt changes nothing of what a call does, and stays for
 * the caller to see. The directory belongs to the caller, who closes it after the database.
 */
public final class Database implements KeyValueStore, RangeReplacement, WritePauses, Maintenance, Checkpoints, Metered {

    /** A force of the log within this room has no length to put down. */
    private static final long LOG_RESERVE_BYTES = 1 << 20;

    private final StoreListener listener;
    private final Durability durability;
    private final ReadRules rules;
    private final int mostAside;
    private final int stopDepth;

    private final BufferCache cache;
    private final ReadMetrics reads;
    private final WritableVfs directory;
    private final RecoveryReport report;
    private final Lease lease;
    private final VersionSet versions;
    private final Layers layers;
    private final WriteFault fault;
    private final Commits commits;
    private final Flush flush;
    private final BackgroundWork flushing;
    private final Compactor compactor;
    private final CompactionThreads compacting;
    private final RangeReplacer replacer;
    private final WorkDone done = new WorkDone();
    private final OpenReaders readers = new OpenReaders();
    private final SpareLookups lookups = new SpareLookups();

    private Database(WritableVfs directory, OpenedDirectory opened, OpeningOptions opening, DatabaseOptions options) {
        this.directory = directory;
        this.cache = opening.cache();
        this.reads = opening.metrics();
        Location where = Location.of(directory.description(), "database");
        LsmReadOptions.Limits limits = options.limits();
        this.listener = options.store().listener();
        this.durability = options.store().durability();
        this.rules = new ReadRules(options.mergerToUse(), limits.maxMergedBytes(), where);
        this.mostAside = options.memory().memtables() - 1;
        this.stopDepth = options.upkeep().stopRuns();
        this.report = new RecoveryReport(opened.unreadTails(), opened.skipped(), List.of());
        this.lease = opened.lease();
        this.versions = opened.versions();
        this.fault = new WriteFault(where);
        this.layers = new Layers(
                versions, opened.nextSequence(), new RangeDeletionBudget(limits.maxRangeDeletions(), where), where);
        this.commits = new Commits(
                directory,
                versions::nextLogNumber,
                opened.nextSequence(),
                new Commits.Settings(
                        options.memory().memtableBytes(),
                        LOG_RESERVE_BYTES,
                        options.store().merger() != null),
                new Target(),
                fault,
                new Stalls());
        Rewrite rewrite = new Rewrite(directory, versions::nextFileNumber, options.rewriteOptions());
        this.flush = new Flush(
                layers,
                versions,
                fault,
                rewrite,
                options.tables().targetBytes(),
                options.clock(),
                this::installCurrent);
        this.compactor = new Compactor(
                directory,
                versions,
                rewrite,
                options.compactorSettings(),
                version -> installCurrent(Set.of()),
                new Compactions());
        this.flushing = new BackgroundWork("grantlake-flush", this::flushAside, commits::signal);
        this.replacer =
                new RangeReplacer(directory, versions, layers, commits, fault, this::flush, options::ingestOptions);
        this.compacting = CompactionThreads.start(compactor, options.upkeep().threads());
    }

    /**
     * Opens the database of a directory, or makes one if there is none. What its logs hold is in tables afterwards, its
     * format version is {@link DatabaseDirectory#MAX_FORMAT_VERSION}, and files that it does not need are gone; others
     * are left alone.
     *
     * @param directory stays the caller's, who has it open until the database is closed
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if somebody else has it open, or a part of a
     *     database is there that has lost the rest; {@code CORRUPT} for damage, {@code UNSUPPORTED} for what cannot be
     *     read, or not be written, as values apart from their keys; {@code LIMIT_EXCEEDED} if a limit of
     *     {@code options} is passed; {@code IO}
     */
    public static Database open(WritableVfs directory, DatabaseOptions options) {
        return open(directory, options, Missing.CREATE);
    }

    /** As {@link #open}, but where there is no database it fails with {@code NOT_FOUND}. */
    public static Database openExisting(WritableVfs directory, DatabaseOptions options) {
        return open(directory, options, Missing.FAIL);
    }

    /**
     * Writes a clean database of what a damaged directory still has, elsewhere; the directory itself stays as it is.
     * Taken are the newest manifest that can be read, all tables of it or what can be read of them, and the logs up to
     * their first damage. Where what is left out had replaced or deleted something, the older entries are there again.
     *
     * @param damaged stays its owner's
     * @param destination empty; stays its owner's. If this fails, it is empty afterwards
     * @return all that was left out
     * @throws StorageException of kind {@code CORRUPT} if no manifest can be read, {@code UNSUPPORTED} for what cannot
     *     be read even where it is sound, {@code FAILED_PRECONDITION} if somebody has the directory open or the
     *     destination is not empty, {@code LIMIT_EXCEEDED}, {@code IO}
     */
    public static SalvageReport salvage(Vfs damaged, WritableVfs destination, DatabaseOptions options) {
        return Salvage.of(damaged, destination, options.openingOptions(Missing.FAIL));
    }

    private static Database open(WritableVfs directory, DatabaseOptions options, Missing missing) {
        OpeningOptions opening = options.openingOptions(missing);
        OpenedDirectory opened = Opening.open(directory, opening);
        try {
            return new Database(directory, opened, opening, options);
        } catch (RuntimeException | Error e) {
            Lease lease = opened.lease();
            VersionSet versions = opened.versions();
            try (lease;
                    versions) {
                throw e;
            }
        }
    }

    /** What the opening found and left out. */
    public RecoveryReport recoveryReport() {
        return report;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        ReadState state = layers.pin();
        try {
            return state.get(key, rules, lookups);
        } finally {
            state.release();
        }
    }

    @Override
    public Cursor cursor(KeyRange range) {
        requireNonNull(range, "range");
        ReadState state = layers.pin();
        try {
            Cursor cursor = state.view(state.visibleBelow(), rules, lookups).cursor(range, () -> {
                state.release();
                readers.cursorClosed();
            });
            readers.cursorOpened();
            return cursor;
        } catch (RuntimeException | Error e) {
            state.release();
            throw e;
        }
    }

    @Override
    public KeyValueReader snapshot() {
        ReadState state = layers.pin();
        try {
            return new Snapshot(state, state.view(state.visibleBelow(), rules, lookups), readers);
        } catch (RuntimeException | Error e) {
            state.release();
            throw e;
        }
    }

    @Override
    public void commit(WriteBatch batch) {
        commit(batch, durability);
    }

    @Override
    public void commit(WriteBatch batch, Durability durability) {
        commits.commit(batch, requireNonNull(durability, "durability"));
    }

    /**
     * As {@link RangeReplacement#replaceRanges}. What memory holds of those keys is flushed while commits wait; the
     * content is in the lowest level that it reaches, with its tables cut at the ranges.
     */
    @Override
    public long replaceRanges(Collection<KeyRange> ranges, Cursor content) {
        return replaced(ranges, replacer.replace(ranges, content));
    }

    /**
     * Takes in finished tables, as {@link #ingest(Cursor)} does their content: links of them where the disk can do
     * that, otherwise copies. The originals stay, and may not be written to any more.
     *
     * @param source the directory where they lie
     * @param names of tables of Pebble's formats that have no key in common, each key with sequence number 0
     * @return number of entries
     * @throws StorageException of kind {@code INVALID_ARGUMENT} for tables that overlap or have other sequence numbers,
     *     {@code NOT_FOUND}, {@code CORRUPT} or {@code UNSUPPORTED} for a table that cannot be read: then nothing has
     *     changed
     */
    public long ingest(Vfs source, List<String> names) {
        return replaced(List.of(), replacer.ingest(source, names));
    }

    private long replaced(Collection<KeyRange> ranges, long entries) {
        done.replaced(entries);
        compactor.wake();
        listener.on(new StoreEvent.RangesReplaced(List.copyOf(ranges), entries));
        return entries;
    }

    /** As {@link Checkpoints#checkpoint}; may be called while writes are paused. */
    @Override
    public void checkpoint(WritableVfs destination) {
        requireNonNull(destination, "destination");
        try (Checkpoint moment = moment()) {
            moment.writeTo(destination);
        }
    }

    private Checkpoint moment() {
        Pause pause = commits.pause(() -> {});
        try (pause) {
            commits.force();
            return Checkpoint.of(directory, versions);
        }
    }

    @Override
    public Pause pauseWrites() {
        Pause pause = commits.pause(() -> listener.on(new StoreEvent.WritesResumed()));
        try {
            listener.on(new StoreEvent.WritesPaused());
        } catch (RuntimeException | Error e) {
            // Nobody would have the pause to end it.
            try (pause) {
                throw e;
            }
        }
        return pause;
    }

    @Override
    public void flush() {
        commits.rotate();
        List<MemtableLayer> present = layers.present().layers();
        Set<MemtableLayer> aside = Set.copyOf(present.subList(1, present.size()));
        if (!aside.isEmpty()) {
            flushing.await(() -> Collections.disjoint(layers.present().layers(), aside));
        }
    }

    @Override
    public void compact(KeyRange range) {
        requireNonNull(range, "range");
        flush();
        compactor.compact(range);
    }

    @Override
    public StoreMetrics metrics() {
        return new StoreMetrics(
                commits.batches(),
                commits.operations(),
                commits.operationBytes(),
                done.replacements(),
                done.replacingEntries(),
                readers.cursors(),
                readers.snapshots());
    }

    /**
     * What the database consists of at the moment, and what it has done.
     *
     * @throws StorageException of kind {@code CLOSED}
     */
    public DatabaseMetrics databaseMetrics() {
        ReadState state = layers.pin();
        try {
            return new DatabaseMetrics(
                    state.tables().version().levels().stream()
                            .map(level ->
                                    new DatabaseMetrics.Level(level.tables().size(), level.size()))
                            .toList(),
                    state.tables().depthOfLevelZero(),
                    state.layers().size(),
                    state.layers().stream()
                            .mapToLong(layer -> layer.memtable().memoryBytes())
                            .sum(),
                    done.flushes(),
                    done.flushedBytes(),
                    done.compactions(),
                    compactor.running(),
                    done.compactedBytes(),
                    done.writtenBytes(),
                    commits.stalls(),
                    commits.logBytes(),
                    commits.logForces(),
                    cache.sizeBytes(),
                    reads.snapshot());
        } finally {
            state.release();
        }
    }

    /**
     * As {@link KeyValueStore#close}; nothing is flushed: the next opening reads the log.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if cursors or snapshots are open; {@code IO} if the
     *     log cannot be forced, or a write has failed before, so that what was committed as {@code BUFFERED} may be
     *     lost. Everything is closed all the same
     */
    @Override
    public void close() {
        if (commits.close()) {
            flush.cancel();
            readers.close();
            new Closing()
                    .step(flushing::close)
                    .step(compacting::close)
                    .step(commits::finish)
                    .step(layers::close)
                    .step(versions::close)
                    .step(lease::close)
                    .step(readers::requireNone)
                    .end();
        }
    }

    private void flushAside() {
        int memtables;
        do {
            Flush.Done flushed = flushOnce();
            memtables = flushed.memtables();
            if (memtables > 0) {
                commits.signal();
                compactor.wake();
                done.flushed(flushed.bytes());
                listener.on(new StoreEvent.Flushed(flushed.tables().size(), flushed.bytes()));
            }
        } while (memtables > 0);
    }

    private Flush.Done flushOnce() {
        try {
            return flush.run();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            listener.on(new StoreEvent.WorkFailed("flush", e));
            throw e;
        }
    }

    /** Has reads begin with the current version; while no other edit is made. */
    private void installCurrent(Set<MemtableLayer> flushed) {
        TableRuns tables = layers.currentTables();
        commits.exclusively(() -> {
            layers.install(tables, flushed);
            return tables;
        });
    }

    private final class Compactions implements CompactionListener {

        @Override
        public void ended(Compaction compaction, List<TableMetadata> output) {
            commits.signal();
            long written = compaction.kind() == Compaction.Kind.MOVE ? compaction.bytes() : bytesOf(output);
            done.compacted(compaction.bytes(), written);
            listener.on(new StoreEvent.Compacted(compaction.bytes(), written));
        }

        @Override
        public void failed(Compaction compaction, Throwable failure) {
            fault.reportIfAny(versions.failure());
            commits.signal();
            listener.on(new StoreEvent.WorkFailed("compaction", failure));
        }

        private static long bytesOf(List<TableMetadata> tables) {
            return tables.stream().mapToLong(TableMetadata::size).sum();
        }
    }

    private final class Target implements CommitTarget {

        @Override
        public Memtable memtable() {
            return layers.memtable();
        }

        @Override
        public void publish(long visibleBelow) {
            layers.present().publish(visibleBelow);
        }

        @Override
        public void rotate(Memtable fresh, long logNumber) {
            layers.add(new MemtableLayer(fresh, logNumber));
            if (layers.present().layers().size() > 1) {
                flushing.request();
            }
        }

        @Override
        public @Nullable String obstacle() {
            ReadState state = layers.present();
            int aside = state.layers().size() - 1;
            if (aside >= mostAside) {
                return aside + " full memtables are being flushed";
            }
            int depth = state.tables().depthOfLevelZero();
            return depth < stopDepth ? null : "level 0 is " + depth + " tables deep and is being compacted";
        }

        @Override
        public void urge() {
            flushing.request();
            compactor.wake();
        }

        @Override
        public void requireProgress() {
            if (layers.present().layers().size() > mostAside) {
                flushing.requireProgress();
            } else if (obstacle() != null) {
                compactor.requireProgress();
            }
        }
    }

    private final class Stalls implements StallListener {

        @Override
        public void began(String reason) {
            listener.on(new StoreEvent.WritesStalled(reason));
        }

        @Override
        public void ended() {
            listener.on(new StoreEvent.WritesUnstalled());
        }
    }
}

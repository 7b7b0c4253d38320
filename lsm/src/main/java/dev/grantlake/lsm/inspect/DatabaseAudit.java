package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.lsm.wal.LogReplay;
import dev.grantlake.lsm.wal.ReplayedLogs;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks a database directory completely, below its keys' meaning: markers, options, manifest, logs, and every table by
 * itself and against what the manifest says of it. Damage of one file keeps nobody from the others; what cannot be read
 * is known by its keys afterwards.
 *
 * <p>Tables are audited one by one with {@link #auditTable}, and together with {@link #auditLevels}, from as many
 * threads as the caller likes; everything else is done when the audit is made. Thread-safe if {@code faults} is.
 */
public final class DatabaseAudit {

    private final Vfs vfs;
    private final LsmReadOptions options;
    private final Consumer<Fault> faults;
    private final DatabaseDirectory directory;
    private final Version version;
    private final Map<Long, List<TableMetadata>> tables = new HashMap<>();

    /** Files that a table above the lowest level lies in. */
    private final Set<Long> aboveBottom = new HashSet<>();

    private final List<KeyRange> lost = new ArrayList<>();

    /** Tables that no manifest lists yet: a log has taken them in. */
    private final List<Long> fromLogs = new ArrayList<>();

    /** What the logs hold beyond the tables, oldest first. */
    private List<LogLayer> logLayers = List.of();

    /** The greatest sequence number that counts as given. */
    private long lastSequence;

    private DatabaseAudit(
            Vfs vfs, LsmReadOptions options, Consumer<Fault> faults, DatabaseDirectory directory, Version version) {
        this.vfs = vfs;
        this.options = options;
        this.faults = faults;
        this.directory = directory;
        this.version = version;
        this.lastSequence =
                Math.max(Version.FIRST_SEQUENCE - 1, version.counters().lastSequence());
        for (Level level : version.levels()) {
            for (TableMetadata table : level.tables()) {
                tables.computeIfAbsent(table.fileNumber(), number -> new ArrayList<>())
                        .add(table);
                if (level.number() < Version.LEVELS - 1) {
                    aboveBottom.add(table.fileNumber());
                }
            }
        }
    }

    /**
     * Reads what leads to the tables, and reports what is wrong with it.
     *
     * @return null if nothing leads to them
     * @throws StorageException of kind {@code IO} and the like; damage is reported
     */
    public static @Nullable DatabaseAudit of(Vfs vfs, LsmReadOptions options, Consumer<Fault> faults) {
        DatabaseDirectory directory;
        try {
            directory = DatabaseDirectory.read(vfs);
        } catch (StorageException e) {
            faults.accept(Damage.fault(Fault.Kind.DATABASE, e, vfs.description(), null));
            return null;
        }
        VersionBuilder.Replayed replayed = replay(vfs, directory, options, faults);
        if (replayed == null) {
            return null;
        }
        DatabaseAudit audit = new DatabaseAudit(vfs, options, faults, directory, replayed.version());
        audit.tail(replayed.droppedTail());
        audit.logs();
        audit.files();
        return audit;
    }

    private static VersionBuilder.@Nullable Replayed replay(
            Vfs vfs, DatabaseDirectory directory, LsmReadOptions options, Consumer<Fault> faults) {
        for (Strictness strictness : List.of(options.strictness(), Strictness.SALVAGE)) {
            try {
                return VersionBuilder.replay(
                        vfs,
                        directory.manifest(),
                        options.limits().maxManifestBytes(),
                        options.limits().maxTables(),
                        strictness);
            } catch (StorageException e) {
                faults.accept(
                        Damage.fault(Fault.Kind.DATABASE, e, vfs.description() + "/" + directory.manifest(), null));
            }
        }
        return null;
    }

    public DatabaseDirectory directory() {
        return directory;
    }

    public Version version() {
        return version;
    }

    /** The numbers of all files that tables lie in, the largest first. */
    public List<Long> tableFiles() {
        List<Long> numbers = new ArrayList<>(version.files().keySet());
        numbers.sort(Comparator.comparing((Long number) -> version.files().get(number))
                .reversed()
                .thenComparing(number -> number));
        numbers.addAll(fromLogs);
        return numbers;
    }

    /** The user keys that cannot be read, as far as tables have been audited; in no order, and they may overlap. */
    public List<KeyRange> lost() {
        synchronized (lost) {
            return List.copyOf(lost);
        }
    }

    /** Goes through one of {@link #tableFiles()}, and compares it with what the manifest says. */
    public void auditTable(long number) {
        String name = FileName.ofTable(number);
        List<TableMetadata> listed = tables.getOrDefault(number, List.of());
        FileUse use = new FileUse(listed, !listed.isEmpty() && !aboveBottom.contains(number));
        KeyRange all = use.span();
        if (!isAsListed(number, name, all)) {
            return;
        }
        SstableOptions tableOptions = new SstableOptions(
                options.cache(), options.metrics(), options.limits().maxBlockBytes());
        TableTally tally;
        try {
            tally = TableAudit.of(vfs.open(name), tableOptions, use, this::report);
        } catch (StorageException e) {
            report(Damage.fault(Fault.Kind.TABLE, e, vfs.description() + "/" + name, all));
            return;
        }
        if (tally != null) {
            Location where = Location.of(vfs.description() + "/" + name, "table");
            for (TableMetadata table : listed) {
                compare(table, tally, where);
            }
            for (ShownTable shown : tally.shown().all()) {
                compare(shown, where);
            }
        }
    }

    /** Holds logs and runs of tables against each other: what is further up must be newer. */
    public void auditLevels() {
        SstableOptions tableOptions = new SstableOptions(
                options.cache(), options.metrics(), options.limits().maxBlockBytes());
        List<LevelRun> runs = LevelRun.of(version, logLayers, vfs, tableOptions);
        tableOptions.expansion().shareAmong(runs.size());
        new LevelAudit(lastSequence, options.limits().maxRangeDeletions(), vfs.description(), this::report).run(runs);
    }

    private boolean isAsListed(long number, String name, KeyRange all) {
        Location where = Location.of(vfs.description() + "/" + name, "table");
        if (!vfs.exists(name)) {
            report(Fault.losing(Fault.Kind.MISSING_FILE, where, "the manifest lists it, and it is not there", all));
            return false;
        }
        long size = vfs.size(name);
        Long listed = version.files().get(number);
        if (listed != null && listed != size) {
            report(Fault.losing(Fault.Kind.FILE_SIZE, where, "expected " + listed + " bytes, found " + size, all));
        }
        return true;
    }

    /** Holds what the manifest says of a table against its file; of a virtual one only what needs no look at it. */
    private void compare(TableMetadata table, TableTally tally, Location where) {
        KeyBounds points = table.points();
        if (table.largestSequence() > lastSequence) {
            report(Fault.of(
                    Fault.Kind.SEQUENCE,
                    where,
                    "sequence numbers up to " + table.largestSequence() + ", above the last that was given, "
                            + lastSequence + ": what has them is invisible"));
        }
        if (table.virtual() || tally.isEmpty()) {
            return;
        }
        if (points == null || !tally.within(points)) {
            report(Fault.of(
                    Fault.Kind.BOUNDS,
                    where,
                    "keys from " + tally.span() + ", outside of the manifest's bounds " + points));
        }
        sequences(table, tally.smallestSequence(), tally.largestSequence(), where);
    }

    /**
     * Holds a virtual table against what it shows: bounds may be wide, but an excise leaves none that holds nothing.
     */
    private void compare(ShownTable shown, Location where) {
        TableMetadata table = shown.table();
        if (shown.isEmpty()) {
            report(Fault.of(
                    Fault.Kind.VIRTUAL,
                    where,
                    "virtual table " + table.number() + " shows nothing of it, from " + table.bounds()));
        } else {
            sequences(table, shown.smallestSequence(), shown.largestSequence(), where);
        }
    }

    private void sequences(TableMetadata table, long smallest, long largest, Location where) {
        if (table.sequenceOverride() == 0
                && (smallest < table.smallestSequence() || largest > table.largestSequence())) {
            report(Fault.of(
                    Fault.Kind.SEQUENCE,
                    where,
                    "sequence numbers " + smallest + " to " + largest + ", outside of the manifest's "
                            + table.smallestSequence() + " to " + table.largestSequence()
                            + (table.virtual() ? " for virtual table " + table.number() : "")));
        }
    }

    private void tail(@Nullable LogTail tail) {
        if (tail != null) {
            boolean recycled = tail.cause() == LogTail.Cause.RECYCLED;
            faults.accept(Fault.of(
                    recycled ? Fault.Kind.RECYCLED : Fault.Kind.TAIL,
                    tail.where(),
                    tail.length() + " bytes not read: " + tail.detail()));
        }
    }

    /** Replays the logs, whose checksums and batches are checked by that; if it fails, then as far as it goes. */
    private void logs() {
        for (Strictness strictness : List.of(options.strictness(), Strictness.SALVAGE)) {
            try {
                ReplayedLogs logs = LogReplay.replay(
                        vfs,
                        directory.logs(),
                        version.counters().logNumber(),
                        strictness,
                        options.limits().maxReplayedBytes());
                logs.unreadTails().forEach(this::tail);
                logs.skipped()
                        .forEach(skipped ->
                                faults.accept(Fault.of(Fault.Kind.SKIPPED, skipped.first(), skipped.detail())));
                lastSequence = Math.max(lastSequence, logs.nextSequence() - 1);
                logLayers = logs.layers();
                for (LogLayer layer : logLayers) {
                    if (layer instanceof LogLayer.Ingested ingested) {
                        ingested.tables().forEach(table -> fromLogs.add(table.number()));
                    }
                }
                return;
            } catch (StorageException e) {
                Fault.Kind kind =
                        e.kind() == StorageException.Kind.UNSUPPORTED ? Fault.Kind.UNSUPPORTED : Fault.Kind.LOG;
                faults.accept(Damage.fault(kind, e, vfs.description(), null));
            }
        }
    }

    private void files() {
        for (DirectoryDump.Entry entry : DirectoryDump.files(vfs, directory, version)) {
            if (entry.use() != DirectoryDump.Use.LIVE) {
                faults.accept(Fault.of(
                        Fault.Kind.EXTRA_FILE,
                        Location.of(vfs.description() + "/" + entry.name(), "file"),
                        entry.size() + " bytes, "
                                + (entry.use() == DirectoryDump.Use.FOREIGN
                                        ? "not a file of a database"
                                        : "not part of the database any more")));
            }
        }
    }

    private void report(Fault fault) {
        fault.lost().ifPresent(range -> {
            synchronized (lost) {
                lost.add(range);
            }
        });
        faults.accept(fault);
    }
}

package dev.grantlake.lsm.inspect;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.lsm.wal.Batch;
import dev.grantlake.lsm.wal.BatchOperation;
import dev.grantlake.lsm.wal.BatchReader;
import dev.grantlake.lsm.wal.RangeKeyOperation;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks for a user key everywhere in a database directory: in every log, also in obsolete ones, in every table whose
 * bounds hold it, and in the ranges that hold it. Versions that newer ones hide are found like all others. What cannot
 * be read is noted, and the search goes on.
 */
public final class KeyFinder {

    private final Vfs directory;
    private final Bytes userKey;
    private final LsmReadOptions.Limits limits;
    private final SstableOptions tableOptions;
    private final Consumer<KeyPlace> places;
    private final Consumer<String> problems;
    /** Tables that live logs name, with the sequence numbers that they get. */
    private final Map<Long, Long> ingested = new LinkedHashMap<>();

    private KeyFinder(
            Vfs directory,
            Bytes userKey,
            LsmReadOptions options,
            Consumer<KeyPlace> places,
            Consumer<String> problems) {
        this.directory = directory;
        this.userKey = userKey;
        this.limits = options.limits();
        // Without a cache a table reads the block of each entry, which tells where it lies.
        this.tableOptions = new SstableOptions(new BufferCache(0), options.metrics(), limits.maxBlockBytes());
        this.places = places;
        this.problems = problems;
    }

    /**
     * Finds a key.
     *
     * @param places takes each place: those in logs from the oldest log to the newest, then those in tables from the
     *     newest run to the oldest
     * @param problems takes what could not be read, one line each
     * @throws StorageException if there is no database, or no version to be had from its manifest
     */
    public static void find(
            Vfs directory,
            Bytes userKey,
            LsmReadOptions options,
            Consumer<KeyPlace> places,
            Consumer<String> problems) {
        new KeyFinder(directory, userKey, options, places, problems).run();
    }

    private void run() {
        DatabaseDirectory names = DatabaseDirectory.read(directory);
        VersionBuilder.Replayed manifest = VersionBuilder.replay(
                directory, names.manifest(), limits.maxManifestBytes(), limits.maxTables(), Strictness.SALVAGE);
        LogTail dropped = manifest.droppedTail();
        if (dropped != null) {
            problems.accept(dropped.toString());
        }
        long logNumber = manifest.version().counters().logNumber();
        List<LogFile> logs = names.logs();
        for (LogFile log : logs) {
            boolean closed = log.number() != logs.get(logs.size() - 1).number();
            guarded(() -> searchLog(log, log.number() >= logNumber, closed));
        }
        ingested.forEach((number, sequence) -> guarded(() -> searchIngested(number, sequence)));
        for (SortedRun run : manifest.version().runs()) {
            for (TableMetadata table : run.tables()) {
                searchListed(table, run.level());
            }
        }
    }

    /** Notes what keeps a part from being read. */
    private void guarded(Runnable search) {
        try {
            search.run();
        } catch (StorageException e) {
            problems.accept(String.valueOf(e.getMessage()));
        }
    }

    private void searchLog(LogFile log, boolean live, boolean closed) {
        int maxRecordBytes = (int) Math.min(limits.maxReplayedBytes(), Integer.MAX_VALUE);
        try (ReadableFile file = directory.open(log.name())) {
            LogReader reader = LogReader.ofWal(file, log.number(), maxRecordBytes);
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                BatchReader operations = Batch.of(file.description(), record).operations();
                for (BatchOperation each = operations.next(); each != null; each = operations.next()) {
                    note(each, log.name(), live);
                }
            }
            LogTail tail = LogTail.ofWal(file, log.number(), reader.end(), closed, Strictness.SALVAGE);
            if (tail != null && live && tail.cause() != LogTail.Cause.RECYCLED) {
                problems.accept(tail.toString());
            }
        }
    }

    private void note(BatchOperation operation, String file, boolean live) {
        switch (operation.kind()) {
            case SET, MERGE, DELETE, SINGLE_DELETE, DELETE_SIZED -> {
                if (operation.key().equals(userKey)) {
                    places.accept(new KeyPlace.InLog(
                            file,
                            operation.where().offset(),
                            live,
                            operation.sequence(),
                            operation.kind(),
                            operation.value()));
                }
            }
            case RANGE_DELETE, EXCISE -> note(operation, operation.value(), file, live);
            case RANGE_KEY_SET, RANGE_KEY_UNSET, RANGE_KEY_DELETE ->
                note(operation, RangeKeyOperation.of(operation).end(), file, live);
            case INGEST_SST -> {
                if (live) {
                    ingested.put(operation.tableNumber(), operation.sequence());
                }
            }
            case LOG_DATA, SEPARATOR, SET_WITH_DELETE -> {}
        }
    }

    private void note(BatchOperation operation, Bytes end, String file, boolean live) {
        Bytes start = operation.key();
        if (start.compareTo(userKey) <= 0 && userKey.compareTo(end) < 0) {
            places.accept(new KeyPlace.RangeInLog(
                    file, operation.where().offset(), live, operation.sequence(), operation.kind(), start, end));
        }
    }

    private void searchIngested(long number, long sequence) {
        search(FileName.ofTable(number), number, KeyPlace.INGESTED, TableView.withSequence(sequence), true, sequence);
    }

    private void searchListed(TableMetadata table, int level) {
        KeyBounds points = table.points();
        KeyBounds rangeKeys = table.rangeKeys();
        boolean inRangeKeys = rangeKeys != null && rangeKeys.contains(userKey);
        long override = table.sequenceOverride();
        TableView view = points != null && points.contains(userKey) ? view(points, override) : null;
        if (view != null || inRangeKeys) {
            places.accept(new KeyPlace.InBounds(table.fileName(), table.number(), level, table.bounds()));
            guarded(() -> search(table.fileName(), table.number(), level, view, inRangeKeys, override));
        }
    }

    private static TableView view(KeyBounds bounds, long sequenceOverride) {
        return new TableView(
                bounds.smallest().userKey(), bounds.largest().userKey(), bounds.largestExcluded(), sequenceOverride);
    }

    /** The points and range deletions that {@code points} shows, if it is not null, and the range keys if wanted. */
    private void search(
            String name, long number, int level, @Nullable TableView points, boolean rangeKeys, long override) {
        ReadWitness file = new ReadWitness(directory.open(name));
        try (Sstable table = Sstable.open(file, tableOptions)) {
            if (points != null) {
                for (RangeDeletion each : table.rangeDeletions(points)) {
                    noteRange(name, number, level, each.sequence(), KeyKind.RANGE_DELETE, each.start(), each.end());
                }
                try (InternalCursor cursor = table.points(points)) {
                    notePoints(name, number, level, cursor, file);
                }
            }
            for (RangeKey each : rangeKeys ? table.rangeKeys() : List.<RangeKey>of()) {
                long sequence = override == 0 ? each.sequence() : override;
                noteRange(name, number, level, sequence, each.kind(), each.start(), each.end());
            }
        }
    }

    private void noteRange(String name, long number, int level, long sequence, KeyKind kind, Bytes start, Bytes end) {
        if (start.compareTo(userKey) <= 0 && userKey.compareTo(end) < 0) {
            places.accept(new KeyPlace.RangeInTable(name, number, level, sequence, kind, start, end));
        }
    }

    private void notePoints(String name, long number, int level, InternalCursor cursor, ReadWitness file) {
        boolean valid = cursor.seekGe(userKey);
        long blockOffset = file.lastOffset();
        while (valid && cursor.userKey().compareWith(userKey) == 0) {
            long trailer = cursor.trailer();
            KeyKind kind = KeyKind.ofCode(Trailer.kindCode(trailer), Location.of(file.description(), "table"));
            places.accept(new KeyPlace.InTable(
                    name,
                    number,
                    level,
                    blockOffset,
                    Trailer.sequence(trailer),
                    kind,
                    cursor.value().copy()));
            // Fetching the value may have read the file, too; only a step tells of the next block.
            long before = file.reads();
            valid = cursor.next();
            blockOffset = file.reads() == before ? blockOffset : file.lastOffset();
        }
    }
}

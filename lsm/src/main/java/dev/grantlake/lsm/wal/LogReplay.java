package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.record.LogChunk;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.wal.SkippedRecords.Reason;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the live logs of a directory, oldest first, and applies their batches to memory; nothing is written. The last
 * step of opening a database. Belongs to one thread.
 *
 * <p>A batch is checked whole before any of it is applied. Range keys are kept apart, as in tables: they say nothing
 * about points.
 */
public final class LogReplay {

    /** Memory of an operation on range keys beside its bytes, which are kept as they are. */
    private static final long RANGE_KEY_BYTES = 256;

    private final Vfs directory;
    private final Strictness strictness;
    private final long maxBytes;

    private final List<LogLayer> layers = new ArrayList<>();
    private final List<LogTail> tails = new ArrayList<>();
    private final List<SkippedRecords> skipped = new ArrayList<>();
    private Memtable memtable = new Memtable();
    private List<BatchOperation> rangeKeys = new ArrayList<>();
    private long bytes;
    private long nextSequence;
    /** The place of damage that was passed over on request: what comes behind is not read. */
    private @Nullable Location damage;

    private LogReplay(Vfs directory, Strictness strictness, long maxBytes) {
        this.directory = directory;
        this.strictness = strictness;
        this.maxBytes = maxBytes;
    }

    /**
     * Replays logs.
     *
     * @param logs all logs of the directory, by number and segment
     * @param logNumber logs below are obsolete and not looked at
     * @param maxBytes memory that all entries may take together, and the longest record that is read
     * @throws StorageException of kind {@code CORRUPT} for damage as {@code strictness} defines it, {@code UNSUPPORTED}
     *     for operations of later versions, {@code LIMIT_EXCEEDED} if the entries do not fit
     */
    public static ReplayedLogs replay(
            Vfs directory, List<LogFile> logs, long logNumber, Strictness strictness, long maxBytes) {
        LogReplay replay = new LogReplay(directory, strictness, maxBytes);
        List<LogicalLog> live = LogicalLog.live(directory.description(), logs, logNumber);
        for (int i = 0; i < live.size(); i++) {
            replay.read(live.get(i), i == live.size() - 1);
        }
        replay.sealMemtable();
        return new ReplayedLogs(replay.layers, replay.nextSequence, replay.tails, replay.skipped);
    }

    private void read(LogicalLog log, boolean newest) {
        // As in Pebble, which begins at 0: a batch of sequence number 0 is never applied.
        long lastSequence = 0;
        List<LogFile> segments = log.segments();
        for (int i = 0; i < segments.size(); i++) {
            try (ReadableFile file = directory.open(segments.get(i).name())) {
                if (damage != null) {
                    leaveOut(file, damage);
                } else {
                    boolean closed = !newest && i == segments.size() - 1;
                    lastSequence = read(file, log.number(), closed, lastSequence);
                }
            }
        }
    }

    private long read(ReadableFile file, long number, boolean closed, long sequenceBefore) {
        LogReader reader = LogReader.ofWal(file, number, (int) Math.min(maxBytes, Integer.MAX_VALUE));
        long lastSequence = sequenceBefore;
        Location firstRepeated = null;
        long repeated = 0;
        for (LogRecord record = reader.next(); record != null; record = reader.next()) {
            Batch batch;
            try {
                batch = Batch.of(file.description(), record);
                if (batch.count() > 0 && batch.sequence() > lastSequence) {
                    apply(batch);
                    lastSequence = batch.sequence();
                    continue;
                }
            } catch (StorageException e) {
                passOver(e, file, record);
                break;
            }
            if (batch.count() > 0) {
                firstRepeated = firstRepeated == null ? batch.where() : firstRepeated;
                repeated++;
            }
        }
        if (firstRepeated != null) {
            skipped.add(new SkippedRecords(firstRepeated, repeated, Reason.REPEATED));
        }
        LogChunk orphan = reader.firstOrphan();
        if (orphan != null) {
            Location where = new Location(file.description(), orphan.offset(), "chunk");
            skipped.add(new SkippedRecords(where, reader.orphans(), Reason.ORPHANED));
        }
        LogTail tail = damage == null ? LogTail.ofWal(file, number, reader.end(), closed, strictness) : null;
        if (tail != null) {
            tails.add(tail);
            damage = tail.cause() == LogTail.Cause.DAMAGED ? tail.where() : null;
        }
        return lastSequence;
    }

    /** Checksums have shown that a writer wrote this record so: damage that no search for a proof needs to confirm. */
    private void passOver(StorageException fault, ReadableFile file, LogRecord record) {
        if (strictness != Strictness.SALVAGE || fault.kind() != StorageException.Kind.CORRUPT) {
            throw fault;
        }
        Location where = new Location(file.description(), record.offset(), Batch.PART);
        damage = where;
        tails.add(new LogTail(
                where, file.size() - record.offset(), LogTail.Cause.DAMAGED, String.valueOf(fault.getMessage())));
    }

    private void leaveOut(ReadableFile file, Location damage) {
        if (file.size() > 0) {
            tails.add(new LogTail(
                    new Location(file.description(), 0, "log"),
                    file.size(),
                    LogTail.Cause.DAMAGED,
                    "comes behind the damage in " + damage));
        }
    }

    private void apply(Batch batch) {
        if (batch.sequence() < nextSequence) {
            throw StorageException.corrupt(
                    batch.where(),
                    "a sequence number behind those of the batches before, " + nextSequence + " or greater",
                    batch.sequence() + "");
        }
        batch.requireSound();
        BatchReader operations = batch.operations();
        BatchOperation first = operations.next();
        if (first != null && first.ingests()) {
            ingest(batch, first, operations);
        } else {
            requireRoom(batch);
            for (BatchOperation each = first; each != null; each = operations.next()) {
                write(each);
            }
        }
        nextSequence = batch.nextSequence();
    }

    /** Before any of a batch is applied, since a part of one must not be seen. */
    private void requireRoom(Batch batch) {
        long wanted = bytes;
        BatchReader operations = batch.operations();
        for (BatchOperation each = operations.next(); each != null; each = operations.next()) {
            wanted += memoryBytes(each);
        }
        if (wanted > maxBytes) {
            throw StorageException.limit(
                    batch.where(), "the entries of the logs take more than " + maxBytes + " bytes of memory");
        }
        bytes = wanted;
    }

    private static long memoryBytes(BatchOperation operation) {
        return switch (operation.kind()) {
            case SET, MERGE, DELETE, SINGLE_DELETE, DELETE_SIZED, RANGE_DELETE ->
                Memtable.entryBytes(operation.key(), operation.value());
            case RANGE_KEY_SET, RANGE_KEY_UNSET, RANGE_KEY_DELETE ->
                RANGE_KEY_BYTES + operation.key().length() + operation.value().length();
            default -> 0;
        };
    }

    private void write(BatchOperation operation) {
        switch (operation.kind()) {
            case SET, MERGE, DELETE, SINGLE_DELETE, DELETE_SIZED ->
                memtable.add(operation.key(), Trailer.of(operation.sequence(), operation.kind()), operation.value());
            case RANGE_DELETE -> memtable.deleteRange(operation.key(), operation.value(), operation.sequence());
            case RANGE_KEY_SET, RANGE_KEY_UNSET, RANGE_KEY_DELETE -> rangeKeys.add(operation.copy());
            case LOG_DATA -> {}
            case SEPARATOR, SET_WITH_DELETE, INGEST_SST, EXCISE ->
                throw new IllegalStateException("a sound batch with " + operation.kind());
        }
    }

    private void ingest(Batch batch, BatchOperation first, BatchReader rest) {
        RangeDeletion excise = null;
        List<LogLayer.Ingested.Table> tables = new ArrayList<>();
        for (BatchOperation each = first; each != null; each = rest.next()) {
            if (each.kind() == KeyKind.EXCISE) {
                excise = excise(each);
            } else {
                tables.add(table(each));
            }
        }
        sealMemtable();
        layers.add(new LogLayer.Ingested(batch.where(), excise, tables));
    }

    private LogLayer.Ingested.Table table(BatchOperation operation) {
        long number = operation.tableNumber();
        if (!directory.exists(FileName.ofTable(number))) {
            throw StorageException.corrupt(
                    operation.where(), "the file of an ingested table", "no " + FileName.ofTable(number));
        }
        return new LogLayer.Ingested.Table(number, operation.sequence());
    }

    /** Copies, since layers outlive the records they come from. */
    private static RangeDeletion excise(BatchOperation operation) {
        return new RangeDeletion(
                Bytes.wrap(operation.key().toArray()),
                Bytes.wrap(operation.value().toArray()),
                operation.sequence());
    }

    private void sealMemtable() {
        if (!memtable.isEmpty() || !rangeKeys.isEmpty()) {
            layers.add(new LogLayer.Written(memtable, rangeKeys));
            memtable = new Memtable();
            rangeKeys = new ArrayList<>();
        }
    }
}

package dev.grantlake.lsm.inspect;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.record.LogChunk;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.wal.Batch;
import dev.grantlake.lsm.wal.BatchOperation;
import dev.grantlake.lsm.wal.BatchReader;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

/** Goes through one file of a write-ahead log, record by record; damage ends a batch or the log, and is told. */
public final class LogWalk {

    private LogWalk() {}

    /**
     * Tells {@code visitor} what is in the file.
     *
     * @param closed whether another log follows, which begins when this one was closed
     * @param maxRecordBytes the longest record that is read
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file, {@code LIMIT_EXCEEDED} for a longer
     *     record
     */
    public static void through(Vfs directory, LogFile log, boolean closed, int maxRecordBytes, LogVisitor visitor) {
        try (ReadableFile file = directory.open(log.name())) {
            LogReader reader = LogReader.ofWal(file, log.number(), maxRecordBytes);
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                record(record, file.description(), visitor);
            }
            LogChunk orphan = reader.firstOrphan();
            visitor.endOfLog(
                    reader.orphans(),
                    orphan == null ? 0 : orphan.offset(),
                    reader.end().offset(),
                    LogTail.ofWal(file, log.number(), reader.end(), closed, Strictness.SALVAGE));
        }
    }

    private static void record(LogRecord record, String file, LogVisitor visitor) {
        Batch batch;
        try {
            batch = Batch.of(file, record);
        } catch (StorageException e) {
            visitor.noBatch(record, e);
            return;
        }
        visitor.batch(record, batch);
        StorageException problem = null;
        try {
            BatchReader operations = batch.operations();
            for (BatchOperation each = operations.next(); each != null; each = operations.next()) {
                visitor.operation(each);
            }
            batch.requireSound();
        } catch (StorageException e) {
            problem = e;
        }
        visitor.endOfBatch(problem);
    }
}

package dev.grantlake.lsm.inspect;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.wal.Batch;
import dev.grantlake.lsm.wal.BatchOperation;
import org.jspecify.annotations.Nullable;

/** Is told what a {@link LogWalk} meets, in the order of the log. */
public interface LogVisitor {

    /** A record that is a batch; its operations follow. */
    void batch(LogRecord record, Batch batch);

    /** An operation of the batch. */
    void operation(BatchOperation operation);

    /** The end of the batch; {@code problem} is why it ends early or is not sound, or null. */
    void endOfBatch(@Nullable StorageException problem);

    /** A record that is no batch. */
    void noBatch(LogRecord record, StorageException problem);

    /**
     * The end of what is read.
     *
     * @param orphans chunks of records without a beginning
     * @param firstOrphan where the first of them lies, if there are any
     * @param end the offset behind the last record
     * @param tail what comes behind it and is not read, or null
     */
    void endOfLog(long orphans, long firstOrphan, long end, @Nullable LogTail tail);
}

package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.LogChunk;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.sstable.block.Printable;
import dev.grantlake.lsm.wal.Batch;
import dev.grantlake.lsm.wal.BatchOperation;
import dev.grantlake.lsm.wal.RangeKeyOperation;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * A write-ahead log as text: one line a record, with the chunks it lies in, and one line for each operation.
 *
 * <pre>
 * &#64;28 batch of 3 from sequence 11, 30 bytes: full recyclable chunk
 *   &#64;51 #11 DELETE "b"
 *   &#64;54 #12 RANGE_DELETE ["c", "d")
 *   &#64;59 LOG_DATA "log"
 *   &#64;64 #13 DELETE_SIZED "e" of 6 bytes
 * &#64;83 the end
 * </pre>
 */
public final class WalDump implements LogVisitor {

    private final Consumer<String> out;

    private WalDump(Consumer<String> out) {
        this.out = out;
    }

    /**
     * Hands the text of one file to {@code out}, line by line without line ends. A record that is no batch is noted in
     * its place; where the chunks end, the last lines say how, and what is made of it.
     *
     * @param closed whether another log follows, which begins when this one was closed
     * @param maxRecordBytes the longest record that is read
     * @throws StorageException of kind {@code NOT_FOUND} if there is no such file, {@code LIMIT_EXCEEDED} for a longer
     *     record
     */
    public static void lines(Vfs directory, LogFile log, boolean closed, int maxRecordBytes, Consumer<String> out) {
        LogWalk.through(directory, log, closed, maxRecordBytes, new WalDump(out));
    }

    /** One operation as text, without its place. */
    public static String line(BatchOperation operation) {
        String head = (operation.counted() ? "#" + operation.sequence() + " " : "") + operation.kind() + " ";
        Bytes key = operation.key();
        Bytes value = operation.value();
        return head
                + switch (operation.kind()) {
                    case SET, MERGE -> Printable.of(key) + " = " + Printable.of(value);
                    case DELETE_SIZED -> Printable.of(key) + size(operation);
                    case RANGE_DELETE, EXCISE -> range(key, value);
                    case RANGE_KEY_SET, RANGE_KEY_UNSET, RANGE_KEY_DELETE -> rangeKeys(operation);
                    case INGEST_SST -> table(operation);
                    default -> Printable.of(key);
                };
    }

    @Override
    public void batch(LogRecord record, Batch batch) {
        out.accept("@" + record.offset() + " batch of " + batch.count() + " from sequence " + batch.sequence()
                + chunks(record));
    }

    @Override
    public void operation(BatchOperation operation) {
        out.accept("  @" + operation.where().offset() + " " + line(operation));
    }

    @Override
    public void endOfBatch(@Nullable StorageException problem) {
        if (problem != null) {
            out.accept("  not sound: " + problem.getMessage());
        }
    }

    @Override
    public void noBatch(LogRecord record, StorageException problem) {
        out.accept("@" + record.offset() + " no batch" + chunks(record) + ": " + problem.getMessage());
    }

    @Override
    public void endOfLog(long orphans, long firstOrphan, long end, @Nullable LogTail tail) {
        if (orphans > 0) {
            out.accept("@" + firstOrphan + " " + orphans + " chunks of records without a beginning");
        }
        out.accept(
                tail == null
                        ? "@" + end + " the end"
                        : "@" + tail.where().offset() + " " + tail.length() + " bytes not read, "
                                + lowerCase(tail.cause()) + ": " + tail.detail());
    }

    private static String chunks(LogRecord record) {
        StringBuilder text = new StringBuilder();
        text.append(", ").append(record.payload().length()).append(" bytes: ");
        String separator = "";
        for (LogChunk chunk : record.chunks()) {
            text.append(separator).append(lowerCase(chunk.role())).append(' ');
            text.append(lowerCase(chunk.format())).append(" chunk");
            if (chunk.offset() != record.offset()) {
                text.append(" @").append(chunk.offset());
            }
            if (chunk.format() == ChunkFormat.SYNC) {
                text.append(" synced to ").append(Long.toUnsignedString(chunk.syncOffset()));
            }
            separator = ", ";
        }
        return text.toString();
    }

    private static String size(BatchOperation operation) {
        try {
            return " of " + Long.toUnsignedString(operation.deletedBytes()) + " bytes";
        } catch (StorageException e) {
            return " of a size that is none: " + operation.value();
        }
    }

    private static String rangeKeys(BatchOperation operation) {
        try {
            RangeKeyOperation parts = RangeKeyOperation.of(operation);
            StringBuilder text = new StringBuilder(range(parts.start(), parts.end()));
            for (RangeKeyOperation.Suffixed each : parts.suffixes()) {
                text.append(" suffix ").append(Printable.of(each.suffix()));
                Bytes value = each.value();
                if (value != null) {
                    text.append(" = ").append(Printable.of(value));
                }
            }
            return text.toString();
        } catch (StorageException e) {
            return Printable.of(operation.key()) + " with " + Printable.of(operation.value())
                    + ", which does not parse";
        }
    }

    private static String table(BatchOperation operation) {
        try {
            return "table " + FileName.padded(operation.tableNumber());
        } catch (StorageException e) {
            return "table of a number that is none: " + operation.key();
        }
    }

    private static String range(Bytes start, Bytes end) {
        return "[" + Printable.of(start) + ", " + Printable.of(end) + ")";
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

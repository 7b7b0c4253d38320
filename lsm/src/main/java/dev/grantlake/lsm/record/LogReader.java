package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the records of one log file in order, up to the first chunk that is not sound. It delivers what is surely there
 * and says how it ended; whether that end is a torn tail or damage, {@link LogTail} decides. Belongs to one thread;
 * does not close the file.
 *
 * <p>A write-ahead log is read exactly as Pebble reads it. A manifest is read more strictly: it has no trailer, and a
 * middle or last chunk without a beginning, or a beginning without its end, stops the reading.
 */
public final class LogReader {

    /** Memory of a chunk beyond its payload, about. */
    private static final long CHUNK_BYTES = 80;

    private final ReadableFile file;
    private final ChunkReader chunks;
    private final boolean strict;
    private final int maxRecordBytes;

    private @Nullable LogEnd end;
    private @Nullable LogChunk firstOrphan;
    private long orphans;

    private LogReader(ReadableFile file, ChunkReader chunks, boolean strict, int maxRecordBytes) {
        this.file = file;
        this.chunks = chunks;
        this.strict = strict;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** A reader of a manifest, whose chunks carry no log number or 0. */
    public static LogReader ofManifest(ReadableFile file, int maxRecordBytes) {
        return new LogReader(file, new ChunkReader(file, 0, false), true, maxRecordBytes);
    }

    /** A reader of one segment of the write-ahead log {@code logNumber}. */
    public static LogReader ofWal(ReadableFile file, long logNumber, int maxRecordBytes) {
        return new LogReader(file, new ChunkReader(file, logNumber, true), false, maxRecordBytes);
    }

    /**
     * The next record, or null at the end, which {@link #end()} then describes.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} for a record longer than allowed
     */
    public @Nullable LogRecord next() {
        while (end == null) {
            LogChunk chunk = chunks.next(true);
            if (chunk == null) {
                end = chunks.end();
            } else if (chunk.role().startsRecord()) {
                return chunk.role().endsRecord() ? new LogRecord(List.of(chunk), limited(chunk)) : joined(chunk);
            } else if (strict) {
                end = new LogEnd(
                        LogEnd.Kind.INVALID,
                        chunk.offset(),
                        chunk.offset(),
                        "a chunk that continues a record where none was begun");
            } else {
                firstOrphan = firstOrphan == null ? chunk : firstOrphan;
                orphans++;
            }
        }
        return null;
    }

    /** How the reading ended; only after {@link #next} has given null. */
    public LogEnd end() {
        if (end == null) {
            throw new IllegalStateException("not at the end of " + file.description());
        }
        return end;
    }

    /** The first chunk of a write-ahead log that continues a record which nothing began, or null if there was none. */
    public @Nullable LogChunk firstOrphan() {
        return firstOrphan;
    }

    /** How many such chunks were passed over so far. */
    public long orphans() {
        return orphans;
    }

    private @Nullable LogRecord joined(LogChunk first) {
        List<LogChunk> parts = new ArrayList<>();
        int length = 0;
        LogChunk chunk = first;
        while (true) {
            // Empty chunks take memory, too.
            requireWithinLimit(first, (long) length + chunk.payload().length() + parts.size() * CHUNK_BYTES);
            parts.add(chunk);
            length += chunk.payload().length();
            if (chunk.role().endsRecord()) {
                return new LogRecord(parts, concatenated(parts, length));
            }
            LogChunk next = chunks.next(false);
            if (next == null) {
                LogEnd stopped = chunks.end();
                end = new LogEnd(stopped.kind(), stopped.offset(), first.offset(), stopped.detail());
                return null;
            }
            if (strict && next.role().startsRecord()) {
                end = new LogEnd(
                        LogEnd.Kind.INVALID, next.offset(), first.offset(), "a new record where one is unfinished");
                return null;
            }
            chunk = next;
        }
    }

    private static Bytes concatenated(List<LogChunk> parts, int length) {
        byte[] joined = new byte[length];
        int position = 0;
        for (LogChunk part : parts) {
            Bytes payload = part.payload();
            System.arraycopy(payload.array(), payload.offset(), joined, position, payload.length());
            position += payload.length();
        }
        return Bytes.wrap(joined);
    }

    private Bytes limited(LogChunk chunk) {
        requireWithinLimit(chunk, chunk.payload().length());
        return chunk.payload();
    }

    private void requireWithinLimit(LogChunk first, long length) {
        if (length > maxRecordBytes) {
            throw StorageException.limit(
                    new Location(file.description(), first.offset(), "log record"),
                    "more than " + maxRecordBytes + " bytes");
        }
    }
}

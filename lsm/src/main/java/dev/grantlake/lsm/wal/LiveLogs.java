package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.record.ChunkReader;
import dev.grantlake.lsm.record.ChunkRole;
import dev.grantlake.lsm.record.ChunkSearch;
import dev.grantlake.lsm.record.LogChunk;
import dev.grantlake.lsm.record.LogEnd;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The write-ahead logs that a directory's manifest does not declare obsolete, and the proof that they hold no commits.
 *
 * <p>A record of a log is a batch: 8 bytes sequence number, 4 bytes count of operations, the operations. One that
 * counts none holds nothing; checkpoints write such a record to have everything before it synced. Any other sound chunk
 * of the log's own number, before or behind damage, is taken for a commit. A file of zero length, a bare trailer, and
 * what is left of another log in a recycled file hold nothing either.
 */
public final class LiveLogs {

    private static final int COUNT_AT = 8;
    private static final int BATCH_HEADER_BYTES = 12;
    private static final String PART = "write-ahead log";

    private LiveLogs() {}

    /**
     * Refuses logs with content, since their commits are in no table and would be missing.
     *
     * @param logs all logs of the directory, by number and segment
     * @param logNumber logs below are obsolete
     * @return what lies in empty logs and was not read
     * @throws StorageException of kind {@code UNSUPPORTED} for a log that holds a commit, {@code CORRUPT} for an empty
     *     one that does not end as a log that another follows must
     */
    public static List<LogTail> requireEmpty(Vfs directory, List<LogFile> logs, long logNumber, Strictness strictness) {
        List<LogTail> tails = new ArrayList<>();
        for (LogFile log : logs) {
            if (log.number() >= logNumber) {
                boolean newest = log.number() == logs.get(logs.size() - 1).number();
                try (ReadableFile file = directory.open(log.name())) {
                    requireEmpty(file, log.number(), newest, strictness, tails);
                }
            }
        }
        return List.copyOf(tails);
    }

    private static void requireEmpty(
            ReadableFile file, long number, boolean newest, Strictness strictness, List<LogTail> tails) {
        ChunkReader reader = new ChunkReader(file, number, true);
        refuse(file, firstCommit(reader));
        LogEnd end = reader.end();
        if (end.clean()) {
            return;
        }
        refuse(file, ChunkSearch.firstFrom(file, end.offset(), chunk -> chunk.belongsTo(number)));
        Location where = new Location(file.description(), end.offset(), PART);
        boolean recycled = ChunkSearch.firstFrom(file, end.offset(), chunk -> true) != null;
        if (strictness != Strictness.SALVAGE && (!newest || (strictness == Strictness.STRICT && !recycled))) {
            throw StorageException.corrupt(where, "the end of a log", end.detail());
        }
        tails.add(new LogTail(
                where,
                file.size() - end.offset(),
                recycled ? LogTail.Cause.RECYCLED : LogTail.Cause.TORN,
                end.detail()));
    }

    private static @Nullable LogChunk firstCommit(ChunkReader reader) {
        LogChunk chunk = reader.next(true);
        while (chunk != null && countsNothing(chunk)) {
            chunk = reader.next(true);
        }
        return chunk;
    }

    private static boolean countsNothing(LogChunk chunk) {
        Bytes batch = chunk.payload();
        return chunk.role() == ChunkRole.FULL
                && batch.length() >= BATCH_HEADER_BYTES
                && LittleEndian.getInt(batch.array(), batch.offset() + COUNT_AT) == 0;
    }

    private static void refuse(ReadableFile file, @Nullable LogChunk commit) {
        if (commit != null) {
            throw StorageException.unsupported(
                    new Location(file.description(), commit.offset(), PART),
                    "holds commits that are in no table yet; logs are not replayed by this version");
        }
    }
}

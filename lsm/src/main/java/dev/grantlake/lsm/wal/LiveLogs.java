package dev.grantlake.lsm.wal;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.record.ChunkSearch;
import dev.grantlake.lsm.record.LogChunk;
import dev.grantlake.lsm.record.LogEnd;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.List;

/**
 * The write-ahead logs that a directory's manifest does not declare obsolete, and the proof that they hold nothing. A
 * log holds something if there is a sound chunk of its own number anywhere in it, before or behind damage. A file of
 * zero length, a bare trailer, and what is left of another log in a recycled file hold nothing.
 */
public final class LiveLogs {

    private static final String PART = "write-ahead log";

    private LiveLogs() {}

    /**
     * Refuses logs with content, since their commits are in no table and would be missing.
     *
     * @param logs all logs of the directory, by number and segment
     * @param logNumber logs below are obsolete
     * @return what lies in empty logs and was not read
     * @throws StorageException of kind {@code UNSUPPORTED} for a log that holds a chunk, {@code CORRUPT} for an empty
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
        LogChunk own = ChunkSearch.firstFrom(file, 0, chunk -> chunk.belongsTo(number));
        if (own != null) {
            throw StorageException.unsupported(
                    new Location(file.description(), own.offset(), PART),
                    "holds commits that are in no table yet; logs are not replayed by this version");
        }
        LogReader reader = LogReader.ofWal(file, number, 0);
        reader.next();
        LogEnd end = reader.end();
        if (end.clean()) {
            return;
        }
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
}

package dev.grantlake.lsm.wal;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;

import java.util.ArrayList;
import java.util.List;

/**
 * One write-ahead log: usually one file. A writer that lost its disk for a while goes on in another file, the next
 * segment, and repeats there what it does not know to be written.
 *
 * @param number the number that all segments carry
 * @param segments in order, at least one
 */
public record LogicalLog(long number, List<LogFile> segments) {

    public LogicalLog {
        segments = List.copyOf(segments);
    }

    /**
     * The logs that the manifest does not declare obsolete, oldest first.
     *
     * @param directory as error messages name it
     * @param files by number and segment
     * @param logNumber logs below are obsolete
     * @throws StorageException of kind {@code CORRUPT} if two files claim to be the same segment
     */
    public static List<LogicalLog> live(String directory, List<LogFile> files, long logNumber) {
        List<LogicalLog> logs = new ArrayList<>();
        List<LogFile> segments = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            LogFile file = files.get(i);
            if (file.number() < logNumber) {
                continue;
            }
            segments.add(file);
            LogFile next = i + 1 < files.size() ? files.get(i + 1) : null;
            if (next == null || next.number() != file.number()) {
                logs.add(new LogicalLog(file.number(), segments));
                segments.clear();
            } else if (next.segment() == file.segment()) {
                throw StorageException.corrupt(
                        Location.of(directory, "logs"), "one file a segment", file.name() + " and " + next.name());
            }
        }
        return logs;
    }
}

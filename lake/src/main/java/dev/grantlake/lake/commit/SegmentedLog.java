package dev.grantlake.lake.commit;

import dev.grantlake.lake.log.CommitRecord;
import dev.grantlake.lake.log.LogSegment;
import dev.grantlake.lake.log.LogSegments;
import dev.grantlake.lake.log.LogWriter;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The log, one segment after the other. Belongs to who holds the commit lock, except for what is said to be for all.
 */
final class SegmentedLog {

    private final WritableVfs directory;
    private final long reserveBytes;
    private final LogSegments closed;
    private long nextNumber;
    /** Null where the last segment is finished and the next could not be begun. */
    private volatile @Nullable LogWriter writer;

    private volatile boolean poisoned;
    private final LongAdder forces = new LongAdder();

    SegmentedLog(WritableVfs directory, LogSegments closed, long nextNumber, long reserveBytes) {
        this.directory = directory;
        this.closed = closed;
        this.nextNumber = nextNumber;
        this.reserveBytes = reserveBytes;
        begin();
    }

    private LogWriter begin() {
        LogWriter next = LogWriter.create(directory, nextNumber, reserveBytes);
        nextNumber++;
        writer = next;
        return next;
    }

    private LogWriter writer() {
        LogWriter present = writer;
        return present == null ? begin() : present;
    }

    /** Writes a group; if that fails, nothing of it is in the log, unless that is {@link #poisoned}. */
    void append(List<CommitRecord> group) {
        LogWriter present = writer();
        try {
            present.append(group);
        } finally {
            poisoned |= present.poisoned();
        }
    }

    /** Puts what was appended on disk. */
    void force() {
        LogWriter present = writer;
        if (present != null && present.syncedBytes() < present.size()) {
            try {
                present.force();
                forces.increment();
            } finally {
                poisoned |= present.poisoned();
            }
        }
    }

    /** Ends the present segment, unless nothing is in it, and begins the next. */
    void rotate() {
        LogWriter present = writer();
        if (present.lastSeq() == 0) {
            return;
        }
        try {
            present.finish();
        } finally {
            poisoned |= present.poisoned();
        }
        closed.closed(new LogSegment(present.number(), present.size(), present.lastSeq()));
        writer = null;
        begin();
    }

    /** Whether the log can take nothing any more. For all threads. */
    boolean poisoned() {
        return poisoned;
    }

    /** Bytes of the present segment. For all threads. */
    long segmentBytes() {
        LogWriter present = writer;
        return present == null ? 0 : present.size();
    }

    /** Bytes of all segments. For all threads. */
    long bytes() {
        return closed.bytes() + segmentBytes();
    }

    /** How often the disk was waited for. For all threads. */
    long forces() {
        return forces.sum();
    }

    /** The first segment that is needed when everything up to {@code flushedSeq} is flushed; it is there. */
    long firstNeeded(long flushedSeq) {
        return closed.firstNeeded(flushedSeq, writer().number());
    }

    /** Ends the log, and the file in any case. */
    void close() {
        try (LogWriter present = writer) {
            if (present != null && !poisoned) {
                present.finish();
            }
        }
    }
}

package dev.grantlake.lake.log;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

import java.util.List;

/**
 * Writes one segment of the log while it is in use. What {@link #force} has found written survives the loss of power,
 * what {@link #append} has returned for the end of the process; of what was appended later, any number of records may
 * survive, but none without those before it.
 *
 * <p>One thread at a time appends. Beside it others may {@link #force}: so groups are appended while the disk is waited
 * for. Whoever created it closes it, with no other call under way.
 *
 * <p>A group that could not be written is cut off, and the cut is forced, so that nothing of it can come back when its
 * sequence numbers have been given to others. Where that is not to be had, or a force fails, the segment is poisoned:
 * nobody knows what is on disk, and nothing is written any more.
 */
public final class LogWriter implements AutoCloseable {

    /** Larger groups are put together in memory of their own. */
    private static final int KEPT_BYTES = 4 << 20;

    private final WritableVfs directory;
    private final WritableFile file;
    private final long number;
    private final long reserveBytes;
    private byte[] buffer = new byte[64 << 10];
    private long reserved;
    private long lastSeq;

    /** Set by who appends, read by who forces. */
    private volatile long written = SegmentFormat.HEADER_BYTES;

    private final Object forcing = new Object();
    /** Set by who forces, read by who appends. */
    private volatile long synced = SegmentFormat.HEADER_BYTES;

    private volatile boolean poisoned;
    private volatile boolean closed;

    private LogWriter(WritableVfs directory, WritableFile file, long number, long reserveBytes) {
        this.directory = directory;
        this.file = file;
        this.number = number;
        this.reserveBytes = reserveBytes;
    }

    /** Creates a segment that makes no room ahead. */
    public static LogWriter create(WritableVfs directory, long number) {
        return create(directory, number, 0);
    }

    /**
     * Creates a segment. When this returns, it is on disk with its name, and so are all other names of the directory.
     *
     * @param number 1 or more, one above that of the segment before
     * @param reserveBytes room that is made ahead, each time that the last is used up; 0 for none
     * @throws StorageException of kind {@code ALREADY_EXISTS} if there is a segment of that number; {@code IO} if the
     *     disk refuses, and then no such segment is there unless that, too, was refused
     */
    public static LogWriter create(WritableVfs directory, long number, long reserveBytes) {
        String name = SegmentFormat.name(number);
        WritableFile file = directory.createFile(name);
        try {
            byte[] header = SegmentFormat.header(number);
            file.write(header, 0, header.length);
            file.force();
            directory.force();
            return new LogWriter(directory, file, number, reserveBytes);
        } catch (RuntimeException | Error e) {
            giveUp(directory, name, file, e);
            throw e;
        }
    }

    private static void giveUp(WritableVfs directory, String name, WritableFile file, Throwable reason) {
        try (file) {
            directory.delete(name);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** The number of the segment. */
    public long number() {
        return number;
    }

    /** Bytes of the segment so far. */
    public long size() {
        return written;
    }

    /** Bytes that are known to be on disk; a group that ends there or before is not lost any more. */
    public long syncedBytes() {
        return synced;
    }

    /** The sequence number of the last record, 0 if there is none. */
    public long lastSeq() {
        return lastSeq;
    }

    /** Whether nothing can be written any more since nobody knows what is on disk. */
    public boolean poisoned() {
        return poisoned;
    }

    /**
     * Writes a group with one call to the file. Nothing of it is on disk when this returns.
     *
     * @param group 1 record or more, stamped in ascending order
     * @throws StorageException if the file refuses. Then nothing of the group is in the log, unless the segment is
     *     {@link #poisoned}: what a replay finds of it after that, nobody knows
     */
    public void append(List<CommitRecord> group) {
        requireSound();
        long last = requireAscending(group);
        int bytes = SegmentFormat.GROUP_HEAD_BYTES;
        for (CommitRecord record : group) {
            bytes = Math.addExact(bytes, record.sizeBytes());
        }
        byte[] array = room(bytes);
        SegmentFormat.putGroupHead(array, 0, synced);
        int at = SegmentFormat.GROUP_HEAD_BYTES;
        for (CommitRecord record : group) {
            record.copyTo(array, at);
            at += record.sizeBytes();
        }
        try {
            reserve(bytes);
            file.write(array, 0, bytes);
        } catch (RuntimeException e) {
            cut(e);
            throw e;
        } catch (Error e) {
            poisoned = true;
            throw e;
        }
        lastSeq = last;
        written = file.size();
    }

    private long requireAscending(List<CommitRecord> group) {
        long last = lastSeq;
        for (CommitRecord record : group) {
            if (record.seq() <= last) {
                throw new StorageException(
                        Kind.INVALID_ARGUMENT, where(), "sequence number " + record.seq() + " behind " + last, null);
            }
            last = record.seq();
        }
        return last;
    }

    private byte[] room(int bytes) {
        if (bytes <= buffer.length) {
            return buffer;
        }
        byte[] larger = new byte[bytes];
        if (bytes <= KEPT_BYTES) {
            buffer = larger;
        }
        return larger;
    }

    private void reserve(int bytes) {
        if (reserveBytes > 0 && written + bytes > reserved) {
            reserved = written + bytes + reserveBytes;
            file.reserve(reserved);
        }
    }

    /** The file has cut itself, or it is broken and cannot be forced either. */
    private void cut(Throwable reason) {
        reserved = 0;
        try {
            synchronized (forcing) {
                file.force();
                synced = written;
            }
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
            poisoned = true;
        }
    }

    /**
     * Puts on disk what was appended before the call.
     *
     * @throws StorageException if the disk refuses; the segment is poisoned
     */
    public void force() {
        requireSound();
        synchronized (forcing) {
            // Before the force: what is appended while it goes on need not be on disk when it returns.
            long end = written;
            if (synced < end) {
                try {
                    file.force();
                } catch (RuntimeException | Error e) {
                    poisoned = true;
                    throw e;
                }
                synced = end;
            }
        }
    }

    /** Ends the segment: when this returns, all of it is on disk and it is closed. Only then a next one may begin. */
    public void finish() {
        force();
        closed = true;
        try {
            file.close();
            if (reserveBytes > 0) {
                // Room that was cut off could be there again, and look like damage in front of the next segment.
                directory.force(SegmentFormat.name(number));
            }
        } catch (RuntimeException | Error e) {
            poisoned = true;
            throw e;
        }
    }

    /** Closes the file as it is: what was not forced is left to the system. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }

    private void requireSound() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, where(), "is closed", null);
        }
        if (poisoned) {
            throw new StorageException(
                    Kind.FAILED_PRECONDITION, where(), "cannot be written any more since a call has failed", null);
        }
    }

    private Location where() {
        return new Location(file.description(), written, "log segment");
    }
}

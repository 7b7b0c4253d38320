package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.record.LogWriter;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

/**
 * Writes a write-ahead log while it is in use. What {@link #force} has found flushed survives the loss of power, what
 * {@link #flush} has returned for the end of the process; of the batches behind that any number may survive, but none
 * without those before it.
 *
 * <p>One thread at a time appends and flushes. Beside it another one may {@link #force}, one at a time, too: so appends
 * go on while the disk is waited for. Whoever opened it closes it, with no force under way.
 *
 * <p>Every chunk says truly how far the file was on disk when the chunk was made, so that a replay can tell damage from
 * a torn tail wherever a later chunk was written. (Pebble counts only the bytes of blocks that were forced before they
 * were full.) When any call fails, so do all that follow: what the file holds is then for a replay to find out. See
 * {@code docs/formats/wal.md}, "Writing".
 */
public final class WalWriter implements AutoCloseable {

    /** Batches that nobody waits for are written when so much has come together. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final WritableFile file;
    private final LogBuffer buffer;
    private final LogWriter log;
    private final long reserveBytes;
    private long reserved;
    /** Set by who appends and flushes, read by who forces. */
    private volatile long flushed;
    /** Set by who forces, read by who appends. */
    private volatile long synced;
    /** A call has failed: what it has left half done is not gone on with. */
    private volatile boolean broken;

    private volatile boolean closed;

    private WalWriter(WritableFile file, long number, long reserveBytes) {
        this.file = file;
        this.buffer = new LogBuffer(file, BUFFER_BYTES);
        this.log = LogWriter.ofWal(buffer, number);
        this.reserveBytes = reserveBytes;
    }

    /**
     * Creates the log of that number. When this returns, its name is on disk, and with it all other names of the
     * directory.
     *
     * @param reserveBytes room that is made ahead, each time that the last is used up; 0 for none
     * @throws StorageException of kind {@code ALREADY_EXISTS} if there is a log of that number
     */
    public static WalWriter create(WritableVfs directory, long number, long reserveBytes) {
        WritableFile file = directory.createFile(FileName.ofLog(number));
        try {
            directory.force();
            return new WalWriter(file, number, reserveBytes);
        } catch (RuntimeException | Error e) {
            try (file) {
                throw e;
            }
        }
    }

    /** Bytes of the log so far, those that are not written yet included; for who appends. */
    public long size() {
        return buffer.size();
    }

    /** Bytes that are on disk; a batch that ends there or before is not lost any more. */
    public long syncedSize() {
        return synced;
    }

    /** Appends a batch, in memory at first. The bytes are the caller's again when this returns. */
    public void append(Bytes batch) {
        append(batch, Bytes.EMPTY);
    }

    /** Appends a batch that lies in two pieces, as {@link #append(Bytes)} does. */
    public void append(Bytes head, Bytes operations) {
        requireSound();
        try {
            reserve((long) head.length() + operations.length());
            log.synced(synced);
            log.write(head, operations);
        } catch (RuntimeException | Error e) {
            broken = true;
            throw e;
        }
    }

    /** Writes all batches so far. */
    public void flush() {
        orBroken(this::flushBuffer);
    }

    /** Puts on disk what was flushed before the call; does nothing if all of that is there. */
    public void force() {
        orBroken(this::forceFlushed);
    }

    /** Puts all batches so far on disk; for who appends, with no force under way. */
    public void sync() {
        if (synced < size()) {
            flush();
            force();
        } else {
            requireSound();
        }
    }

    /** Ends the log, so that it is known to be whole, puts it on disk and closes it; with no force under way. */
    public void finish() {
        orBroken(() -> {
            log.writeTrailer();
            flushBuffer();
            forceFlushed();
            closed = true;
            file.close();
        });
    }

    /** Closes the file as it is: batches since the last flush may be lost, and the end looks torn. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }

    private void flushBuffer() {
        buffer.flush();
        flushed = file.size();
    }

    private void forceFlushed() {
        // Before the force: what is flushed while it goes on need not be on disk when it returns.
        long end = flushed;
        if (synced < end) {
            file.force();
            synced = end;
        }
    }

    /** Not to the last byte: what headers and padding take beyond it makes the file grow, and no more. */
    private void reserve(long bytes) {
        long wanted = buffer.size() + bytes;
        if (reserveBytes > 0 && wanted > reserved) {
            reserved = wanted + reserveBytes;
            file.reserve(reserved);
        }
    }

    private void orBroken(Runnable step) {
        requireSound();
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            broken = true;
            throw e;
        }
    }

    private void requireSound() {
        if (closed) {
            throw new StorageException(
                    StorageException.Kind.CLOSED, Location.of(file.description(), "log"), "is closed", null);
        }
        if (broken) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    Location.of(file.description(), "log"),
                    "cannot be written any more since a call has failed",
                    null);
        }
    }
}

package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.record.LogWriter;
import dev.grantlake.vfs.WritableFile;
import dev.grantlake.vfs.WritableVfs;

/**
 * Writes a write-ahead log while it is in use. What {@link #sync} has returned for survives the loss of power, what
 * {@link #flush} has returned for the end of the process; of the batches behind that any number may survive, but none
 * without those before it. Belongs to one thread at a time; whoever opened it closes it.
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
    private long synced;
    /** Also while a call is under way: what it leaves half done is not gone on with. */
    private boolean broken;

    private boolean closed;

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

    /** Bytes of the log so far, those that are not written yet included. */
    public long size() {
        return buffer.size();
    }

    /** Bytes that are on disk; a batch that ends there or before is not lost any more. */
    public long syncedSize() {
        return synced;
    }

    /** Appends a batch, in memory at first. The bytes are the caller's again when this returns. */
    public void append(Bytes batch) {
        begin();
        reserve(batch.length());
        log.write(batch);
        broken = false;
    }

    /** Writes all batches so far. */
    public void flush() {
        begin();
        buffer.flush();
        broken = false;
    }

    /** Puts all batches so far on disk. */
    public void sync() {
        begin();
        syncAll();
        broken = false;
    }

    /** Ends the log, so that it is known to be whole, puts it on disk and closes it. */
    public void finish() {
        begin();
        log.writeTrailer();
        syncAll();
        closed = true;
        file.close();
        broken = false;
    }

    /** Closes the file as it is: batches since the last flush may be lost, and the end looks torn. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }

    private void syncAll() {
        if (synced < buffer.size()) {
            buffer.flush();
            file.force();
            synced = file.size();
            log.synced(synced);
        }
    }

    /** Not to the last byte: what headers and padding take beyond it makes the file grow, and no more. */
    private void reserve(int bytes) {
        long wanted = buffer.size() + bytes;
        if (reserveBytes > 0 && wanted > reserved) {
            reserved = wanted + reserveBytes;
            file.reserve(reserved);
        }
    }

    private void begin() {
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
        broken = true;
    }
}

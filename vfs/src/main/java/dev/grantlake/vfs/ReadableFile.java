package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;

/** An open file that does not change while it is read. Positional, thread-safe; whoever opened it closes it. */
public interface ReadableFile extends AutoCloseable {

    /** The file as error messages name it, for example {@code sync.c1z/000004.sst}. */
    String description();

    /** Size in bytes. */
    long size();

    /**
     * Exactly {@code length} bytes from {@code offset} on: a view of memory that holds them already (a cached frame) or
     * a fresh array.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if the file ends before, {@code CLOSED} after
     *     {@link #close}, {@code IO} if the system refuses
     */
    Bytes read(long offset, int length);

    /** Closes the file; a second call does nothing. */
    @Override
    void close();
}

package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;

/**
 * A file that is being written from its first byte to its last, wherever it goes: into a directory, into memory, or
 * into a container as one of its frames. Belongs to one thread; whoever opened it closes it.
 *
 * <p>A file exists once {@link #finish} has returned. One that is closed before that is given up: nothing of it
 * remains.
 */
public interface FileSink extends AutoCloseable {

    /** The file as error messages name it, for example {@code sync.c1z/000004.sst}. */
    String description();

    /** Bytes written so far. */
    long size();

    /**
     * Appends {@code length} bytes. The array is the caller's again when this returns.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code IO} if the system refuses, {@code LIMIT_EXCEEDED} if
     *     the file may not become so large, {@code CLOSED} after {@link #finish} or {@link #close}
     */
    void write(byte[] array, int offset, int length);

    /** Appends {@code bytes}. */
    default void write(Bytes bytes) {
        write(bytes.array(), bytes.offset(), bytes.length());
    }

    /** Says that nothing follows. What is on disk then is for the implementation to state. */
    void finish();

    /** Gives the file up unless it is finished; a second call does nothing. */
    @Override
    void close();
}

package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;

/**
 * A file that is being written, at any place of it, and that nobody sees under its name before {@link #commit}. Whoever
 * opened it closes it; one that is closed without a commit leaves nothing. Belongs to one thread.
 */
public interface NewFile extends AutoCloseable {

    /** The file as error messages name it: by the name that it is going to have. */
    String description();

    /** The end of what was written farthest out, in bytes. */
    long size();

    /**
     * Writes {@code length} bytes of {@code array} at {@code position}; the array is the caller's again when this
     * returns. What lies between them and the end of the file, if they begin behind it, reads as zeros.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code IO} if the system refuses, {@code CLOSED} after
     *     {@link #commit} or {@link #close}
     */
    void write(long position, byte[] array, int offset, int length);

    /** Writes {@code bytes} at {@code position}. */
    default void write(long position, Bytes bytes) {
        write(position, bytes.array(), bytes.offset(), bytes.length());
    }

    /**
     * Exactly {@code length} bytes from {@code position} on, of those written before, in a fresh array.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} if the file ends before
     */
    Bytes read(long position, int length);

    /** Forgets everything from {@code size} on, which is not behind the end. */
    void truncate(long size);

    /**
     * Makes the file visible under its name, whole, and safe against the loss of power. If that fails, the file is not
     * visible, unless the implementation says otherwise, and is still to be closed.
     */
    void commit();

    /** Gives the file up unless it is committed; a second call does nothing. */
    @Override
    void close();
}

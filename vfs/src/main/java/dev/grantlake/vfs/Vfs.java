package dev.grantlake.vfs;

import java.util.List;

/**
 * A flat directory of files. Thread-safe. Closing it does not close the files opened from it, but they may not outlive
 * what they are a view of.
 */
public interface Vfs extends AutoCloseable {

    /** The directory as error messages name it, for example a path or {@code sync.c1z}. */
    String description();

    /** The names of all regular files, in ascending byte order. */
    List<String> list();

    /**
     * Opens a file for reading; the caller closes it.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if there is no such file
     */
    ReadableFile open(String name);

    /** Size of a file in bytes, without reading it; {@code NOT_FOUND} as for {@link #open}. */
    long size(String name);

    boolean exists(String name);

    /**
     * Says that a file is about to be read, for a directory that can prepare that meanwhile. Returns at once and never
     * fails: a fault shows when the file is read.
     */
    default void prefetch(String name) {}

    /**
     * Takes a lock on an existing file, which others may share and nobody can then have for himself. A directory that
     * nobody else can reach has no locks to take.
     *
     * @return the lock; the caller closes it
     * @throws dev.grantlake.base.StorageException of kind {@code FAILED_PRECONDITION} if somebody has it for himself
     */
    default Lease share(String name) {
        return Lease.NONE;
    }

    @Override
    void close();
}

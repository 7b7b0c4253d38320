package dev.grantlake.vfs;

/**
 * A flat directory that can be changed. Every operation takes effect at once for whoever looks, and as a whole; on disk
 * it is when {@link #force} has returned. Until then a loss of power may undo each change of a name by itself, whatever
 * their order was, a rename being one change; and a file whose name lasts holds no more than {@link WritableFile#force}
 * has put on disk. Thread-safe.
 */
public interface WritableVfs extends Vfs {

    /**
     * Creates an empty file; the caller closes it. When this returns, the file is there for whoever looks, and neither
     * it nor its name is on disk.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code ALREADY_EXISTS} if the name is taken
     */
    WritableFile createFile(String name);

    /**
     * Gives a file another name, in place of the file that has it, if one does: there is no moment without either. If
     * both are names of this file already, both stay.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if there is no such file
     */
    void rename(String from, String to);

    /**
     * Removes a name. Who has the file open keeps it.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if there is no such file
     */
    void delete(String name);

    /**
     * Puts all names on disk as they are now: what was created, renamed, linked and deleted. Says nothing of contents.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code IO} if the system refuses. Then nobody knows which
     *     names are on disk, and every later change fails
     */
    void force();

    /**
     * Puts on disk what a finished file holds, whoever has written it, for example a library that goes past this
     * directory; not its name. Nobody may write to the file meanwhile.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if there is no such file, {@code IO} if the
     *     system refuses. Then nobody knows what of it is on disk, and another try could succeed without it
     */
    void force(String name);

    /**
     * Gives a finished file of another directory, or of this one, a name here: one more name of the same file where
     * both lie on one disk that can do that, otherwise a copy, which is forced. Nobody may write to the file any more.
     * When this returns, the content is as safe as it was at the source; the name lasts after {@link #force}.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} if there is no such file,
     *     {@code ALREADY_EXISTS} if the new name is taken
     */
    default void linkOrCopy(Vfs source, String from, String to) {
        FileCopy.copy(source, from, this, to);
    }

    /**
     * Takes a file for oneself, and creates it, empty, if it is not there. Nobody else can then lock or {@link #share}
     * it, whether in this process or, on a disk, in another one, Pebble's included. The file is left behind when the
     * lock is given up, and says nothing by itself.
     *
     * @return the lock; the caller closes it
     * @throws dev.grantlake.base.StorageException of kind {@code FAILED_PRECONDITION} if somebody else has it
     */
    Lease lock(String name);

    /** Bytes that new files may take, as far as the system can tell; others may be faster. */
    long freeBytes();
}

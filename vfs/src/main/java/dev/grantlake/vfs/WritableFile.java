package dev.grantlake.vfs;

/**
 * A file of a {@link WritableVfs} that is being written, always at its end: a log, a manifest, a table. It is there
 * under its name from its creation on, readable as far as it is written, and stays however it is closed. Belongs to one
 * thread at a time, except that another may {@link #force} what is written while the first writes on; whoever created
 * it closes it.
 *
 * <p>What is <i>on disk</i> survives the loss of power; what is only <i>written</i> survives the end of the process. Of
 * bytes that are written and not forced, a loss of power may leave any, in pieces of 512 bytes, with zeros in place of
 * the others; and any length from that of the last {@link #force} to the present one.
 */
public interface WritableFile extends FileOutput, AutoCloseable {

    /** Bytes written so far; room that is reserved does not count. */
    @Override
    long size();

    /**
     * Appends {@code length} bytes, which are then written, and not on disk. A write that fails leaves the file as long
     * as it was before; where not even that can be had, the file is broken: every later write and force fails.
     */
    @Override
    void write(byte[] array, int offset, int length);

    /**
     * Makes the file {@code length} bytes long ahead of what is going to be written, so that a force has no new length
     * to put down each time: until it is written, or cut off by {@link #close}, the rest reads as zeros, where it is
     * seen at all. Does nothing where the file is as long already. Fails as a write does.
     */
    void reserve(long length);

    /**
     * Puts on disk what was written before the call, and the length that it takes to read it; not the name, which is
     * the directory's. What is written meanwhile may be on disk afterwards, or not; one force at a time. What the
     * system has for it: {@code fdatasync} within room that was reserved, and {@code fsync} where the file has grown.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code IO} if the system refuses. Then nobody knows what is
     *     on disk, and another try could succeed without it: the file is broken
     */
    void force();

    /**
     * Cuts off what is reserved and not written, and closes the file. Puts nothing on disk: after a loss of power, the
     * room may be there again. A second call does nothing.
     */
    @Override
    void close();
}

package dev.grantlake.vfs;

/**
 * A file that is being written from its first byte to its last, wherever it goes: into a directory, into memory, or
 * into a container as one of its frames. Belongs to one thread; whoever opened it closes it. {@link #write} is refused
 * after {@link #finish}, too.
 *
 * <p>A file exists once {@link #finish} has returned. One that is closed before that is given up: nothing of it
 * remains.
 */
public interface FileSink extends FileOutput, AutoCloseable {

    /** Says that nothing follows. What is on disk then is for the implementation to state. */
    void finish();

    /** Gives the file up unless it is finished; a second call does nothing. */
    @Override
    void close();
}

package dev.grantlake.vfs;

import java.io.Closeable;
import java.io.IOException;

/** What the system does with a file that is written, and how it refuses: in the middle of a write, for example. */
interface RawFile extends Closeable {

    /** Writes all these bytes, or fails when any number of them is written. */
    void write(long position, byte[] array, int offset, int length) throws IOException;

    /** Cuts the file. */
    void truncate(long length) throws IOException;

    /** Puts on disk what is written; its length only if {@code length} says so. */
    void force(boolean length) throws IOException;
}

package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

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
     * @throws StorageException of kind {@code CORRUPT} if the file ends before, {@code CLOSED} after {@link #close},
     *     {@code IO} if the system refuses
     */
    Bytes read(long offset, int length);

    /** Closes the file; a second call does nothing. */
    @Override
    void close();

    /**
     * For implementations of {@link #read}: refuses a range that is not wholly inside of a file, whatever the numbers,
     * since offsets and lengths come out of files.
     *
     * @param description the file as error messages name it
     * @throws StorageException of kind {@code CORRUPT}
     */
    static void requireInside(String description, long size, long offset, int length) {
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw StorageException.corrupt(
                    new Location(description, Math.max(0, offset), "read"),
                    length + " bytes at " + offset,
                    "the end of the file at " + size);
        }
    }
}

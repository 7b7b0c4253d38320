package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;

/** Bytes that go to a file, each behind the last. Belongs to one thread at a time. */
public interface FileOutput {

    /** The file as error messages name it, for example {@code sync.c1z/000004.sst}. */
    String description();

    /** Bytes written so far. */
    long size();

    /**
     * Appends {@code length} bytes. The array is the caller's again when this returns.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code IO} if the system refuses, {@code LIMIT_EXCEEDED} if
     *     the file may not become so large, {@code CLOSED} after the close
     */
    void write(byte[] array, int offset, int length);

    /** Appends {@code bytes}. */
    default void write(Bytes bytes) {
        write(bytes.array(), bytes.offset(), bytes.length());
    }
}

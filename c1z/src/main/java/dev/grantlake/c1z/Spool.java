package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ScratchFile;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * The one temporary file of a container, for what is too large to be decoded into memory. Made when it is first needed
 * and gone when it is closed, or when the process dies. Thread-safe.
 */
final class Spool implements AutoCloseable {

    private final Path folder;
    private final String container;
    private @Nullable ScratchFile file;
    private long reserved;
    private boolean closed;

    /** A spool that will lie in {@code folder}, for the container that messages call {@code container}. */
    Spool(Path folder, String container) {
        this.folder = folder;
        this.container = container;
    }

    /** Sets {@code size} bytes aside and returns where they begin. */
    synchronized long reserve(long size) {
        long start = reserved;
        reserved += size;
        return start;
    }

    void write(long at, byte[] bytes, int offset, int length) {
        file().write(at, Bytes.wrap(bytes, offset, length));
    }

    Bytes read(long at, int length) {
        return file().read(at, length);
    }

    private synchronized ScratchFile file() {
        if (closed) {
            throw new StorageException(
                    StorageException.Kind.CLOSED, Location.of(container, "payload"), "is closed", null);
        }
        if (file == null) {
            file = ScratchFile.create(folder);
        }
        return file;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (file != null) {
            file.close();
        }
    }
}

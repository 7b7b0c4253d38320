package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A temporary file for what is too large for memory: written anywhere, read anywhere, gone when it is closed or when
 * the process dies. Thread-safe; whoever made it closes it.
 *
 * <p>Implementation note. The file is removed from its folder as soon as it is open, so that nothing is left even by a
 * kill; where the system does not allow that, when it is closed. A file without a name cannot be opened again, and an
 * interrupt would close a channel on it for good: hence a {@link RandomAccessFile}, which interrupts do not touch. It
 * has one position, so reads and writes take turns.
 */
public final class ScratchFile implements ReadableFile {

    private static final int CHUNK_BYTES = 1 << 20;

    private final String description;
    private final long maxBytes;
    private final @Nullable Path leftover;
    private @Nullable RandomAccessFile file;
    private volatile long size;

    private ScratchFile(String description, long maxBytes, @Nullable Path leftover, RandomAccessFile file) {
        this.description = description;
        this.maxBytes = maxBytes;
        this.leftover = leftover;
        this.file = file;
    }

    /** An empty file that may grow as far as the disk allows. */
    public static ScratchFile create(Path folder) {
        return create(folder, Long.MAX_VALUE);
    }

    /**
     * An empty file that somebody else opens by its name, too: it has one only while {@code opener} runs. What is
     * written here afterwards is seen there. If {@code opener} fails, the file is gone.
     */
    public static ScratchFile create(Path folder, Consumer<Path> opener) {
        return create(folder, Long.MAX_VALUE, opener);
    }

    /**
     * An empty file.
     *
     * @param folder an existing folder to make it in
     * @param maxBytes how far it may grow
     */
    public static ScratchFile create(Path folder, long maxBytes) {
        return create(folder, maxBytes, path -> {});
    }

    private static ScratchFile create(Path folder, long maxBytes, Consumer<Path> opener) {
        Path path;
        try {
            path = Files.createTempFile(folder, "grantlake-", ".tmp");
        } catch (IOException e) {
            throw StorageException.io(Location.of(folder.toString(), "scratch file"), "create", e);
        }
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            deleted(path);
            throw StorageException.io(Location.of(path.toString(), "scratch file"), "open", e);
        }
        try {
            opener.accept(path);
        } catch (RuntimeException | Error e) {
            new ScratchFile(path.toString(), 0, deleted(path) ? null : path, file).close();
            throw e;
        }
        return new ScratchFile(path.toString(), maxBytes, deleted(path) ? null : path, file);
    }

    /** The path that the file had; it names nothing any more. */
    @Override
    public String description() {
        return description;
    }

    /** The end of what was written farthest out. */
    @Override
    public long size() {
        return size;
    }

    /**
     * Writes {@code bytes} at {@code offset}. What lies between them and the end of the file, if they begin behind it,
     * reads as zeros.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if the file would grow too large, {@code IO} if the disk
     *     is full
     */
    public synchronized void write(long offset, Bytes bytes) {
        RandomAccessFile open = requireOpen();
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
        if (bytes.isEmpty()) {
            return;
        }
        if (bytes.length() > maxBytes - offset) {
            throw StorageException.limit(
                    at(offset), "scratch file of more than " + maxBytes + " bytes, which is the limit");
        }
        try {
            open.seek(offset);
            for (int done = 0; done < bytes.length(); done += CHUNK_BYTES) {
                open.write(bytes.array(), bytes.offset() + done, Math.min(CHUNK_BYTES, bytes.length() - done));
            }
        } catch (IOException e) {
            throw StorageException.io(at(offset), "write", e);
        }
        size = Math.max(size, offset + bytes.length());
    }

    /** Writes {@code bytes} at the end and returns the offset where they begin. */
    public synchronized long append(Bytes bytes) {
        long offset = size;
        write(offset, bytes);
        return offset;
    }

    @Override
    public synchronized Bytes read(long offset, int length) {
        RandomAccessFile open = requireOpen();
        ReadableFile.requireInside(description, size, offset, length);
        byte[] array = new byte[length];
        try {
            open.seek(offset);
            for (int done = 0; done < length; done += CHUNK_BYTES) {
                open.readFully(array, done, Math.min(CHUNK_BYTES, length - done));
            }
        } catch (IOException e) {
            throw StorageException.io(at(offset), "read", e);
        }
        return Bytes.wrap(array);
    }

    @Override
    public synchronized void close() {
        RandomAccessFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
                if (leftover != null) {
                    Files.deleteIfExists(leftover);
                }
            } catch (IOException e) {
                throw StorageException.io(Location.of(description, "scratch file"), "close", e);
            }
        }
    }

    /** Whether the path is free now; some systems do not part with a file that is open. */
    private static boolean deleted(Path path) {
        return path.toFile().delete();
    }

    private RandomAccessFile requireOpen() {
        if (file == null) {
            throw FileNames.closed(description, "scratch file");
        }
        return file;
    }

    private Location at(long offset) {
        return new Location(description, offset, "scratch file");
    }
}

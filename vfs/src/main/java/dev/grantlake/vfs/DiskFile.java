package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on disk, read at any position by any number of threads at a time.
 *
 * <p>Implementation note. A thread that is interrupted inside a channel's read closes the channel for every thread:
 * that is how Java defines it. So a pending interrupt is taken away before a read and given back after it; and if one
 * arrives during the read, whoever finds the channel closed opens it again and repeats the read. The path may name
 * another file by then, so what is opened again must have the identity of what was opened first. Reads into heap arrays
 * go through a buffer that the JDK keeps for each thread and makes as large as the read: hence in chunks.
 */
final class DiskFile implements ReadableFile {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int OPEN_ATTEMPTS = 10;

    private final Path path;
    private final FileIdentity identity;
    /** Null when the file is closed; replaced when an interrupt has closed it. */
    private volatile @Nullable FileChannel channel;

    private DiskFile(Path path, FileIdentity identity, FileChannel channel) {
        this.path = path;
        this.identity = identity;
        this.channel = channel;
    }

    static DiskFile open(Path path) {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            FileIdentity identity = FileIdentity.of(path);
            FileChannel channel = openIfStill(identity, path);
            if (channel != null) {
                return new DiskFile(path, identity, channel);
            }
        }
        throw new StorageException(
                StorageException.Kind.UNAVAILABLE,
                Location.of(path.toString(), "file"),
                "changes all the time; it cannot be opened while it is written",
                null);
    }

    @Override
    public String description() {
        return path.toString();
    }

    @Override
    public long size() {
        return identity.size();
    }

    @Override
    public Bytes read(long offset, int length) {
        requireOpen(channel);
        ReadableFile.requireInside(description(), identity.size(), offset, length);
        if (length == 0) {
            return Bytes.EMPTY;
        }
        byte[] array = new byte[length];
        boolean interrupted = Thread.interrupted();
        try {
            int done = 0;
            while (done < length) {
                ByteBuffer chunk = ByteBuffer.wrap(array, done, Math.min(CHUNK_BYTES, length - done));
                FileChannel current = requireOpen(channel);
                try {
                    int count = current.read(chunk, offset + done);
                    if (count < 0) {
                        throw StorageException.corrupt(
                                at(offset + done), (length - done) + " more bytes", "the end of a file that was cut");
                    }
                    done += count;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(current);
                } catch (IOException e) {
                    throw StorageException.io(at(offset + done), "read", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return Bytes.wrap(array);
    }

    @Override
    public synchronized void close() {
        FileChannel current = channel;
        channel = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                throw StorageException.io(Location.of(description(), "file"), "close", e);
            }
        }
    }

    private synchronized void reopen(FileChannel dead) {
        if (requireOpen(channel) != dead) {
            return;
        }
        FileChannel fresh = openIfStill(identity, path);
        if (fresh == null) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    Location.of(description(), "file"),
                    "open again after an interrupt: the file was replaced meanwhile",
                    null);
        }
        channel = fresh;
    }

    /** Opens the file at {@code path}; null if it is not, before and after that, the one with this identity. */
    private static @Nullable FileChannel openIfStill(FileIdentity identity, Path path) {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw FileNames.notFound(path.toString());
        } catch (IOException e) {
            throw StorageException.io(Location.of(path.toString(), "file"), "open", e);
        }
        try {
            if (FileIdentity.of(path).isSame(identity)) {
                return channel;
            }
            closeAfter(null, channel);
            return null;
        } catch (RuntimeException | Error e) {
            closeAfter(e, channel);
            throw e;
        }
    }

    private static void closeAfter(@Nullable Throwable primary, FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            if (primary != null) {
                primary.addSuppressed(e);
            }
        }
    }

    private FileChannel requireOpen(@Nullable FileChannel current) {
        if (current == null) {
            throw FileNames.closed(description(), "file");
        }
        return current;
    }

    private Location at(long offset) {
        return new Location(description(), offset, "file");
    }
}

package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A lock of the operating system on a file: the one that Pebble takes.
 *
 * <p>Implementation note. POSIX locks belong to the process, which loses all that it has on a file when it closes any
 * descriptor of it. So the process opens a file that it has locked no second time: leases of one file share a
 * descriptor, and who is refused is refused before the file is opened.
 */
final class DiskLease implements Lease {

    /** By the identity of the file; whoever looks or changes holds the monitor. */
    private static final Map<Object, HeldFile> HELD = new HashMap<>();

    private final HeldFile held;
    private boolean closed;

    private DiskLease(HeldFile held) {
        this.held = held;
    }

    /** A file that this process has locked. */
    private static final class HeldFile {

        private final Object key;
        private final FileChannel channel;
        private final boolean shared;
        private final Location where;
        private int leases;

        HeldFile(Object key, FileChannel channel, boolean shared, Location where) {
            this.key = key;
            this.channel = channel;
            this.shared = shared;
            this.where = where;
        }
    }

    /**
     * Takes a shared lock on the whole of an existing file.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if somebody has it for himself
     */
    static DiskLease shared(Path file) {
        return take(file, true);
    }

    /**
     * Takes an exclusive lock on the whole of a file, which is created if it is not there.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if somebody else has any lock on it
     */
    static DiskLease exclusive(Path file) {
        return take(file, false);
    }

    private static DiskLease take(Path file, boolean shared) {
        Location where = Location.of(file.toString(), "lock");
        boolean interrupted = Thread.interrupted();
        synchronized (HELD) {
            try {
                if (!shared) {
                    createIfAbsent(file);
                }
                Object key = key(file);
                HeldFile held = HELD.get(key);
                if (held == null) {
                    held = new HeldFile(key, locked(file, key, shared, where), shared, where);
                    HELD.put(key, held);
                } else if (!shared || !held.shared) {
                    throw refused(where, "held by this process");
                }
                held.leases++;
                return new DiskLease(held);
            } catch (IOException e) {
                throw StorageException.io(where, "lock", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static void createIfAbsent(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException there) {
            // Left by whoever had the lock before.
        }
    }

    /** Device and inode, or where a system does not tell them, the path. */
    private static Object key(Path file) throws IOException {
        Path real = file.toRealPath();
        Object key = FileIdentity.keyOf(real);
        return key.equals("") ? real : key;
    }

    private static FileChannel locked(Path file, Object key, boolean shared, Location where) throws IOException {
        FileChannel channel = FileChannel.open(file, shared ? StandardOpenOption.READ : StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, shared) == null) {
                throw refused(where, "held by another process" + (shared ? ", which may write" : ""));
            }
            if (!key.equals(key(file))) {
                throw refused(where, "replaced by another process");
            }
            return channel;
        } catch (OverlappingFileLockException e) {
            try (channel) {
                throw refused(where, "held by this process");
            }
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
    }

    private static StorageException refused(Location where, String reason) {
        return new StorageException(StorageException.Kind.FAILED_PRECONDITION, where, reason, null);
    }

    @Override
    public void close() {
        synchronized (HELD) {
            if (closed) {
                return;
            }
            closed = true;
            if (--held.leases > 0) {
                return;
            }
            HELD.remove(held.key);
            try {
                held.channel.close();
            } catch (IOException e) {
                throw StorageException.io(held.where, "unlock", e);
            }
        }
    }
}

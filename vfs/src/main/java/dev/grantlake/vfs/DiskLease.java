package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A shared lock of the operating system on an existing file. POSIX locks belong to the process: the same process may
 * take one again, and loses them all when the first of its leases of a file is closed.
 */
final class DiskLease implements Lease {

    private final FileChannel channel;
    private final Location where;

    private DiskLease(FileChannel channel, Location where) {
        this.channel = channel;
        this.where = where;
    }

    /**
     * Takes a shared lock on the whole of a file.
     *
     * @throws StorageException of kind {@code FAILED_PRECONDITION} if another process has it for itself
     */
    static DiskLease shared(Path file) {
        Location where = Location.of(file.toString(), "lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            DiskLease lease = new DiskLease(channel, where);
            try {
                lease.lock();
                return lease;
            } catch (IOException | RuntimeException e) {
                try (channel) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw StorageException.io(where, "lock", e);
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException heldByThisProcess) {
            return;
        }
        if (lock == null) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION, where, "held by another process, which may write", null);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageException.io(where, "unlock", e);
        }
    }
}

package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that grows on disk, and what is known of it after the system has refused something.
 *
 * <p>Implementation note. A force runs beside writes. So it forgets that the length has changed before it forces, not
 * afterwards: a change that comes in between is the next one's.
 */
final class DiskWritableFile implements WritableFile {

    private static final byte[] ZEROS = new byte[1 << 16];

    private final String description;
    /** Null when the file is closed. */
    private volatile @Nullable RawFile file;

    private long size;
    /** Where the file ends for others: behind {@link #size} while room is reserved. */
    private long length;

    private final AtomicBoolean lengthChanged = new AtomicBoolean(true);
    /** Why the file is broken; null while it is not. */
    private volatile @Nullable StorageException broken;

    DiskWritableFile(String description, RawFile file) {
        this.description = description;
        this.file = file;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(byte[] array, int offset, int count) {
        RawFile sound = requireSound();
        Objects.checkFromIndexSize(offset, count, array.length);
        try {
            sound.write(size, array, offset, count);
        } catch (IOException e) {
            throw undone(sound, StorageException.io(at(size), "write", e));
        }
        size += count;
        grownTo(size);
    }

    @Override
    public void reserve(long wanted) {
        RawFile sound = requireSound();
        try {
            while (length < wanted) {
                int count = (int) Math.min(ZEROS.length, wanted - length);
                sound.write(length, ZEROS, 0, count);
                grownTo(length + count);
            }
        } catch (IOException e) {
            throw undone(sound, StorageException.io(at(length), "reserve", e));
        }
    }

    private void grownTo(long end) {
        if (end > length) {
            length = end;
            lengthChanged.set(true);
        }
    }

    /** Parts of what failed must not be read one day as if they had succeeded. */
    private StorageException undone(RawFile sound, StorageException failure) {
        lengthChanged.set(true);
        try {
            sound.truncate(size);
            length = size;
        } catch (IOException e) {
            failure.addSuppressed(e);
            broken = failure;
        }
        return failure;
    }

    @Override
    public void force() {
        RawFile sound = requireSound();
        try {
            sound.force(lengthChanged.getAndSet(false));
        } catch (IOException e) {
            StorageException failure = StorageException.io(at(size), "force", e);
            broken = failure;
            throw failure;
        }
    }

    @Override
    public void close() {
        RawFile open = file;
        file = null;
        if (open == null) {
            return;
        }
        try (open) {
            if (length > size) {
                open.truncate(size);
            }
        } catch (IOException e) {
            throw StorageException.io(at(size), "close", e);
        }
    }

    private RawFile requireSound() {
        RawFile open = file;
        if (open == null) {
            throw FileNames.closed(description, "file");
        }
        StorageException cause = broken;
        if (cause != null) {
            throw FileNames.broken(description, "file", cause);
        }
        return open;
    }

    private Location at(long offset) {
        return new Location(description, offset, "file");
    }
}

package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Objects;

/** A file that grows on disk, and what is known of it after the system has refused something. */
final class DiskWritableFile implements WritableFile {

    private static final byte[] ZEROS = new byte[1 << 16];

    private final String description;
    /** Null when the file is closed. */
    private @Nullable RawFile file;

    private long size;
    /** Where the file ends for others: behind {@link #size} while room is reserved. */
    private long length;

    private boolean lengthChanged = true;
    /** Why the file is broken; null while it is not. */
    private @Nullable StorageException broken;

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
            lengthChanged = true;
        }
    }

    /** Parts of what failed must not be read one day as if they had succeeded. */
    private StorageException undone(RawFile sound, StorageException failure) {
        lengthChanged = true;
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
            sound.force(lengthChanged);
        } catch (IOException e) {
            broken = StorageException.io(at(size), "force", e);
            throw broken;
        }
        lengthChanged = false;
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
        if (file == null) {
            throw FileNames.closed(description, "file");
        }
        if (broken != null) {
            throw FileNames.broken(description, "file", broken);
        }
        return file;
    }

    private Location at(long offset) {
        return new Location(description, offset, "file");
    }
}

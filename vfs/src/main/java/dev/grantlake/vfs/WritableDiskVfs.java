package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A directory of the operating system's file system. Interrupts neither end its calls nor harm its files. A folder
 * cannot be forced on systems that do not open folders, so on those a database cannot be written.
 */
public final class WritableDiskVfs implements WritableVfs {

    private final Path directory;
    private final DiskVfs files;
    /** Why names cannot be trusted; null while they can. */
    private volatile @Nullable StorageException broken;

    private WritableDiskVfs(Path directory) {
        this.directory = directory;
        this.files = DiskVfs.open(directory);
    }

    /**
     * The directory at {@code path}.
     *
     * @throws StorageException of kind {@code NOT_FOUND} if there is no directory
     */
    public static WritableDiskVfs open(Path path) {
        return new WritableDiskVfs(path);
    }

    /**
     * The directory at {@code path}, which is created if it is not there, with the folders above it. When this returns,
     * the names of those that it has created are on disk.
     *
     * @throws StorageException of kind {@code ALREADY_EXISTS} if something is there that is no folder
     */
    public static WritableDiskVfs create(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        createFolders(absolute);
        return new WritableDiskVfs(path);
    }

    private static void createFolders(Path folder) {
        Path parent = folder.getParent();
        if (parent == null || Files.isDirectory(folder)) {
            return;
        }
        createFolders(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw FileNames.alreadyExists(folder.toString());
            }
        } catch (IOException e) {
            throw StorageException.io(Location.of(folder.toString(), "folder"), "create", e);
        }
        Folder.force(parent);
    }

    @Override
    public WritableFile createFile(String name) {
        Path path = resolveToChange(name);
        try {
            return new DiskWritableFile(path.toString(), UninterruptedFile.create(path));
        } catch (FileAlreadyExistsException e) {
            throw FileNames.alreadyExists(path.toString());
        } catch (IOException e) {
            throw StorageException.io(where(path), "create", e);
        }
    }

    @Override
    public void rename(String from, String to) {
        Path source = resolveToChange(from);
        Path target = resolveToChange(to);
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            throw FileNames.notFound(source.toString());
        } catch (IOException e) {
            throw StorageException.io(where(source), "rename to " + to, e);
        }
    }

    @Override
    public void delete(String name) {
        Path path = resolveToChange(name);
        try {
            Files.delete(path);
        } catch (NoSuchFileException e) {
            throw FileNames.notFound(path.toString());
        } catch (IOException e) {
            throw StorageException.io(where(path), "delete", e);
        }
    }

    @Override
    public void force() {
        requireSound();
        try {
            Folder.force(directory);
        } catch (StorageException e) {
            broken = e;
            throw e;
        }
    }

    @Override
    public void force(String name) {
        Path path = resolveToChange(name);
        try {
            UninterruptedFile.force(path);
        } catch (NoSuchFileException e) {
            throw FileNames.notFound(path.toString());
        } catch (IOException e) {
            throw StorageException.io(where(path), "force", e);
        }
    }

    @Override
    public void linkOrCopy(Vfs source, String from, String to) {
        Path target = resolveToChange(to);
        Path original = pathOf(source, from);
        if (original == null || !linked(original, target)) {
            FileCopy.copy(source, from, this, to);
        }
    }

    private static @Nullable Path pathOf(Vfs source, String name) {
        if (source instanceof WritableDiskVfs disk) {
            return disk.files.resolve(name);
        }
        return source instanceof DiskVfs disk ? disk.resolve(name) : null;
    }

    /** False where the file system has no links, or not between these two, and where there is nothing to link. */
    private static boolean linked(Path original, Path target) {
        try {
            Files.createLink(target, original.toRealPath());
            return true;
        } catch (FileAlreadyExistsException e) {
            throw FileNames.alreadyExists(target.toString());
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            return false;
        } catch (IOException e) {
            throw StorageException.io(where(target), "link", e);
        }
    }

    @Override
    public Lease lock(String name) {
        return DiskLease.exclusive(files.resolve(name));
    }

    @Override
    public long freeBytes() {
        requireSound();
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw StorageException.io(Location.of(description(), "directory"), "free space", e);
        }
    }

    @Override
    public String description() {
        return files.description();
    }

    @Override
    public List<String> list() {
        return files.list();
    }

    @Override
    public ReadableFile open(String name) {
        return files.open(name);
    }

    @Override
    public long size(String name) {
        return files.size(name);
    }

    @Override
    public boolean exists(String name) {
        return files.exists(name);
    }

    @Override
    public Lease share(String name) {
        return files.share(name);
    }

    /** Forgets the directory; files and locks stay as they are. */
    @Override
    public void close() {
        files.close();
    }

    private Path resolveToChange(String name) {
        requireSound();
        return files.resolve(name);
    }

    private void requireSound() {
        files.requireOpen();
        StorageException cause = broken;
        if (cause != null) {
            throw FileNames.broken(description(), "directory", cause);
        }
    }

    private static Location where(Path path) {
        return Location.of(path.toString(), "file");
    }
}

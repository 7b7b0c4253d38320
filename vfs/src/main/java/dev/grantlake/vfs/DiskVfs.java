package dev.grantlake.vfs;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the operating system's file system, for reading. Only regular files in it count. */
public final class DiskVfs implements Vfs {

    private final Path directory;
    private volatile boolean closed;

    private DiskVfs(Path directory) {
        this.directory = directory;
    }

    /**
     * The directory at {@code path}.
     *
     * @throws StorageException of kind {@code NOT_FOUND} if there is no directory
     */
    public static DiskVfs open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    Location.of(path.toString(), "directory"),
                    "there is no such directory",
                    null);
        }
        return new DiskVfs(path);
    }

    @Override
    public String description() {
        return directory.toString();
    }

    @Override
    public List<String> list() {
        requireOpen();
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .map(entry -> entry.getFileName().toString())
                    .sorted(FileNames.ORDER)
                    .toList();
        } catch (IOException e) {
            throw StorageException.io(Location.of(description(), "directory"), "list", e);
        }
    }

    @Override
    public ReadableFile open(String name) {
        return DiskFile.open(resolve(name));
    }

    @Override
    public long size(String name) {
        return FileIdentity.of(resolve(name)).size();
    }

    @Override
    public boolean exists(String name) {
        return Files.isRegularFile(resolve(name));
    }

    @Override
    public Lease share(String name) {
        return DiskLease.shared(resolve(name));
    }

    /** Forgets the directory; the files opened from it stay open. */
    @Override
    public void close() {
        closed = true;
    }

    /** Where a file of that name is or would be. */
    Path resolve(String name) {
        requireOpen();
        FileNames.requirePlain(description(), name);
        return directory.resolve(name);
    }

    void requireOpen() {
        if (closed) {
            throw FileNames.closed(description(), "directory");
        }
    }
}

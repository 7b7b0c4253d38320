package dev.grantlake.cli;

import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that a command fills: made if it is not there, and removed again if it stays empty. */
final class NewDirectory implements AutoCloseable {

    private final Path path;
    private final WritableDiskVfs vfs;
    private boolean keep;

    private NewDirectory(Path path, WritableDiskVfs vfs, boolean keep) {
        this.path = path;
        this.vfs = vfs;
        this.keep = keep;
    }

    static NewDirectory at(Path path) {
        boolean there = Files.isDirectory(path);
        return new NewDirectory(path, WritableDiskVfs.create(path), there);
    }

    WritableVfs vfs() {
        return vfs;
    }

    /** Says that it is filled. */
    void keep() {
        keep = true;
    }

    @Override
    public void close() {
        try (vfs) {
            if (!keep && vfs.list().isEmpty()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

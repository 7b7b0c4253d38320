package dev.grantlake.cli;

import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.store.StoreException;
import dev.grantlake.vfs.WritableDiskVfs;

import java.nio.file.Files;
import java.nio.file.Path;

/** A database that a command changes: what it has done is on disk when it ends. */
final class DbWriting implements AutoCloseable {

    private final WritableDiskVfs directory;
    private final Database database;

    private DbWriting(WritableDiskVfs directory, Database database) {
        this.directory = directory;
        this.database = database;
    }

    /** Opens the database at {@code path}, which must be there. */
    static DbWriting open(Path path) {
        if (!Files.isDirectory(path)) {
            throw StoreException.notFound("no directory " + path);
        }
        return in(WritableDiskVfs.open(path), true);
    }

    /** Opens the database at {@code path}, or makes one, with the folders above it. */
    static DbWriting create(Path path) {
        return in(WritableDiskVfs.create(path), false);
    }

    private static DbWriting in(WritableDiskVfs directory, boolean existing) {
        try {
            DatabaseOptions options = DatabaseOptions.SMALL;
            return new DbWriting(
                    directory,
                    existing ? Database.openExisting(directory, options) : Database.open(directory, options));
        } catch (RuntimeException | Error e) {
            try (directory) {
                throw e;
            }
        }
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        try (directory) {
            database.close();
        }
    }
}

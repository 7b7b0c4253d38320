package dev.grantlake.sqlite;

import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1z;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.StoreEngine;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads {@code .c1z} files of format v1. Found by the registry; stateless. SQLite is loaded when a file is opened. */
public final class SqliteEngine implements StoreEngine {

    /** The name that users pass. */
    public static final String NAME = "sqlite";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Recognition recognise(Path file) {
        try (Vfs folder = folder(file)) {
            boolean v1 = C1z.sniff(folder, fileName(file)) == C1zKind.V1;
            return new Recognition(v1, v1 ? "a .c1z file of format v1" : "");
        }
    }

    @Override
    public StoreBackend open(Path file, OpenOptions options) {
        return SqliteStore.open(file, options);
    }

    /** The file's name and size: a v1 file has no header that tells of its syncs. */
    @Override
    public StoreSummary summary(Path file, OpenOptions options) {
        try (Vfs folder = folder(file)) {
            String name = fileName(file);
            return new StoreSummary(
                    metadata(folder.description() + "/" + name, folder.size(name)), List.of(), Optional.empty());
        }
    }

    static StoreMetadata metadata(String file, long sizeBytes) {
        return new StoreMetadata(file, NAME, "v1", "", NAME, sizeBytes);
    }

    /** The folder of a file. */
    static Vfs folder(Path file) {
        Path parent = file.getParent();
        return DiskVfs.open(parent == null ? Path.of("") : parent);
    }

    /** The name of a file in its folder. */
    static String fileName(Path file) {
        Path name = file.getFileName();
        if (name == null) {
            throw new StorageException(StorageException.Kind.INVALID_ARGUMENT, "not a file: " + file);
        }
        return name.toString();
    }
}

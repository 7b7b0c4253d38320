package dev.grantlake.store;

import dev.grantlake.store.spi.EngineRegistry;

import java.nio.file.Path;

/** The front door: opens files and makes new ones. */
public final class Grantlake {

    private Grantlake() {}

    /** Opens a file for reading, with default options; the caller closes the store. The file is never changed. */
    public static Store open(Path file) {
        return open(file, OpenOptions.defaults());
    }

    /**
     * Opens a file for reading, through the engine that recognises it; the caller closes the store.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code NOT_FOUND} without such a file, {@code UNSUPPORTED} if
     *     no engine on the class path reads it (the message says what it is), {@code CORRUPT} if it is damaged
     */
    public static Store open(Path file, OpenOptions options) {
        return new Store(EngineRegistry.engineFor(file).open(file, options), options.clock());
    }

    /**
     * What the file's header says, without a look at its records.
     *
     * @throws dev.grantlake.base.StorageException as {@link #open(Path, OpenOptions)}; that a file was cut off is found
     *     where it has a table of contents at its end
     */
    public static StoreSummary summary(Path file, OpenOptions options) {
        return EngineRegistry.engineFor(file).summary(file, options);
    }

    /** Begins a full sync in a new file, with default options; the caller closes the writer. */
    public static SyncWriter create(Path file) {
        return create(file, NewSync.full(), WriteOptions.defaults());
    }

    /**
     * Begins a sync in a new file; the caller closes the writer. The file appears when the sync is finished.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code ALREADY_EXISTS} if there is such a file and it is not
     *     to be replaced, {@code NOT_FOUND} without its folder, {@code UNAVAILABLE} if the engine is not on the class
     *     path, {@code UNSUPPORTED} if it does not write
     */
    public static SyncWriter create(Path file, NewSync sync, WriteOptions options) {
        return new SyncWriter(EngineRegistry.engine(options.engine()).create(file, sync, options));
    }
}

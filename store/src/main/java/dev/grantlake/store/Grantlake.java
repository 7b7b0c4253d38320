package dev.grantlake.store;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.spi.EngineRegistry;
import dev.grantlake.store.spi.StoreEngine;

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

    /**
     * Opens a file for writing, or begins one where there is none, with default options; the caller closes the store.
     */
    public static WritableStore edit(Path file) {
        return edit(file, WriteOptions.defaults());
    }

    /**
     * Opens a file for writing, or begins one where there is none; the caller closes the store. Who puts a whole sync
     * and reads nothing before it is complete uses {@link #create}, which is faster and needs no room for the unpacked.
     *
     * <p>A file may be open for writing more than once, here or in other processes; the first to save wins, and the
     * others are refused when they do, see {@link WritableStore#save}. Nothing lies beside the file meanwhile.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code UNSUPPORTED} if the engine of the file does not write
     *     it, {@code CORRUPT} if it is damaged, {@code NOT_FOUND} without its folder
     */
    public static WritableStore edit(Path file, WriteOptions options) {
        return new WritableStore(editor(file, options).edit(file, options), options.clock());
    }

    private static StoreEngine editor(Path file, WriteOptions options) {
        try {
            return EngineRegistry.engineFor(file);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.NOT_FOUND) {
                throw e;
            }
            return EngineRegistry.engine(options.engine());
        }
    }
}

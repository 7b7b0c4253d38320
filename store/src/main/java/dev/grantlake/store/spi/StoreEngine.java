package dev.grantlake.store.spi;

import dev.grantlake.base.StorageException;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.WriteOptions;

import java.nio.file.Path;

/** One way to keep a store in a file. Found by {@link java.util.ServiceLoader}; stateless and thread-safe. */
public interface StoreEngine {

    /**
     * What an engine makes of a file.
     *
     * @param readable whether this engine opens it
     * @param what what the file is, in words for an error message; empty if the engine does not know
     */
    record Recognition(boolean readable, String what) {}

    /** The name that users pass, for example {@code pebble}. */
    String name();

    /** Looks at the first bytes of a file. {@code NOT_FOUND} if there is none. */
    Recognition recognise(Path file);

    /** Opens a file for reading. What it opens it closes again if opening fails. */
    StoreBackend open(Path file, OpenOptions options);

    /**
     * What the header says; reads neither payload nor records. {@code CORRUPT} also for a file that is not whole, where
     * its table of contents tells.
     */
    StoreSummary summary(Path file, OpenOptions options);

    /**
     * Begins a sync in a new file.
     *
     * @throws dev.grantlake.base.StorageException as {@link dev.grantlake.store.Grantlake#create}
     */
    default SyncOutput create(Path file, NewSync sync, WriteOptions options) {
        throw new StorageException(
                StorageException.Kind.UNSUPPORTED, "the engine \"" + name() + "\" reads files and does not write them");
    }

    /**
     * Opens a file for writing, or begins one where there is none.
     *
     * @throws dev.grantlake.base.StorageException as {@link dev.grantlake.store.Grantlake#edit}
     */
    default WritableBackend edit(Path file, WriteOptions options) {
        throw new StorageException(
                StorageException.Kind.UNSUPPORTED, "the engine \"" + name() + "\" does not change files");
    }
}

package dev.grantlake.store.spi;

import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreSummary;

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
}

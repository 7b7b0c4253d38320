package dev.grantlake.store.spi;

import dev.grantlake.store.NewSync;
import dev.grantlake.store.SyncRun;

/**
 * An opened file that is written, as an engine sees it. Thread-safe; whoever uses it takes care that a sync is not
 * edited twice, nor removed or replaced while it is edited.
 */
public interface WritableBackend extends StoreBackend {

    /** Begins a sync; where the file has room for one, in place of the one that is there. */
    SyncEditor start(NewSync sync);

    /** Opens one of {@link #syncRuns()} to be written, finished or not. */
    SyncEditor edit(SyncRun run);

    /** Removes one of {@link #syncRuns()} with all that belongs to it. */
    void delete(SyncRun run);

    /**
     * Writes what has changed since the file was opened or last written, if anything has: under the file's name there
     * is the old file until this returns, then all of the new one. A failure leaves the old file, and everything here
     * as it was, to be saved again.
     *
     * @throws dev.grantlake.base.StorageException as {@link dev.grantlake.store.WritableStore#save}
     */
    void save();

    /** Gives up what was not saved, and whatever was needed for it; a second call does nothing. */
    @Override
    void close();
}

package dev.grantlake.store.spi;

import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;

import java.util.List;

/** An opened file, as an engine sees it. Thread-safe. */
public interface StoreBackend extends AutoCloseable {

    StoreMetadata metadata();

    /** All sync runs, in any order. */
    List<SyncRun> syncRuns();

    /** The records of one of {@link #syncRuns()}. */
    SyncBackend sync(SyncRun run);

    /** Closes the file; a second call does nothing. */
    @Override
    void close();
}

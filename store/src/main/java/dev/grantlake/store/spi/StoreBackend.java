package dev.grantlake.store.spi;

import dev.grantlake.store.LeftOut;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;

import java.util.List;

/** An opened file, as an engine sees it. Thread-safe. */
public interface StoreBackend extends AutoCloseable {

    StoreMetadata metadata();

    /** What lies in the file and is not in what the backend shows. */
    default List<LeftOut> leftOut() {
        return List.of();
    }

    /** All sync runs, in any order. */
    List<SyncRun> syncRuns();

    /** The records of one of {@link #syncRuns()}. */
    SyncBackend sync(SyncRun run);

    /** Closes the file; a second call does nothing. */
    @Override
    void close();
}

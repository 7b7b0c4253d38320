package dev.grantlake.store.spi;

import dev.grantlake.store.LeftOut;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;

import java.util.List;
import java.util.Optional;

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

    /** What migrating the file did, if it is shown migrated. */
    default Optional<MigrationReport> migration() {
        return Optional.empty();
    }

    /** Closes the file; a second call does nothing. */
    @Override
    void close();
}

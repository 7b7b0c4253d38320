package dev.grantlake.store;

import dev.grantlake.store.spi.SyncBackend;

/** One sync of a store, for reading. Thread-safe; lives no longer than its {@link Store}. */
public final class Sync {

    private final SyncBackend backend;

    Sync(SyncBackend backend) {
        this.backend = backend;
    }

    public SyncRun run() {
        return backend.run();
    }

    public ResourceTypes resourceTypes() {
        return new ResourceTypes(backend);
    }

    public Resources resources() {
        return new Resources(backend);
    }

    public Entitlements entitlements() {
        return new Entitlements(backend);
    }

    public Grants grants() {
        return new Grants(backend);
    }

    public Assets assets() {
        return new Assets(backend);
    }

    /** What the connector put aside for itself while syncing. */
    public Sessions sessions() {
        return new Sessions(backend);
    }

    /** Fingerprints of the grants, as far as the file holds them. */
    public GrantDigests grantDigests() {
        return new GrantDigests(backend);
    }

    /** How much the sync holds: from the stored statistics, or counted where there are none. The report says which. */
    public SyncStatistics.Report statistics() {
        return backend.statistics().orElseGet(this::recount);
    }

    /** How much the sync holds, counted now from the records. */
    public SyncStatistics.Report recount() {
        return new SyncStatistics.Report(backend.count(), SyncStatistics.Source.COUNTED);
    }
}

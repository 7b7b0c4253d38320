package dev.grantlake.store;

import dev.grantlake.store.spi.StoreBackend;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One opened artifact and the syncs in it. Read-only. Thread-safe; close it after everything that came out of it. */
public final class Store implements AutoCloseable {

    /** An unfinished sync older than this is not chosen unless it is asked for by id. */
    private static final Duration UNFINISHED_SYNC_AGE = Duration.ofDays(7);

    private static final Comparator<SyncRun> BY_START = Comparator.comparing(
                    (SyncRun run) -> run.startedAt().orElse(Instant.MIN))
            .thenComparing(SyncRun::id);
    private static final Comparator<SyncRun> BY_END = Comparator.comparing(
                    (SyncRun run) -> run.endedAt().orElse(Instant.MIN))
            .thenComparing(SyncRun::id);

    private final StoreBackend backend;
    private final InstantSource clock;

    Store(StoreBackend backend, InstantSource clock) {
        this.backend = backend;
        this.clock = clock;
    }

    public StoreMetadata metadata() {
        return backend.metadata();
    }

    /** What lies in the file and is not in what the store shows; empty for a file that was closed as it should be. */
    public List<LeftOut> leftOut() {
        return backend.leftOut();
    }

    /** What migrating the file did, if it was opened to be shown migrated and had an older interior. */
    public Optional<MigrationReport> migration() {
        return backend.migration();
    }

    /** All syncs, whatever their state and age, in the order they were started. */
    public List<SyncRun> syncs() {
        return backend.syncRuns().stream().sorted(BY_START).toList();
    }

    /** The sync with this id; {@code NOT_FOUND} if there is none. */
    public Sync sync(String id) {
        return syncs().stream()
                .filter(run -> run.id().equals(id))
                .findFirst()
                .map(this::sync)
                .orElseThrow(() -> StoreException.notFound(
                        "no sync " + id + " in " + metadata().file()));
    }

    /** One of {@link #syncs()}, for reading. */
    public Sync sync(SyncRun run) {
        return new Sync(backend.sync(run));
    }

    /**
     * The sync that a reader means who names none: the latest finished full one, else the latest finished of any type,
     * else the newest unfinished one of the last seven days.
     */
    public Optional<Sync> latestSync() {
        return latestFinished(SyncType.FULL)
                .or(this::latestFinished)
                .or(() -> backend.syncRuns().stream()
                        .filter(run -> !run.finished() && startedRecently(run))
                        .max(BY_START))
                .map(this::sync);
    }

    /** The finished sync that ended last (ties by greater id). */
    public Optional<SyncRun> latestFinished() {
        return backend.syncRuns().stream().filter(SyncRun::finished).max(BY_END);
    }

    /** The finished sync of this type that ended last (ties by greater id). */
    public Optional<SyncRun> latestFinished(SyncType type) {
        return backend.syncRuns().stream()
                .filter(run -> run.finished() && run.type() == type)
                .max(BY_END);
    }

    private boolean startedRecently(SyncRun run) {
        Instant oldest = clock.instant().minus(UNFINISHED_SYNC_AGE);
        return run.startedAt().isPresent() && !run.startedAt().get().isBefore(oldest);
    }

    /** Closes the file and forgets what was decoded; a second call does nothing. */
    @Override
    public void close() {
        backend.close();
    }
}

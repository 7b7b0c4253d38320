package dev.grantlake.store;

import dev.grantlake.store.spi.WritableBackend;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A file that is open for writing. One sync at a time is written: a new one, or one that was there. Thread-safe; close
 * it after everything that came out of it.
 *
 * <pre>{@code
 * try (WritableStore store = Grantlake.edit(Path.of("sync.c1z"))) {
 *     OpenSync sync = store.resumeLatest(SyncType.FULL).orElseGet(() -> store.start(NewSync.full()));
 *     sync.putGrants(page);
 *     sync.checkpoint(nextPage);
 *     …
 *     sync.finish();
 * }                                     // saved here, finished or not
 * }</pre>
 */
public final class WritableStore implements AutoCloseable {

    /** An unfinished sync older than this is not taken up again unless it is asked for by id. */
    private static final Duration UNFINISHED_SYNC_AGE = Duration.ofDays(7);

    private static final Comparator<SyncRun> BY_START = Comparator.comparing(
                    (SyncRun run) -> run.startedAt().orElse(Instant.MIN))
            .thenComparing(SyncRun::id);

    private final WritableBackend backend;
    private final InstantSource clock;
    private @Nullable OpenSync open;
    private boolean closed;

    WritableStore(WritableBackend backend, InstantSource clock) {
        this.backend = backend;
        this.clock = clock;
    }

    public StoreMetadata metadata() {
        return backend.metadata();
    }

    /** All syncs, whatever their state and age, in the order they were started. */
    public List<SyncRun> syncs() {
        return backend.syncRuns().stream().sorted(BY_START).toList();
    }

    /** The sync with this id, for reading; {@code NOT_FOUND} if there is none. */
    public Sync sync(String id) {
        return new Sync(backend.sync(run(id)));
    }

    /** The sync that is being written, if there is one. */
    public synchronized Optional<OpenSync> openSync() {
        return Optional.ofNullable(open);
    }

    /**
     * Begins a sync. Where the file has room for one, it takes the place of the one that is there, with all that it
     * holds. If a sync of the same type is being written already, that one is returned and nothing else happens.
     *
     * @throws StoreException of kind {@code FAILED_PRECONDITION} if one of another type is being written
     */
    public synchronized OpenSync start(NewSync sync) {
        OpenSync present = open;
        if (present == null) {
            return opened(new OpenSync(backend.start(sync), this::finished));
        }
        SyncRun run = present.run();
        if (run.type() != sync.type()) {
            throw StoreException.failedPrecondition(
                    "sync " + run.id() + " of type " + run.type().text() + " is being written");
        }
        return present;
    }

    /**
     * Takes up a sync that has not ended; {@link OpenSync#run} tells its last checkpoint. From here on each change is
     * on disk before the call returns.
     *
     * @throws StoreException of kind {@code NOT_FOUND} if there is no such sync, {@code FAILED_PRECONDITION} if it has
     *     ended, or another one is being written
     */
    public synchronized OpenSync resume(String id) {
        SyncRun run = run(id);
        if (run.finished()) {
            throw StoreException.failedPrecondition("sync " + id + " has ended");
        }
        return edit(id);
    }

    /**
     * Takes up the newest sync of this type that has not ended and was begun within the last seven days; empty if there
     * is none.
     */
    public synchronized Optional<OpenSync> resumeLatest(SyncType type) {
        Instant oldest = clock.instant().minus(UNFINISHED_SYNC_AGE);
        return syncs().stream()
                .filter(run -> !run.finished() && run.type() == type)
                .filter(run ->
                        run.startedAt().filter(time -> !time.isBefore(oldest)).isPresent())
                .max(BY_START)
                .map(run -> edit(run.id()));
    }

    /**
     * Opens any sync to be changed. One that has ended keeps the time of its end; its statistics and the digests that
     * its changes concern are made anew by {@link OpenSync#finish}, and are missing until then.
     *
     * @throws StoreException of kind {@code NOT_FOUND} if there is no such sync, {@code FAILED_PRECONDITION} if another
     *     one is being written
     */
    public synchronized OpenSync edit(String id) {
        OpenSync present = open;
        if (present == null) {
            return opened(new OpenSync(backend.edit(run(id)), this::finished));
        }
        requireNotOpen(present, id);
        return present;
    }

    /**
     * Removes a sync with all that belongs to it.
     *
     * @throws StoreException of kind {@code NOT_FOUND} if there is no such sync, {@code FAILED_PRECONDITION} if one is
     *     being written
     */
    public synchronized void delete(String id) {
        OpenSync present = open;
        if (present != null) {
            throw StoreException.failedPrecondition("sync " + present.id() + " is being written");
        }
        backend.delete(run(id));
    }

    /**
     * Writes the file, if anything has changed. A sync that has not ended is saved as such. When this returns, the new
     * file is on disk under its name; if it fails, the old one is, and it may be tried again.
     *
     * <p>Replaced is the file that was opened, or last saved here, and no other. If there is none under the name any
     * more, the new one appears there: so who was refused can move the other file aside, and save.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code FAILED_PRECONDITION} if another file is under the
     *     name, of somebody who has saved it since, or who saves it at this moment; {@code ALREADY_EXISTS} if there was
     *     none and there is one now; {@code IO} if the system refuses
     */
    public void save() {
        backend.save();
    }

    /** Gives up everything since the last {@link #save}; {@link #close} then has nothing to save. */
    public synchronized void abandon() {
        closed = true;
        backend.close();
    }

    /**
     * Saves and closes. If the file cannot be written, it is as it was, and what has changed is lost: who wants to try
     * again calls {@link #save} before. A second call does nothing.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try (backend) {
                backend.save();
            }
        }
    }

    private OpenSync opened(OpenSync sync) {
        open = sync;
        return sync;
    }

    private synchronized void finished(OpenSync sync) {
        if (open == sync) {
            open = null;
        }
    }

    private static void requireNotOpen(OpenSync present, String id) {
        if (!present.id().equals(id)) {
            throw StoreException.failedPrecondition("sync " + present.id() + " is being written");
        }
    }

    private SyncRun run(String id) {
        return backend.syncRuns().stream()
                .filter(run -> run.id().equals(id))
                .findFirst()
                .orElseThrow(() -> StoreException.notFound(
                        "no sync " + id + " in " + metadata().file()));
    }
}

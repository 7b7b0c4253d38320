package dev.grantlake.lsm.compaction;

import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.PinnedVersion;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import static java.util.Objects.requireNonNull;

/**
 * Compacts the tables of a database that is open for writing, one step at a time for each thread that asks. Steps do
 * not disturb each other, nor flushes; one that finds its tables replaced when it is done is given up. A step that
 * fails leaves nothing behind, is reported, and is tried again after the next {@link #wake}; meanwhile others go on.
 * Thread-safe; {@link CompactionThreads} are who usually asks.
 */
public final class Compactor {

    /**
     * How a compactor works.
     *
     * @param reading how inputs are read: once, so that a cache is of no use
     * @param levels when levels are compacted
     * @param bytesPerSecond that all steps together read at most, 1 or more; {@link Long#MAX_VALUE} for no bound
     * @param clock for the times that the manifest says of tables, and for the bandwidth
     */
    public record Settings(SstableOptions reading, LevelOptions levels, long bytesPerSecond, InstantSource clock) {}

    private final Settings settings;
    private final VersionSet versions;
    private final CompactionRun run;
    private final Consumer<? super Version> installed;
    private final CompactionListener listener;
    private final CompactionChoice choice;
    private final Bandwidth bandwidth;

    /** Held while a step is chosen, so that each choice knows of the one before. */
    private final Object choosing = new Object();

    /** Whether it is the turn of others than those whom somebody waits for; guarded by {@link #choosing}. */
    private boolean automaticNext;

    private final KnownDeletions deletions;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    // Guarded by the lock:
    private final List<Step> running = new ArrayList<>();
    /** What has failed since the last wake, and is left alone. */
    private final List<Compaction> failed = new ArrayList<>();

    private final Deque<Manual> manual = new ArrayDeque<>();
    private @Nullable Throwable failure;
    private int pauses;
    private int installing;
    private long changes;
    private boolean closed;

    /** A compaction under way, with the version that it reads. */
    private record Step(
            Compaction compaction,
            PinnedVersion pinned,
            LevelTargets targets,
            @Nullable Manual manual) {}

    /** A range that somebody waits for. */
    private record Manual(ManualCompaction steps, CompletableFuture<@Nullable Void> done) {}

    /**
     * A compactor that has not begun.
     *
     * @param directory of the database
     * @param versions says what there is, and is told what changes
     * @param rewrite into that directory
     * @param installed told of every version that a compaction leads to, as {@link VersionSet#apply} does
     */
    public Compactor(
            Vfs directory,
            VersionSet versions,
            Rewrite rewrite,
            Settings settings,
            Consumer<? super Version> installed,
            CompactionListener listener) {
        this.settings = settings;
        this.versions = versions;
        this.run = new CompactionRun(directory, settings.reading(), rewrite, settings.levels());
        this.installed = installed;
        this.listener = listener;
        this.choice = new CompactionChoice(settings.levels());
        this.bandwidth = new Bandwidth(settings.bytesPerSecond());
        this.deletions = new KnownDeletions(versions.files());
    }

    /** Says that there may be something to do, for example after a flush; also that what has failed may succeed now. */
    public void wake() {
        lock.lock();
        try {
            failed.clear();
            failure = null;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** How many compactions are under way. */
    public int running() {
        lock.lock();
        try {
            return running.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws what the last step has failed with, if that was after the last {@link #wake}.
     *
     * @throws StorageException of the kind of the failure
     */
    public void requireProgress() {
        lock.lock();
        try {
            if (failure != null) {
                throw asFailure(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Brings everything in a range into the deepest level that has any of it, without deletions and older versions as
     * far as the range goes. Returns when that is done: by other threads, or by those that call {@link #runOne}. What
     * is flushed after the call may be left out.
     *
     * @throws StorageException of kind {@code CLOSED}; or what a step of it has failed with
     */
    public void compact(KeyRange range) {
        try {
            request(range).join();
        } catch (CompletionException e) {
            throw asFailure(requireNonNull(e.getCause()));
        }
    }

    /** Has no step begin, install anything or go on with its work for long, until the result is closed. */
    public AutoCloseable pause() {
        lock.lock();
        try {
            pauses++;
            while (installing > 0) {
                change.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        return new Resumption();
    }

    /** Ends steps under way as soon as they notice; none begins any more, and who waits is told. */
    public void cancel() {
        lock.lock();
        try {
            closed = true;
            manual.forEach(waiting -> waiting.done().completeExceptionally(closedFailure()));
            manual.clear();
            changed();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does the next step, if there is any that can be done now.
     *
     * @return whether there was one
     */
    public boolean runOne() {
        // Without a lock: it waits for edits under way, which may wait for us.
        StorageException broken = versions.failure();
        if (broken != null) {
            endRequests(broken);
            return false;
        }
        Step step = begin();
        if (step == null) {
            return false;
        }
        Throwable thrown = null;
        List<TableMetadata> made = List.of();
        boolean done = false;
        try (PinnedVersion pinned = step.pinned()) {
            long now = settings.clock().instant().getEpochSecond();
            made = run.tables(step.compaction(), pinned.version(), step.targets(), now, this::pace);
            done = install(step.compaction(), made);
        } catch (CancellationException e) {
            // Nothing is left of it, and nobody asks for it any more.
            done = false;
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            end(step, done, thrown);
        }
        if (thrown != null) {
            listener.failed(step.compaction(), thrown);
        } else if (done) {
            listener.ended(step.compaction(), made);
        }
        return true;
    }

    /** A number that changes whenever there may be something to do. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@link #changes} is another number; false when nothing is to be done any more. */
    boolean awaitChange(long seen) {
        lock.lock();
        try {
            while (changes == seen && !closed) {
                change.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Has a range compacted by whoever does the steps; see {@link #compact}. */
    CompletableFuture<@Nullable Void> request(KeyRange range) {
        Manual wanted = new Manual(new ManualCompaction(range, settings.levels()), new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                throw closedFailure();
            }
            manual.add(wanted);
            changed();
        } finally {
            lock.unlock();
        }
        return wanted.done();
    }

    private @Nullable Step begin() {
        synchronized (choosing) {
            List<Compaction> compactions;
            RunningCompactions busy;
            Manual first;
            lock.lock();
            try {
                if (closed || pauses > 0) {
                    return null;
                }
                compactions =
                        new ArrayList<>(running.stream().map(Step::compaction).toList());
                busy = new RunningCompactions(compactions);
                compactions.addAll(failed);
                Manual oldest = manual.peek();
                // What comes after a step shows when that has ended.
                boolean underWay = running.stream().anyMatch(step -> oldest != null && oldest.equals(step.manual()));
                first = underWay ? null : oldest;
            } finally {
                lock.unlock();
            }
            // After the look at what runs: a step that has ended since has left its version before.
            PinnedVersion pinned = versions.pin();
            Step step = null;
            try {
                deletions.keepOnly(pinned.version());
                if (first == null || automaticNext) {
                    step = automatic(pinned, busy, new RunningCompactions(compactions));
                    automaticNext = false;
                }
                if (step == null && first != null) {
                    step = manual(pinned, busy, first);
                    automaticNext = step != null;
                }
                return step;
            } finally {
                if (step == null) {
                    pinned.close();
                }
            }
        }
    }

    private @Nullable Step automatic(PinnedVersion pinned, RunningCompactions busy, RunningCompactions avoided) {
        Compaction compaction = choice.next(pinned.version(), avoided, deletions);
        return compaction == null ? null : began(compaction, pinned, busy, null);
    }

    /** While somebody waits for others to end, nothing begins: it could be in the way again and again. */
    private @Nullable Step manual(PinnedVersion pinned, RunningCompactions busy, Manual first) {
        Compaction compaction = first.steps().next(pinned.version(), busy, deletions);
        if (compaction == null) {
            finish(first, null);
            return null;
        }
        return busy.conflict(compaction) ? null : began(compaction, pinned, busy, first);
    }

    private Step began(
            Compaction compaction, PinnedVersion pinned, RunningCompactions busy, @Nullable Manual requester) {
        Step step = new Step(compaction, pinned, run.targets(pinned.version(), busy), requester);
        lock.lock();
        try {
            running.add(step);
        } finally {
            lock.unlock();
        }
        return step;
    }

    private boolean install(Compaction compaction, List<TableMetadata> made) {
        if (!beginInstalling()) {
            abandon(made);
            return false;
        }
        boolean[] stated = new boolean[1];
        try {
            versions.apply(
                    version -> {
                        List<ManifestEdit> edit = CompactionRun.edit(compaction, made, version, deletions);
                        stated[0] = !edit.isEmpty();
                        return edit;
                    },
                    installed);
            return stated[0];
        } finally {
            if (!stated[0] || versions.failure() != null) {
                abandon(made);
            }
            endInstalling();
        }
    }

    /** Notes a failure that belongs to no step. */
    void report(Throwable thrown) {
        lock.lock();
        try {
            failure = thrown;
        } finally {
            lock.unlock();
        }
    }

    private void abandon(List<TableMetadata> made) {
        versions.abandon(made.stream().map(TableMetadata::number).toList());
    }

    /** Waits for the end of pauses; false if nothing is to be installed any more. */
    private boolean beginInstalling() {
        lock.lock();
        try {
            while (pauses > 0 && !closed) {
                change.awaitUninterruptibly();
            }
            if (!closed) {
                installing++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void endInstalling() {
        lock.lock();
        try {
            installing--;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Step step, boolean done, @Nullable Throwable thrown) {
        Manual requester = step.manual();
        lock.lock();
        try {
            running.remove(step);
            if (thrown != null) {
                failure = thrown;
                failed.add(step.compaction());
            }
            if (requester != null && done) {
                requester.steps().done(step.compaction());
            }
            changed();
        } finally {
            lock.unlock();
        }
        if (requester != null && thrown != null) {
            finish(requester, thrown);
        }
    }

    /** Nothing will be compacted any more, so nobody shall wait for it. */
    private void endRequests(StorageException broken) {
        List<Manual> waiting;
        lock.lock();
        try {
            waiting = List.copyOf(manual);
        } finally {
            lock.unlock();
        }
        waiting.forEach(requester -> finish(requester, broken));
    }

    private void finish(Manual requester, @Nullable Throwable thrown) {
        lock.lock();
        try {
            manual.remove(requester);
            changed();
        } finally {
            lock.unlock();
        }
        if (thrown == null) {
            requester.done().complete(null);
        } else {
            requester.done().completeExceptionally(thrown);
        }
    }

    /** Waits out the bandwidth and pauses; ends a step when nobody wants it any more. */
    private void pace(long bytes) {
        Instant now = settings.clock().instant();
        long wait = bandwidth.take(bytes, TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
        boolean interrupted = false;
        lock.lock();
        try {
            while (!closed && (pauses > 0 || wait > 0)) {
                try {
                    if (pauses > 0) {
                        change.await();
                    } else {
                        wait = change.awaitNanos(wait);
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (closed) {
                throw new CancellationException("the database is being closed");
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static StorageException closedFailure() {
        return new StorageException(StorageException.Kind.CLOSED, "the store is closed");
    }

    private void changed() {
        changes++;
        change.signalAll();
    }

    private static RuntimeException asFailure(Throwable thrown) {
        if (thrown instanceof StorageException e && e.kind() == StorageException.Kind.CLOSED) {
            return closedFailure();
        }
        if (thrown instanceof StorageException e) {
            return new StorageException(e.kind(), null, "a compaction has failed: " + e.getMessage(), e);
        }
        return new IllegalStateException("a compaction has failed", thrown);
    }

    private final class Resumption implements AutoCloseable {

        private boolean ended;

        @Override
        public void close() {
            lock.lock();
            try {
                if (!ended) {
                    ended = true;
                    pauses--;
                    changed();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

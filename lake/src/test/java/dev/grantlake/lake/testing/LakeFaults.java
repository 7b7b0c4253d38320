package dev.grantlake.lake.testing;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Durability;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.error.StoreFailed;
import dev.grantlake.lake.error.StoreReadOnly;
import dev.grantlake.lake.maintenance.TableOpening;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs one script on a lake again and again, and lets the n-th call to its directories fail: those of the log, the
 * checkpoint and the lock, and those of the dataset as far as its files are forced or written by us. Errors are
 * {@link StorageException}s that say which call it was; a lake that does not know what is on disk takes no more
 * commits; reads go on; nothing stays open, no thread goes on; and all that had returned is there when it is opened
 * again.
 */
public final class LakeFaults {

    /** Threads that work only when they are told to. */
    private static final LakeOptions OPTIONS = LakeWork.OPTIONS.toBuilder()
            .flusherEnabled(true)
            .tickInterval(Duration.ofDays(1))
            .flushErrorBackoff(Duration.ofMillis(1))
            .optimizer(true, Duration.ofDays(1), 1_000_000)
            .build();

    /** Several fragments for a few keys, and nothing read twice from memory. */
    private static final TableOptions TABLE =
            TableOptions.DEFAULT.withMaxRowsPerFragment(5).withCacheBytes(0);

    private static final List<Consumer<Life>> SCRIPT = List.of(
            Life::durable,
            Life::buffered,
            Life::tag,
            Life::buffered,
            Life::durable,
            Life::flush,
            Life::durable,
            Life::compactBesideAFlush,
            Life::buffered,
            Life::reopen,
            Life::durable,
            Life::untag,
            Life::flush,
            Life::compact,
            Life::prune,
            Life::buffered);

    /** A version of the dataset was not forced; its tags are forced apart from it. */
    private static final Pattern UNFORCED =
            Pattern.compile("kv[.]lance/(data|_deletions|_transactions|_versions)(/[^/]*)?: file: force: injected");

    private final Supplier<Place> places;
    private final Fault fault;
    private final boolean forever;

    /** Where a lake is. */
    public interface Place {

        /** Its own folders; whoever asked closes them. */
        LakeFolders folders();

        /** Its dataset, each folder of which is what {@code disk} makes of it. */
        DatasetLocation dataset(UnaryOperator<WritableVfs> disk);

        /** Whether rows are read by way of those folders, so that reads fail when they do. */
        boolean readsItsFolders();

        /** Fails if the system has something of it open. */
        void requireNothingOpen();

        /** What a loss of power leaves of it now; null where nobody can know. */
        @Nullable
        Place afterPowerLoss(Dice dice);
    }

    /**
     * Faults of one kind.
     *
     * @param places gives an empty place for each life
     * @param forever whether all calls after the n-th fail, too
     */
    public LakeFaults(Supplier<Place> places, Fault fault, boolean forever) {
        this.places = places;
        this.fault = fault;
        this.forever = forever;
    }

    /** Fails the n-th call for n from {@code first} on, in steps of {@code stride}; says how many lives that took. */
    public int run(long seed, int first, int stride) {
        for (int n = first; ; n += stride) {
            if (!reached(seed, n)) {
                return (n - first) / stride;
            }
        }
    }

    private boolean reached(long seed, int n) {
        MemoryVfs any = new MemoryVfs("disk");
        FaultWritableVfs disk = forever ? FaultWritableVfs.from(any, n, fault) : FaultWritableVfs.once(any, n, fault);
        Place place = places.get();
        Life life = new Life(place, disk::beside, new Dice(seed));
        try {
            SCRIPT.forEach(step -> step.accept(life));
            life.close();
            disk.requireNothingOpen();
            CommitHistory history = life.history;
            Place hurt = place.afterPowerLoss(new Dice(seed));
            if (hurt != null) {
                new Life(hurt, folder -> folder, new Dice(seed), history.copy()).recover();
            }
            history.lastIsDurable();
            new Life(place, folder -> folder, new Dice(seed), history).recover();
        } catch (RuntimeException | Error e) {
            AssertionError failure =
                    new AssertionError("call %d of seed %d, %s %b".formatted(n, seed, fault, forever), e);
            life.giveUp();
            life.failures.stream().limit(1).forEach(failure::addSuppressed);
            throw failure;
        }
        return disk.failed();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("lake "))
                .toList();
    }

    /** A lake on a disk that may fail, opened again and again. */
    private static final class Life {

        private final Place place;
        private final UnaryOperator<WritableVfs> disk;
        private final Dice dice;
        private final CommitHistory history;
        private final List<StorageException> failures = new ArrayList<>();
        private WatchedLocation dataset;
        private @Nullable Lake lake;
        /** Whether nobody knows what of the log is on disk. */
        private boolean poisoned;
        /** Whether nobody knows what of the versions is on disk. */
        private boolean unforced;

        Life(Place place, UnaryOperator<WritableVfs> disk, Dice dice) {
            this(place, disk, dice, new CommitHistory());
        }

        Life(Place place, UnaryOperator<WritableVfs> disk, Dice dice, CommitHistory history) {
            this.place = place;
            this.disk = disk;
            this.dataset = new WatchedLocation(place.dataset(disk));
            this.dice = dice;
            this.history = history;
        }

        private Lake open() {
            LakeFolders folders = place.folders();
            dataset = new WatchedLocation(place.dataset(disk));
            LakeFolders faulty = new LakeFolders(disk.apply(folders.root()), disk.apply(folders.wal()));
            Lake opened = Lake.open(faulty, new TableOpening(dataset, TABLE), OPTIONS);
            lake = opened;
            poisoned = false;
            unforced = false;
            return opened;
        }

        /** Takes a step on the lake, which is opened if it is not, and looks at it if that fails. */
        private void attempt(Consumer<LakeWork> step) {
            if (lake == null && !attempt(() -> history.checkAll(open()))) {
                requireNothingOpen();
            }
            Lake present = lake;
            if (present != null && !attempt(() -> step.accept(new LakeWork(present, history, dice)))) {
                look(present);
            }
        }

        private void look(Lake present) {
            try {
                assertThat(CommitHistory.content(present)).isEqualTo(history.shown());
            } catch (StorageException e) {
                if (!place.readsItsFolders()) {
                    throw e;
                }
            }
        }

        private boolean attempt(Runnable step) {
            try {
                step.run();
                return true;
            } catch (StorageException e) {
                failures.add(e);
                assertThat(e.kind()).isIn(Kind.IO, Kind.FAILED_PRECONDITION);
                requireInjected(e);
                return false;
            }
        }

        /** Nothing but the fault went wrong: the error says so, or that nothing can be trusted since. */
        private void requireInjected(StorageException e) {
            List<String> chain = new ArrayList<>();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                chain.add(String.valueOf(cause));
            }
            unforced |= chain.stream().anyMatch(UNFORCED.asPredicate());
            assertThat(chain).anyMatch(text -> text.contains("injected: ") || text.contains("since a fault"));
        }

        private void commit(Durability durability) {
            attempt(work -> {
                try {
                    work.commit(durability);
                    assertThat(poisoned)
                            .as("commits without knowing what is on disk")
                            .isFalse();
                } catch (StoreReadOnly e) {
                    poisoned = true;
                    throw e;
                } catch (StoreFailed e) {
                    poisoned |= String.valueOf(e).contains("is known when the lake is opened again");
                    throw e;
                }
            });
        }

        void durable() {
            commit(Durability.SYNC);
        }

        void buffered() {
            commit(Durability.BUFFERED);
        }

        void flush() {
            attempt(work -> {
                boolean writes = work.lake().stats().rows() > 0;
                work.flush();
                assertThat(writes && unforced)
                        .as("writes versions after a force that has failed")
                        .isFalse();
            });
        }

        void tag() {
            attempt(LakeWork::tag);
        }

        void untag() {
            attempt(LakeWork::untag);
        }

        void prune() {
            attempt(LakeWork::prune);
        }

        void compact() {
            attempt(LakeWork::compact);
        }

        /** Rows are replaced while they are copied, and have to be marked in the copy. */
        void compactBesideAFlush() {
            flush();
            Thread compacting = Thread.currentThread();
            dataset.afterNextWrite(() -> {
                // Unless it is a flush, since the one before has failed.
                if (Thread.currentThread() == compacting) {
                    durable();
                    flush();
                }
            });
            compact();
            dataset.afterNextWrite(() -> {});
        }

        void reopen() {
            close();
            attempt(work -> {});
        }

        void close() {
            Lake present = lake;
            if (present != null) {
                lake = null;
                attempt(present::close);
                requireNothingOpen();
            }
        }

        /** Leaves nothing behind for the tests that come after one that has failed. */
        void giveUp() {
            if (lake != null) {
                try {
                    lake.close();
                } catch (RuntimeException alsoFailed) {
                    // The test says what was first.
                }
            }
        }

        private void requireNothingOpen() {
            if (lake == null) {
                dataset.requireNothingOpen();
                place.requireNothingOpen();
                assertThat(threads()).isEmpty();
            }
        }

        /** Without faults: all is there, and can be written on. */
        void recover() {
            for (int life = 0; life < 2; life++) {
                Lake again = open();
                try (again) {
                    history.check(again);
                    LakeWork work = new LakeWork(again, history, dice);
                    work.commit(Durability.SYNC);
                    work.flush();
                    work.compact();
                    work.prune();
                }
                lake = null;
            }
            try (LakeFolders folders = place.folders()) {
                assertThat(folders.root().list()).containsExactlyInAnyOrder("CHECKPOINT", "LOCK");
                assertThat(folders.wal().list()).hasSize(1);
            }
        }
    }
}

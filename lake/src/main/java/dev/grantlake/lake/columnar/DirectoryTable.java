package dev.grantlake.lake.columnar;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.compaction.Compaction;
import dev.grantlake.lake.compaction.CompactionChoice;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetConflict;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.directory.KeyDirectory;
import dev.grantlake.lake.directory.Marks;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.Rows;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableHistory;
import dev.grantlake.lake.table.TableStats;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.version.DatasetHistory;
import dev.grantlake.lake.version.HeldView;
import dev.grantlake.lake.version.OpenVersion;
import dev.grantlake.lake.version.PastVersions;
import dev.grantlake.lake.version.Pins;
import dev.grantlake.lake.version.TableProperties;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * A table over a dataset that it alone writes to. A write is one new fragment, sorted by key, and marks on exactly the
 * rows that it replaces, in one commit, which is forced before anybody sees it. That somebody else has written
 * nevertheless shows when a commit does not become the next version: then what is there is {@link Adoption adopted}.
 *
 * <p>Thread-safe. After a force that failed nobody knows what is on disk, and every later write fails.
 *
 * <p>Implementation note. Whoever makes a version holds {@link #writer}, from the look at the head that it is based on
 * until it is the head: so heads follow each other, and nothing is committed to the dataset but by one thread. Readers
 * never wait for it: they take the head as it is and hold it. The long part of a compaction, its copy, goes without the
 * lock; the rest looks at the head anew.
 */
public final class DirectoryTable implements Table {

    /** How often a write is tried again because somebody else writes to the dataset. */
    private static final int ATTEMPTS = 5;

    private final Dataset dataset;
    private final TableOptions options;
    private final BlockCache cache;
    private final Pins pins = new Pins();
    private final ReentrantLock writer = new ReentrantLock();
    private final PastVersions past;
    private final DatasetHistory history;
    private final DurableCommits commits;
    private final Adoption adoption;
    /** Held once by the table; null when that is closed. Set under {@link #writer}. */
    private volatile @Nullable OpenVersion head;

    private DirectoryTable(Dataset dataset, TableOptions options) {
        this.dataset = dataset;
        this.options = options;
        this.cache = new BlockCache(options.cacheBytes());
        this.past = new PastVersions(dataset, cache, pins);
        this.history = new DatasetHistory(dataset, pins, writer);
        this.commits = new DurableCommits(dataset);
        this.adoption = new Adoption(dataset, commits, cache, options);
    }

    /**
     * A table over all of {@code dataset}, which was found sound.
     *
     * @param dataset is closed with the table, not where this fails
     * @throws dev.grantlake.lake.error.MigrationRequired if it has other columns than ours
     */
    public static DirectoryTable open(Dataset dataset, TableOptions options) {
        DirectoryTable table = new DirectoryTable(dataset, options);
        try {
            table.publish(table.adoption.adopt(dataset.head(), null));
            return table;
        } catch (RuntimeException | Error e) {
            table.cache.close();
            throw e;
        }
    }

    @Override
    public TableView head() {
        return new HeldView(retainHead());
    }

    @Override
    public TableView at(long version) {
        TableView newest = head();
        if (newest.version() == version) {
            return newest;
        }
        newest.close();
        return new HeldView(past.open(version));
    }

    @Override
    public TableView at(Instant time) {
        long newest = past.newestAt(time);
        if (newest == 0) {
            throw new VersionNotFound(dataset.description() + " has no version as old as " + time);
        }
        return at(newest);
    }

    @Override
    public TableHistory history() {
        return history;
    }

    @Override
    public TableView write(Rows rows) {
        writer.lock();
        try {
            commits.requireSound();
            List<NewFragment> added = dataset.write(rows, rows.maxSeq(), options.maxRowsPerFragment());
            untilNobodyComesBetween(added, () -> flush(rows, added));
            return head();
        } finally {
            writer.unlock();
        }
    }

    /**
     * Takes {@code step}, which commits what was written, or gives it up and says so; if somebody else has changed the
     * same fragments first, again on top of what they have made.
     */
    private boolean untilNobodyComesBetween(List<NewFragment> written, BooleanSupplier step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return step.getAsBoolean();
            } catch (DatasetConflict e) {
                followOthers(attempt, e, written);
            }
        }
    }

    /** Goes on from what they have made, or gives up what was written. */
    private void followOthers(int attempt, DatasetConflict conflict, List<NewFragment> written) {
        try {
            if (attempt == ATTEMPTS) {
                throw conflict;
            }
            publish(adoption.adopt(dataset.head(), requireHead()));
        } catch (StorageException e) {
            commits.discard(written);
            throw e;
        }
    }

    private boolean flush(Rows rows, List<NewFragment> added) {
        OpenVersion base = requireHead();
        Marks replaced = base.locate(rows);
        Set<Integer> emptied = replaced.emptied(base.version().fragments());
        long maxSeq = Math.max(base.maxSeq(), rows.maxSeq());
        Committed committed = commits.commit(new Change(
                base.version().number(),
                added.stream().map(Addition::of).toList(),
                replaced.without(emptied),
                emptied,
                TableProperties.flush(base.version().number(), rows, maxSeq)));
        advance(
                base,
                committed,
                maxSeq,
                () -> base.directory().flushed(committed.version(), rows, committed.added(), replaced));
        return true;
    }

    /** Makes what was committed durable, and the head; {@code next} is its directory if nobody has come between. */
    private void advance(OpenVersion base, Committed committed, long maxSeq, Supplier<KeyDirectory> next) {
        DatasetVersion version = committed.version();
        if (version.number() != base.version().number() + 1) {
            publish(adoption.adopt(version, base));
            return;
        }
        KeyDirectory directory;
        try {
            commits.force(committed.created());
            directory = next.get();
        } catch (StorageException e) {
            version.close();
            throw e;
        }
        boolean outgrown = !directory.isSparse() && directory.memoryBytes() > options.directoryBytes();
        publish(outgrown ? adoption.adopt(version, base) : new Successor(version, directory, maxSeq));
    }

    @Override
    public boolean compact(CompactionEffort effort, BooleanSupplier stop) {
        Set<Integer> chosen;
        OpenVersion present = retainHead();
        try {
            chosen = CompactionChoice.of(present.version().fragments(), options.maxRowsPerFragment(), effort);
        } finally {
            present.release();
        }
        return !chosen.isEmpty() && compact(chosen, past.oldestMaxSeq(), stop);
    }

    /**
     * Rewrites fragments into new ones, sorted by key and without the rows that are marked, in one commit. Copies
     * beside writes, which go on; what they have replaced meanwhile is marked in the new fragments from the start. When
     * this returns, the new version is on disk.
     *
     * @param fragments ids of the fragments of the present version to be rewritten; those that it does not have are
     *     passed over
     * @param horizon tombstones with a sequence number up to this one are not copied; 0 keeps all
     * @param stop as {@link Table#compact} has it
     * @return false if nothing was done
     */
    boolean compact(Set<Integer> fragments, long horizon, BooleanSupplier stop) {
        commits.requireSound();
        OpenVersion base = retainHead();
        try {
            List<Fragment> chosen = base.version().fragments().stream()
                    .filter(fragment -> fragments.contains(fragment.id()))
                    .toList();
            Compaction copy = Compaction.copy(
                    dataset, base.version(), chosen, base.maxSeq(), horizon, options.maxRowsPerFragment(), stop);
            writer.lock();
            try {
                if (stop.getAsBoolean()) {
                    commits.discard(copy.written());
                    return false;
                }
                return untilNobodyComesBetween(copy.written(), () -> replace(copy));
            } finally {
                writer.unlock();
            }
        } finally {
            base.release();
        }
    }

    private boolean replace(Compaction copy) {
        OpenVersion base = requireHead();
        DatasetVersion present = base.version();
        Change change = copy.change(present, TableProperties.compaction(present.number(), base.maxSeq()));
        if (!copy.fits(present) || (change.added().isEmpty() && change.removed().isEmpty())) {
            commits.discard(copy.written());
            return false;
        }
        Committed committed = commits.commit(change);
        advance(
                base,
                committed,
                base.maxSeq(),
                () -> base.directory().compacted(committed.version(), copy.relocation(change, committed)));
        commits.discard(copy.leftOver(change));
        return true;
    }

    @Override
    public TableStats stats() {
        OpenVersion present = head;
        if (present == null) {
            return TableStats.NONE;
        }
        return CompactionChoice.stats(present.version().fragments(), options.maxRowsPerFragment())
                .with(present.directory().memoryBytes(), present.directory().isSparse(), cache.sizeBytes());
    }

    /**
     * Removes versions before {@code bound} that nobody reads and that have no tag.
     *
     * @param bound not above the version that the checkpoint names, which the next opening may go back to
     * @return how many versions were removed
     */
    public long prune(long bound) {
        return past.prune(Math.min(bound, requireHead().version().number()));
    }

    @Override
    public long prune(Instant time, long bound) {
        long first = Math.min(past.newestAt(time), bound);
        return first <= 1 ? 0 : prune(first);
    }

    private OpenVersion retainHead() {
        while (true) {
            OpenVersion present = head;
            if (present == null) {
                throw new StorageException(Kind.CLOSED, dataset.description() + " is closed");
            }
            if (present.retain()) {
                return present;
            }
        }
    }

    private void publish(Successor next) {
        pins.pin(next.version().number());
        OpenVersion before = head;
        cache.retain(next.version().fragments());
        head = new OpenVersion(next.version(), next.directory(), cache, next::maxSeq, pins);
        if (before != null) {
            before.release();
        }
    }

    private OpenVersion requireHead() {
        return requireNonNull(head, "the table is closed");
    }

    @Override
    public void close() {
        writer.lock();
        try {
            OpenVersion present = head;
            head = null;
            if (present == null) {
                return;
            }
            cache.close();
            present.release();
            Map<Long, Integer> held = pins.holders();
            dataset.close();
            if (!held.isEmpty()) {
                throw new StorageException(
                        Kind.FAILED_PRECONDITION,
                        "views of " + dataset.description() + " are still open, by version: " + held);
            }
        } finally {
            writer.unlock();
        }
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetConflict;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.VersionEntry;
import dev.grantlake.lake.error.StoreReadOnly;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.sync.DatasetForce;
import dev.grantlake.lake.table.CompactionEffort;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import dev.grantlake.lake.table.Table;
import dev.grantlake.lake.table.TableHistory;
import dev.grantlake.lake.table.TableView;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * A table over a dataset that it alone writes to. A write is one new fragment, sorted by key, and marks on exactly the
 * rows that it replaces, in one commit, which is forced before anybody sees it. That somebody else has written
 * nevertheless shows when a commit does not become the next version: then the directory is read anew, and of two rows
 * of one key the one with the larger sequence number stays.
 *
 * <p>Thread-safe. After a force that failed nobody knows what is on disk, and every later write fails.
 */
public final class DirectoryTable implements Table {

    /** How often a write is tried again because somebody else writes to the dataset. */
    private static final int ATTEMPTS = 5;

    private final Dataset dataset;
    private final TableOptions options;
    private final BlockCache cache;
    private final Pins pins = new Pins();
    private final ReentrantLock writer = new ReentrantLock();
    private final DatasetHistory history;
    private volatile @Nullable OpenVersion head;
    /** Why nothing can be written any more; null while it can. */
    private volatile @Nullable StorageException broken;

    private DirectoryTable(Dataset dataset, TableOptions options) {
        this.dataset = dataset;
        this.options = options;
        this.cache = new BlockCache(options.cacheBytes());
        this.history = new DatasetHistory(dataset, pins, writer);
    }

    /**
     * A table over all of {@code dataset}, which was found sound and of the present columns. If somebody else has left
     * several rows of one key in it, a version is made that has the right ones only.
     *
     * @param dataset is closed with the table, not where this fails
     */
    public static DirectoryTable open(Dataset dataset, TableOptions options) {
        DirectoryTable table = new DirectoryTable(dataset, options);
        try {
            table.adopt(dataset.head());
            return table;
        } catch (StorageException e) {
            table.releaseHead();
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
        pins.pin(version);
        try {
            DatasetVersion opened = dataset.at(version);
            return new HeldView(
                    new OpenVersion(opened, null, cache, () -> TableProperties.maxSeq(dataset, opened), pins));
        } catch (StorageException e) {
            pins.unpin(version);
            if (e.kind() == Kind.NOT_FOUND) {
                throw new VersionNotFound(dataset.description() + " has no version " + version);
            }
            throw e;
        }
    }

    @Override
    public TableView at(Instant time) {
        long newest = newestAt(time);
        if (newest == 0) {
            throw new VersionNotFound(dataset.description() + " has no version as old as " + time);
        }
        return at(newest);
    }

    /** The newest version at a time or before it, 0 if there is none. */
    private long newestAt(Instant time) {
        long newest = 0;
        for (VersionEntry version : dataset.versions()) {
            if (!version.time().isAfter(time)) {
                newest = version.number();
            }
        }
        return newest;
    }

    @Override
    public TableHistory history() {
        return history;
    }

    @Override
    public TableView write(Rows rows) {
        writer.lock();
        try {
            List<NewFragment> added = null;
            for (int attempt = 1; ; attempt++) {
                requireSound();
                if (added == null) {
                    added = dataset.write(rows, rows.maxSeq(), options.maxRowsPerFragment());
                }
                try {
                    flush(rows, added);
                    return head();
                } catch (DatasetConflict e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                    adopt(dataset.head());
                }
            }
        } finally {
            writer.unlock();
        }
    }

    private void flush(Rows rows, List<NewFragment> added) {
        OpenVersion base = requireHead();
        KeyDirectory directory = base.directory();
        Marks marks = directory == null ? RowLocator.locate(base.version(), rows) : RowLocator.locate(directory, rows);
        Set<Integer> emptied = marks.emptied(base.version().fragments());
        long maxSeq = Math.max(base.maxSeq(), rows.maxSeq());
        Committed committed = dataset.commit(new Change(
                base.version().number(),
                added.stream().map(Addition::of).toList(),
                marks.without(emptied),
                emptied,
                TableProperties.flush(rows, maxSeq)));
        finish(committed, base, maxSeq, () -> directory == null ? null : directory.plus(run(rows, committed.added())));
    }

    /** Makes what was committed durable, and the head; {@code next} is its directory if nobody has come between. */
    private void finish(Committed committed, OpenVersion base, long maxSeq, Supplier<@Nullable KeyDirectory> next) {
        if (committed.version().number() != base.version().number() + 1) {
            adopt(committed.version());
            return;
        }
        try {
            force(committed.created());
        } catch (StorageException e) {
            committed.version().close();
            throw e;
        }
        publish(committed.version(), bounded(next.get()), maxSeq);
    }

    /** Where the rows of a flush lie. */
    private static KeyRun run(Rows rows, List<Fragment> added) {
        KeyRunBuilder run = new KeyRunBuilder();
        int fragment = 0;
        int offset = 0;
        for (RowCursor row = rows.walk(); row.next(); offset++) {
            if (offset == added.get(fragment).rows()) {
                fragment++;
                offset = 0;
            }
            long address = RowAddress.of(added.get(fragment).id(), offset);
            run.add(
                    row.key().array(),
                    row.key().offset(),
                    row.key().length(),
                    DirectoryEntry.of(address, row.tombstone()));
        }
        return run.build();
    }

    @Override
    public boolean compact(CompactionEffort effort) {
        Set<Integer> chosen;
        OpenVersion present = retainHead();
        try {
            chosen = CompactionChoice.of(present.version().fragments(), options.maxRowsPerFragment(), effort);
        } finally {
            present.release();
        }
        return !chosen.isEmpty() && compact(chosen, oldestMaxSeq());
    }

    /** How far in the sequence numbers the oldest version goes: tombstones up to there tell nobody anything. */
    private long oldestMaxSeq() {
        try (TableView oldest = at(dataset.versions().get(0).number())) {
            return oldest.maxSeq();
        }
    }

    /**
     * Rewrites fragments into new ones, sorted by key and without the rows that are marked, in one commit. Copies
     * beside writes, which go on; what they have replaced meanwhile is marked in the new fragments from the start. When
     * this returns, the new version is on disk.
     *
     * @param fragments ids of the fragments of the present version to be rewritten; those that it does not have are
     *     passed over
     * @param horizon tombstones with a sequence number up to this one are not copied; 0 keeps all
     * @return false if nothing was done: there are none of the fragments, or there is no directory in memory
     */
    public boolean compact(Set<Integer> fragments, long horizon) {
        OpenVersion base = retainHead();
        try {
            KeyDirectory directory = base.directory();
            Set<Integer> chosen = new HashSet<>(fragments);
            chosen.retainAll(ids(base.version()));
            if (directory == null || chosen.isEmpty()) {
                return false;
            }
            requireSound();
            CompactionRows rows = new CompactionRows(base, directory, chosen, horizon);
            List<NewFragment> added =
                    rows.count() == 0 ? List.of() : dataset.write(rows, rows.maxSeq(), options.maxRowsPerFragment());
            writer.lock();
            try {
                return replace(chosen, rows.run(), added);
            } finally {
                writer.unlock();
            }
        } finally {
            base.release();
        }
    }

    private boolean replace(Set<Integer> chosen, KeyRun copied, List<NewFragment> added) {
        requireSound();
        OpenVersion base = requireHead();
        KeyDirectory directory = base.directory();
        if (directory == null) {
            return false;
        }
        Set<Integer> removed = new HashSet<>(chosen);
        removed.retainAll(ids(base.version()));
        List<Addition> additions = new ArrayList<>();
        int row = 0;
        for (NewFragment fragment : added) {
            int[] dead = dead(directory, copied, row, fragment.rows());
            if (dead.length < fragment.rows()) {
                additions.add(Addition.of(fragment, dead));
            }
            row += fragment.rows();
        }
        Committed committed = dataset.commit(new Change(
                base.version().number(), additions, Map.of(), removed, TableProperties.compaction(base.maxSeq())));
        finish(committed, base, base.maxSeq(), () -> directory.rewritten(chosen, moved(copied, added, committed)));
        return true;
    }

    /** Offsets in a new fragment of rows that are not where they were when they were copied. */
    private static int[] dead(KeyDirectory directory, KeyRun copied, int first, int rows) {
        ByteView key = new ByteView();
        return IntStream.range(0, rows)
                .filter(offset -> {
                    copied.show(first + offset, key);
                    return directory.find(key.array(), key.offset(), key.length()) != copied.entry(first + offset);
                })
                .toArray();
    }

    /** Where the copied rows lie now; those of a fragment that was all dead are not there. */
    private static KeyRun moved(KeyRun copied, List<NewFragment> written, Committed committed) {
        KeyRunBuilder moved = new KeyRunBuilder();
        int row = 0;
        int fragment = 0;
        for (NewFragment part : written) {
            boolean there = fragment < committed.added().size()
                    && committed.added().get(fragment).files().equals(part.files());
            for (int offset = 0; there && offset < part.rows(); offset++) {
                long address = RowAddress.of(committed.added().get(fragment).id(), offset);
                copied.copyTo(
                        moved,
                        row + offset,
                        DirectoryEntry.of(address, DirectoryEntry.tombstone(copied.entry(row + offset))));
            }
            row += part.rows();
            fragment += there ? 1 : 0;
        }
        return moved.build();
    }

    private static Set<Integer> ids(DatasetVersion version) {
        return version.fragments().stream().map(Fragment::id).collect(Collectors.toSet());
    }

    /**
     * Removes versions before {@code bound} that nobody reads and that have no tag.
     *
     * @param bound not above the version that the checkpoint names, which the next opening may go back to
     * @return how many versions were removed
     */
    public long prune(long bound) {
        long[] pruned = {0};
        pins.prune(Math.min(bound, requireHead().version().number()), safe -> pruned[0] = dataset.pruneBefore(safe));
        return pruned[0];
    }

    @Override
    public long prune(Instant time, long bound) {
        long first = Math.min(newestAt(time), bound);
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

    /** Makes a version that was not made from the present one the head, whoever made it, and what it needs durable. */
    private void adopt(DatasetVersion version) {
        OpenVersion known = head;
        DirectoryLoader.Loaded loaded;
        long maxSeq;
        try {
            force(DatasetForce.since(dataset, known == null ? null : known.version(), version));
            loaded = DirectoryLoader.load(version, options.directoryBytes());
            maxSeq = TableProperties.maxSeq(dataset, version);
        } catch (StorageException e) {
            version.close();
            throw e;
        }
        publish(version, loaded.directory(), known == null ? maxSeq : Math.max(known.maxSeq(), maxSeq));
        repair(loaded.superseded());
    }

    /** Marks rows whose key has a newer one. */
    private void repair(List<Long> superseded) {
        if (superseded.isEmpty()) {
            return;
        }
        OpenVersion base = requireHead();
        Marks marks = new Marks();
        superseded.forEach(marks::add);
        Set<Integer> emptied = marks.emptied(base.version().fragments());
        Committed committed = dataset.commit(new Change(
                base.version().number(),
                List.of(),
                marks.without(emptied),
                emptied,
                TableProperties.repair(base.maxSeq())));
        finish(committed, base, base.maxSeq(), base::directory);
    }

    private void force(List<CreatedFile> files) {
        try {
            DatasetForce.force(dataset.folders(), files);
        } catch (StorageException e) {
            broken = e;
            throw e;
        }
    }

    private @Nullable KeyDirectory bounded(@Nullable KeyDirectory directory) {
        return directory != null && directory.memoryBytes() <= options.directoryBytes() ? directory : null;
    }

    private void publish(DatasetVersion version, @Nullable KeyDirectory directory, long maxSeq) {
        pins.pin(version.number());
        OpenVersion before = head;
        cache.retain(version.fragments());
        head = new OpenVersion(version, directory, cache, () -> maxSeq, pins);
        if (before != null) {
            before.release();
        }
    }

    private void requireSound() {
        StorageException cause = broken;
        if (cause != null) {
            throw new StoreReadOnly(dataset.description() + " cannot be written since a force failed", cause);
        }
    }

    private OpenVersion requireHead() {
        return requireNonNull(head, "the table is closed");
    }

    @Override
    public void close() {
        writer.lock();
        try {
            if (!releaseHead()) {
                return;
            }
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

    /** False if there was none. */
    private boolean releaseHead() {
        OpenVersion present = head;
        head = null;
        if (present == null) {
            return false;
        }
        present.release();
        return true;
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two bytes a key instead of all keys: of each fragment a {@link SparseRun}, the newest first. Every fragment is sorted
 * by key, and no key has two live rows. A look-up asks the filters, and reads the block of keys that is left.
 */
final class SparseDirectory implements KeyDirectory {

    private final List<SparseRun> runs;
    private final long limitBytes;

    /**
     * A directory of these runs. Where they take more than {@code limitBytes}, the largest go without a filter: then
     * look-ups read a block in each of those that has keys before and after the one that is looked up.
     */
    SparseDirectory(List<SparseRun> runs, long limitBytes) {
        List<SparseRun> newestFirst = new ArrayList<>(runs);
        newestFirst.sort(
                Comparator.comparingInt((SparseRun run) -> run.fragment().id()).reversed());
        drop(newestFirst, newestFirst.stream().mapToLong(SparseRun::memoryBytes).sum() - limitBytes);
        this.runs = List.copyOf(newestFirst);
        this.limitBytes = limitBytes;
    }

    /** Takes filters away, the largest first, until there is room for so many bytes, or none is left. */
    private static void drop(List<SparseRun> runs, long bytes) {
        long left = bytes;
        while (left > 0) {
            int largest = 0;
            for (int i = 1; i < runs.size(); i++) {
                largest = runs.get(i).filterBytes() > runs.get(largest).filterBytes() ? i : largest;
            }
            if (runs.isEmpty() || runs.get(largest).filterBytes() == 0) {
                return;
            }
            left -= runs.get(largest).filterBytes();
            runs.set(largest, runs.get(largest).unfiltered());
        }
    }

    /** The newest first. */
    List<SparseRun> runs() {
        return runs;
    }

    @Override
    public long memoryBytes() {
        return runs.stream().mapToLong(SparseRun::memoryBytes).sum();
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    @Override
    public SparseLookup over(DatasetVersion version, BlockCache cache) {
        return new SparseLookup(runs, version, cache);
    }

    @Override
    public KeyDirectory flushed(DatasetVersion next, Rows rows, List<Fragment> added, Marks replaced) {
        List<SparseRun> later = remaining(next, replaced);
        RowCursor row = rows.walk();
        for (Fragment fragment : added) {
            SparseRunBuilder run = new SparseRunBuilder(fragment.rows());
            for (int i = 0; i < fragment.rows() && row.next(); i++) {
                run.add(row.key(), row.tombstone());
            }
            later.add(run.build(fragment, new BitSet()));
        }
        return new SparseDirectory(later, limitBytes);
    }

    @Override
    public KeyDirectory compacted(DatasetVersion next, Relocation relocation) {
        List<SparseRun> later = remaining(next, new Marks());
        for (Fragment fragment : relocation.added()) {
            SparseRun run = SparseLoader.load(next, fragment);
            if (run == null) {
                throw StorageException.corrupt(
                        Location.of("fragment " + fragment.id(), "version " + next.number()),
                        "rows sorted by key, as they were written",
                        "others");
            }
            later.add(run);
        }
        return new SparseDirectory(later, limitBytes);
    }

    /** The runs of the fragments that {@code next} still has, without the rows that are gone. */
    private List<SparseRun> remaining(DatasetVersion next, Marks gone) {
        Map<Integer, Fragment> here = new HashMap<>();
        next.fragments().forEach(fragment -> here.put(fragment.id(), fragment));
        List<SparseRun> remaining = new ArrayList<>();
        for (SparseRun run : runs) {
            Fragment fragment = here.get(run.fragment().id());
            if (fragment != null) {
                remaining.add(run.marked(fragment, gone.of(fragment.id())));
            }
        }
        return remaining;
    }
}

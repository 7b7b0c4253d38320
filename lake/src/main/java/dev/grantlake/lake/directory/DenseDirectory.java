package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.util.ArrayList;
import java.util.List;

/**
 * Every key in memory: 14 bytes and the key, each. Runs of keys, the newest first; for a key that several have, the
 * newest is right. Runs are merged in memory so that each is at least four times as large as the one before it: a
 * look-up touches few, and a key is copied a few times in its life. Needs nothing of the version that it is of.
 */
final class DenseDirectory implements KeyDirectory, KeyLookup {

    private static final int RATIO = 4;

    static final DenseDirectory EMPTY = new DenseDirectory(List.of());

    /** The newest first. */
    private final List<FilteredRun> runs;

    private DenseDirectory(List<FilteredRun> runs) {
        this.runs = List.copyOf(runs);
    }

    static DenseDirectory of(KeyRun run) {
        return run.count() == 0 ? EMPTY : new DenseDirectory(List.of(FilteredRun.of(run)));
    }

    @Override
    public long memoryBytes() {
        return runs.stream().mapToLong(FilteredRun::memoryBytes).sum();
    }

    @Override
    public boolean isSparse() {
        return false;
    }

    @Override
    public KeyLookup over(DatasetVersion version, BlockCache cache) {
        return this;
    }

    @Override
    public long[] findAll(List<Bytes> keys) {
        return keys.stream().mapToLong(this::find).toArray();
    }

    @Override
    public EntryCursor entries(KeyRange range, boolean tombstones) {
        return new EntryCursor(runs.stream().map(FilteredRun::keys).toList(), range, tombstones);
    }

    @Override
    public Marks locate(Rows rows) {
        Marks marks = new Marks();
        for (RowCursor row = rows.walk(); row.next(); ) {
            ByteView key = row.key();
            long entry = find(key.array(), key.offset(), key.length());
            if (entry != DirectoryEntry.ABSENT) {
                marks.add(DirectoryEntry.address(entry));
            }
        }
        return marks;
    }

    @Override
    public long find(Bytes key) {
        return find(key.array(), key.offset(), key.length());
    }

    long find(byte[] key, int offset, int length) {
        long hash = BloomFilter.hash(key, offset, length);
        for (FilteredRun run : runs) {
            long entry = run.find(key, offset, length, hash);
            if (entry != DirectoryEntry.ABSENT) {
                return entry;
            }
        }
        return DirectoryEntry.ABSENT;
    }

    /** The directory of the next version: what {@code newest} says of its keys is right from now on. */
    DenseDirectory plus(KeyRun newest) {
        if (newest.count() == 0) {
            return this;
        }
        KeyRun merged = newest;
        int first = 0;
        while (first < runs.size()
                && (long) merged.count() * RATIO > runs.get(first).keys().count()) {
            merged = RunMerge.merge(merged, runs.get(first++).keys(), (newer, older) -> newer);
        }
        List<FilteredRun> next = new ArrayList<>();
        next.add(FilteredRun.of(merged));
        next.addAll(runs.subList(first, runs.size()));
        return new DenseDirectory(next);
    }

    @Override
    public KeyDirectory flushed(DatasetVersion next, Rows rows, List<Fragment> added, Marks replaced) {
        KeyRunBuilder run = new KeyRunBuilder();
        int fragment = 0;
        int offset = 0;
        for (RowCursor row = rows.walk(); row.next(); offset++) {
            if (offset == added.get(fragment).rows()) {
                fragment++;
                offset = 0;
            }
            ByteView key = row.key();
            long address = RowAddress.of(added.get(fragment).id(), offset);
            run.add(key.array(), key.offset(), key.length(), DirectoryEntry.of(address, row.tombstone()));
        }
        return plus(run.build());
    }

    @Override
    public KeyDirectory compacted(DatasetVersion next, Relocation relocation) {
        KeyRunBuilder moved = new KeyRunBuilder();
        try (EntryCursor entries = entries(KeyRange.ALL, true)) {
            for (boolean more = entries.first(); more; more = entries.next()) {
                long address = relocation.address(DirectoryEntry.address(entries.entry()));
                if (address != DirectoryEntry.ABSENT) {
                    ByteView key = entries.key();
                    long entry = DirectoryEntry.of(address, DirectoryEntry.tombstone(entries.entry()));
                    moved.add(key.array(), key.offset(), key.length(), entry);
                }
            }
        }
        return of(moved.build());
    }
}

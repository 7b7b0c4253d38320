package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.util.Arrays;
import java.util.List;

/**
 * A sparse directory at work: what it does not say itself is read in the key column, by blocks, by way of the cache.
 * Many keys are looked up together in their order, and blocks that lie close to each other are read at once.
 */
final class SparseLookup implements KeyLookup {

    /** Rows between two blocks that are read through rather than passed over: a read costs what these cost. */
    private static final int GAP_ROWS = 1 << 14;

    private final List<SparseRun> runs;
    private final BlockReader blocks;

    SparseLookup(List<SparseRun> runs, DatasetVersion version, BlockCache cache) {
        this.runs = runs;
        this.blocks = new BlockReader(version, cache, Column.KEY);
    }

    @Override
    public long find(Bytes key) {
        long hash = BloomFilter.hash(key.array(), key.offset(), key.length());
        for (SparseRun run : runs) {
            if (run.mayContain(key.array(), key.offset(), key.length(), hash)) {
                int block = run.block(key.array(), key.offset(), key.length());
                Window window = blocks.block(RowAddress.of(run.fragment().id(), block));
                int row = search(window, block, key.array(), key.offset(), key.length());
                if (row >= 0 && run.live(row)) {
                    return run.entry(row);
                }
            }
        }
        return DirectoryEntry.ABSENT;
    }

    /** The row of a key that is in this block of the window if anywhere; -1 if it is not. */
    private static int search(Window window, int block, byte[] key, int offset, int length) {
        ByteView probe = new ByteView();
        int low = block;
        int high = Math.min(block + SparseRun.BLOCK_ROWS, window.to());
        while (low < high) {
            int middle = (low + high) >>> 1;
            window.strings().show(middle - window.from(), probe);
            int order = Arrays.compareUnsigned(
                    probe.array(), probe.offset(), probe.offset() + probe.length(), key, offset, offset + length);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -1;
    }

    @Override
    public long[] findAll(List<Bytes> keys) {
        List<Bytes> sorted = keys.stream().sorted().distinct().toList();
        KeyRunBuilder wanted = new KeyRunBuilder();
        sorted.forEach(key -> wanted.add(key.array(), key.offset(), key.length(), 0));
        KeyRun run = wanted.build();
        long[] found = find(run);
        return keys.stream().mapToLong(key -> found[run.lowerBound(key)]).toArray();
    }

    @Override
    public Marks locate(Rows rows) {
        KeyRunBuilder wanted = new KeyRunBuilder();
        for (RowCursor row = rows.walk(); row.next(); ) {
            ByteView key = row.key();
            wanted.add(key.array(), key.offset(), key.length(), 0);
        }
        Marks marks = new Marks();
        for (long entry : find(wanted.build())) {
            if (entry != DirectoryEntry.ABSENT) {
                marks.add(DirectoryEntry.address(entry));
            }
        }
        return marks;
    }

    /** What is known of each of these keys. */
    private long[] find(KeyRun wanted) {
        long[] found = new long[wanted.count()];
        Arrays.fill(found, DirectoryEntry.ABSENT);
        long[] hashes = new long[wanted.count()];
        ByteView key = new ByteView();
        for (int i = 0; i < hashes.length; i++) {
            wanted.show(i, key);
            hashes[i] = BloomFilter.hash(key.array(), key.offset(), key.length());
        }
        for (SparseRun run : runs) {
            find(run, wanted, hashes, found);
        }
        return found;
    }

    private void find(SparseRun run, KeyRun wanted, long[] hashes, long[] found) {
        int[] keys = new int[wanted.count()];
        int[] starts = new int[wanted.count()];
        int count = 0;
        ByteView key = new ByteView();
        int from = wanted.lowerBound(run.firsts().copy(0));
        for (int i = from; i < keys.length; i++) {
            wanted.show(i, key);
            if (run.compareLast(key.array(), key.offset(), key.length()) < 0) {
                break;
            }
            if (found[i] == DirectoryEntry.ABSENT
                    && run.mayContain(key.array(), key.offset(), key.length(), hashes[i])) {
                keys[count] = i;
                starts[count++] = run.block(key.array(), key.offset(), key.length());
            }
        }
        int most = blocks.scanRows(run.fragment().id());
        for (int first = 0, next; first < count; first = next) {
            next = first + 1;
            while (next < count && starts[next] - starts[next - 1] <= GAP_ROWS && starts[next] - starts[first] < most) {
                next++;
            }
            Window window = window(run, starts[first], starts[next - 1]);
            for (int i = first; i < next; i++) {
                wanted.show(keys[i], key);
                int row = search(window, starts[i], key.array(), key.offset(), key.length());
                if (row >= 0 && run.live(row)) {
                    found[keys[i]] = run.entry(row);
                }
            }
        }
    }

    /** From the block at {@code first} to that at {@code last}. */
    private Window window(SparseRun run, int first, int last) {
        int fragment = run.fragment().id();
        return first == last
                ? blocks.block(RowAddress.of(fragment, first))
                : blocks.window(fragment, first, last + SparseRun.BLOCK_ROWS - first);
    }

    @Override
    public EntryCursor entries(KeyRange range, boolean tombstones) {
        return entries(range, tombstones, EntryCursor.Collisions.NONE);
    }

    EntryCursor entries(KeyRange range, boolean tombstones, EntryCursor.Collisions collisions) {
        List<SparseKeys> keys =
                runs.stream().map(run -> new SparseKeys(run, blocks)).toList();
        return new EntryCursor(keys, range, tombstones, collisions);
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.block.BlockReader;
import dev.grantlake.lake.block.ScanWindows;
import dev.grantlake.lake.block.Window;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.util.List;

/** A sparse directory at work: what it does not say itself is read in the key column, block by block. */
final class SparseLookup implements KeyLookup {

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
                long entry = run.entry(window, block, key.array(), key.offset(), key.length());
                if (entry != DirectoryEntry.ABSENT) {
                    return entry;
                }
            }
        }
        return DirectoryEntry.ABSENT;
    }

    @Override
    public long[] findAll(List<Bytes> keys) {
        List<Bytes> sorted = keys.stream().sorted().distinct().toList();
        KeyRunBuilder wanted = new KeyRunBuilder();
        sorted.forEach(key -> wanted.add(key.array(), key.offset(), key.length(), 0));
        KeyRun run = wanted.build();
        long[] found = new SparseSearch(run, blocks).in(runs);
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
        for (long entry : new SparseSearch(wanted.build(), blocks).in(runs)) {
            if (entry != DirectoryEntry.ABSENT) {
                marks.add(DirectoryEntry.address(entry));
            }
        }
        return marks;
    }

    @Override
    public EntryCursor entries(KeyRange range, boolean tombstones) {
        return entries(range, tombstones, EntryCursor.Collisions.NONE);
    }

    EntryCursor entries(KeyRange range, boolean tombstones, EntryCursor.Collisions collisions) {
        ScanWindows windows = new ScanWindows(blocks);
        List<SparseKeys> keys =
                runs.stream().map(run -> new SparseKeys(run, windows)).toList();
        return new EntryCursor(keys, range, tombstones, collisions);
    }
}

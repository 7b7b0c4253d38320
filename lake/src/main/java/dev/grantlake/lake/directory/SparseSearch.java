package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.block.BlockReader;
import dev.grantlake.lake.block.Window;
import dev.grantlake.lake.dataset.RowAddress;

import java.util.Arrays;
import java.util.List;

/**
 * Looks many keys up at once in sparse runs, in their order. Blocks of keys that the cache has are taken from there;
 * others that lie close to each other are read together. Belongs to one thread.
 */
final class SparseSearch {

    /** Rows between two blocks that are read through rather than passed over: about what one more read would cost. */
    private static final int GAP_ROWS = 1 << 14;

    /** For more keys than this, what is read is not put into the cache, which it would fill with nothing else. */
    private static final int KEPT_KEYS = 1024;

    private final KeyRun wanted;
    private final BlockReader blocks;
    private final long[] hashes;
    /** What is known of each key so far. */
    private final long[] found;
    /** Keys that the present run may have in a block that the cache has not, and the first rows of those blocks. */
    private final int[] keys;

    private final int[] starts;
    private int count;
    private final ByteView key = new ByteView();

    /** A search for these keys. */
    SparseSearch(KeyRun wanted, BlockReader blocks) {
        this.wanted = wanted;
        this.blocks = blocks;
        hashes = new long[wanted.count()];
        for (int i = 0; i < hashes.length; i++) {
            wanted.show(i, key);
            hashes[i] = BloomFilter.hash(key.array(), key.offset(), key.length());
        }
        found = new long[wanted.count()];
        Arrays.fill(found, DirectoryEntry.ABSENT);
        keys = new int[wanted.count()];
        starts = new int[wanted.count()];
    }

    /** What is known of each key; at most one of the runs has it. */
    long[] in(List<SparseRun> runs) {
        for (SparseRun run : runs) {
            searchCache(run);
            int most = blocks.scanRows(run.fragment().id());
            for (int first = 0, next; first < count; first = next) {
                next = first + 1;
                while (next < count
                        && starts[next] - starts[next - 1] <= GAP_ROWS
                        && starts[next] - starts[first] < most) {
                    next++;
                }
                read(run, first, next);
            }
        }
        return found;
    }

    /** Finds what is in blocks that the cache has, and lists the rest. */
    private void searchCache(SparseRun run) {
        count = 0;
        int fragment = run.fragment().id();
        for (int i = wanted.lowerBound(run.firsts().copy(0)); i < found.length; i++) {
            wanted.show(i, key);
            if (run.compareLast(key.array(), key.offset(), key.length()) < 0) {
                return;
            }
            if (found[i] == DirectoryEntry.ABSENT
                    && run.mayContain(key.array(), key.offset(), key.length(), hashes[i])) {
                int start = run.block(key.array(), key.offset(), key.length());
                Window cached = blocks.cached(RowAddress.of(fragment, start));
                if (cached == null) {
                    keys[count] = i;
                    starts[count++] = start;
                } else {
                    found[i] = run.entry(cached, start, key.array(), key.offset(), key.length());
                }
            }
        }
    }

    /** Reads the blocks of the listed keys from {@code first} to before {@code next}, and what lies between. */
    private void read(SparseRun run, int first, int next) {
        int fragment = run.fragment().id();
        int rows = starts[next - 1] + SparseRun.BLOCK_ROWS - starts[first];
        Window window = blocks.window(fragment, starts[first], rows);
        for (int i = first; i < next; i++) {
            wanted.show(keys[i], key);
            found[keys[i]] = run.entry(window, starts[i], key.array(), key.offset(), key.length());
            if (found.length <= KEPT_KEYS && (i == first || starts[i] != starts[i - 1])) {
                blocks.keep(RowAddress.of(fragment, starts[i]), window);
            }
        }
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lake.block.ScanWindows;
import dev.grantlake.lake.dataset.RowAddress;

/** The rows of a sparse run as a cursor goes through them, which reads their keys on its way. Belongs to one thread. */
final class SparseKeys implements SortedKeys {

    private final SparseRun run;
    private final ScanWindows keys;
    /** Address of the first row. */
    private final long start;

    private final ByteView probe = new ByteView();

    /** {@code keys} may show others as well. */
    SparseKeys(SparseRun run, ScanWindows keys) {
        this.run = run;
        this.keys = keys;
        this.start = RowAddress.of(run.fragment().id(), 0);
    }

    @Override
    public int count() {
        return run.rows();
    }

    @Override
    public int lowerBound(Bytes key) {
        keys.jump();
        if (run.firsts().compare(0, key.array(), key.offset(), key.length()) >= 0) {
            return 0;
        }
        if (run.compareLast(key.array(), key.offset(), key.length()) < 0) {
            return run.rows();
        }
        int low = run.block(key.array(), key.offset(), key.length());
        int high = Math.min(run.rows(), low + SparseRun.BLOCK_ROWS);
        while (low < high) {
            int middle = (low + high) >>> 1;
            keys.show(start + middle, probe);
            if (probe.compareWith(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void show(int index, ByteView view) {
        if (index % SparseRun.BLOCK_ROWS == 0) {
            // In memory: no read for a run that the cursor does not come to.
            run.firsts().show(index / SparseRun.BLOCK_ROWS, view);
        } else {
            keys.show(start + index, view);
        }
    }

    @Override
    public long entry(int index) {
        return run.entry(index);
    }

    @Override
    public int firstFrom(int index, int stop) {
        return Math.min(stop, run.firstLive(index));
    }

    @Override
    public int lastBefore(int index, int start) {
        return Math.max(start - 1, index == 0 ? -1 : run.lastLive(index - 1));
    }

    @Override
    public void letGo() {
        keys.letGoOf(run.fragment().id());
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;

import java.util.List;

/**
 * The keys of a range of a directory in their order, with what is right for each. Belongs to one thread, and is closed
 * by it.
 *
 * <p>Implementation note. In each run the cursor remembers a gap: the keys before it are behind, seen from the present
 * key, those after it are ahead. The runs that have a key ahead are in a heap by that key, so that many runs one behind
 * the other cost no more than one; of runs with equal keys the newest comes first.
 */
public final class EntryCursor implements AutoCloseable {

    /** Is told of keys that several runs have. */
    interface Collisions {

        Collisions NONE = (shown, other) -> {};

        /** {@code shown} is what the newest run knows of the present key, {@code other} what an older one does. */
        void at(long shown, long other);
    }

    private final SortedKeys[] runs;
    /** Going forward, index of the next key of each run; going backward, one more than that. */
    private final int[] gaps;

    private final int[] starts;
    private final int[] stops;
    /** The key ahead of each run's gap. */
    private final ByteView[] heads;

    private final int[] heap;
    private int heapSize;

    private final boolean tombstones;
    private final Collisions collisions;
    private final ByteView key = new ByteView();
    private boolean backward;
    private boolean valid;
    private long entry = DirectoryEntry.ABSENT;

    /** A cursor over runs, the newest first, that shows tombstones too if it shall. */
    EntryCursor(List<? extends SortedKeys> newestFirst, KeyRange range, boolean tombstones) {
        this(newestFirst, range, tombstones, Collisions.NONE);
    }

    /** As above; {@code collisions} is told of keys that several runs have. */
    EntryCursor(List<? extends SortedKeys> newestFirst, KeyRange range, boolean tombstones, Collisions collisions) {
        this.tombstones = tombstones;
        this.collisions = collisions;
        runs = newestFirst.toArray(new SortedKeys[0]);
        gaps = new int[runs.length];
        starts = new int[runs.length];
        stops = new int[runs.length];
        heads = new ByteView[runs.length];
        heap = new int[runs.length];
        for (int i = 0; i < runs.length; i++) {
            starts[i] = range.from() == null ? 0 : runs[i].lowerBound(range.from());
            stops[i] = Math.max(starts[i], range.to() == null ? runs[i].count() : runs[i].lowerBound(range.to()));
            heads[i] = new ByteView();
        }
    }

    public boolean valid() {
        return valid;
    }

    public ByteView key() {
        return key;
    }

    /** What is known of the present key; never a tombstone, unless those are shown. */
    public long entry() {
        return entry;
    }

    public boolean first() {
        System.arraycopy(starts, 0, gaps, 0, gaps.length);
        return go(false);
    }

    public boolean last() {
        System.arraycopy(stops, 0, gaps, 0, gaps.length);
        return go(true);
    }

    public boolean seekGe(Bytes target) {
        seek(target);
        return go(false);
    }

    public boolean seekLt(Bytes target) {
        seek(target);
        return go(true);
    }

    private void seek(Bytes target) {
        for (int i = 0; i < runs.length; i++) {
            gaps[i] = Math.min(stops[i], Math.max(starts[i], runs[i].lowerBound(target)));
        }
    }

    public boolean next() {
        return valid && (backward ? turn() : step());
    }

    public boolean prev() {
        return valid && (backward ? step() : turn());
    }

    /** Puts every gap on the other side of the present key, and goes the other way. */
    private boolean turn() {
        Bytes present = key.retain();
        ByteView found = new ByteView();
        for (int i = 0; i < runs.length; i++) {
            int gap = runs[i].lowerBound(present);
            if (backward && gap < stops[i]) {
                runs[i].show(gap, found);
                gap += found.compareWith(present) == 0 ? 1 : 0;
            }
            gaps[i] = Math.min(stops[i], Math.max(starts[i], gap));
        }
        return go(!backward);
    }

    /** Fills the heap by the gaps, and moves to the first key ahead. */
    private boolean go(boolean goBackward) {
        backward = goBackward;
        heapSize = 0;
        for (int run = 0; run < runs.length; run++) {
            if (moveOn(run)) {
                heap[heapSize++] = run;
            }
        }
        for (int at = heapSize / 2 - 1; at >= 0; at--) {
            siftDown(at);
        }
        return step();
    }

    private boolean step() {
        while (heapSize > 0) {
            int best = heap[0];
            key.show(heads[best]);
            long found = runs[best].entry(backward ? gaps[best] : gaps[best] - 1);
            replaceBest();
            // No run has a key twice, so there is nothing to compare where the same run goes on.
            while (heapSize > 0 && heap[0] != best && heads[heap[0]].compareWith(key) == 0) {
                int other = heap[0];
                collisions.at(found, runs[other].entry(backward ? gaps[other] : gaps[other] - 1));
                replaceBest();
            }
            if (tombstones || !DirectoryEntry.tombstone(found)) {
                entry = found;
                valid = true;
                return true;
            }
        }
        valid = false;
        entry = DirectoryEntry.ABSENT;
        return false;
    }

    private void replaceBest() {
        if (!moveOn(heap[0])) {
            heap[0] = heap[--heapSize];
        }
        siftDown(0);
    }

    /** Takes the next key of a run as its head, and its gap beyond it; false if there is none. */
    private boolean moveOn(int run) {
        int at = backward ? runs[run].lastBefore(gaps[run], starts[run]) : runs[run].firstFrom(gaps[run], stops[run]);
        if (backward ? at < starts[run] : at >= stops[run]) {
            gaps[run] = backward ? starts[run] : stops[run];
            runs[run].letGo();
            return false;
        }
        gaps[run] = backward ? at : at + 1;
        runs[run].show(at, heads[run]);
        return true;
    }

    private void siftDown(int from) {
        int at = from;
        int moved = heap[at];
        for (int child = 2 * at + 1; child < heapSize; child = 2 * at + 1) {
            if (child + 1 < heapSize && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], moved)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
    }

    private boolean before(int run, int other) {
        int order = heads[run].compareWith(heads[other]);
        return order == 0 ? run < other : backward == order > 0;
    }

    @Override
    public void close() {
        for (SortedKeys run : runs) {
            run.letGo();
        }
    }
}

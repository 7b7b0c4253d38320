package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.Trailer;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The entries of several runs in one order, newest version of a key first, without those that range deletions hide.
 * {@link VisibleCursor} makes keys and values of them. Belongs to one thread.
 *
 * <p>It moves one way between seeks: {@link #next} only after {@link #first}, {@link #seekGe} and itself, {@link #prev}
 * only after {@link #last}, {@link #seekLt} and itself.
 *
 * <p>Implementation note. A binary heap over the runs; the top is the position. A step moves the top run and compares
 * it with the second, which is remembered: as long as the top stays before it, that is all, and for one run, the usual
 * case, there is nothing to compare. A run at an unopened table takes its place in the heap by the table's bound and is
 * opened when it comes to the top. Where a newer run's range deletion covers the top, the top run seeks to the end of
 * it, past whole tables without opening them.
 */
public final class MergingCursor implements AutoCloseable {

    private final RunCursor[] runs;
    private final RunCursor[] heap;
    private int size;
    private boolean forward;
    /** The run that would come first without the top; null until somebody asks. */
    private @Nullable RunCursor second;
    /** Whether no other run stands at the key of the top. */
    private boolean alone;
    /** Whether the top is the entry that comes next, or a move is still to be followed up. */
    private boolean settled;

    /**
     * A cursor that stands nowhere.
     *
     * @param runs newest first
     */
    public MergingCursor(List<? extends TableRun<?>> runs, KeyRange range) {
        List<? extends TableRun<?>> touched = runs.stream()
                .map(run -> run.within(range))
                .filter(run -> run.size() > 0)
                .toList();
        this.runs = new RunCursor[touched.size()];
        for (int i = 0; i < this.runs.length; i++) {
            this.runs[i] = new RunCursor(touched.get(i), range, i);
        }
        this.heap = new RunCursor[this.runs.length];
    }

    public void first() {
        size = 0;
        for (RunCursor run : runs) {
            run.toFirst();
        }
        order(true);
        // The top's table is opened next; meanwhile the others can be got ready.
        for (int i = 1; i < size; i++) {
            heap[i].prefetchFirst();
        }
    }

    void last() {
        size = 0;
        for (RunCursor run : runs) {
            run.toLast();
        }
        order(false);
    }

    /** Moves to the first entry whose user key is at least {@code key}, which lies in the range. */
    void seekGe(Bytes key) {
        size = 0;
        for (int i = 1; i < runs.length; i++) {
            // The seeks below open these tables one after the other; meanwhile the others can be got ready.
            runs[i].prefetch(key);
        }
        for (RunCursor run : runs) {
            run.toGe(key);
        }
        order(true);
    }

    /** Moves to the last entry whose user key is less than {@code key}, which lies in the range or at its end. */
    void seekLt(Bytes key) {
        size = 0;
        for (RunCursor run : runs) {
            run.toLt(key);
        }
        order(false);
    }

    /** Only while {@link #valid()}. */
    public void next() {
        settled = false;
        heap[0].next();
    }

    /** Past the entry and all others of its user key. Only while {@link #valid()}. */
    void nextKey() {
        // The others leave the key first, while the top still shows it.
        while (!alone) {
            moveSecond();
        }
        settled = false;
        heap[0].nextKey();
    }

    private void moveSecond() {
        RunCursor moving = second();
        int place = heap[1] == moving ? 1 : 2;
        moving.nextKey();
        if (moving.nowhere()) {
            heap[place] = heap[--size];
        }
        if (place < size) {
            siftDown(place);
        }
        second = null;
        alone = size == 1 || order(heap[0].key(), second().key()) != 0;
    }

    /** Only while {@link #valid()}. */
    void prev() {
        settled = false;
        heap[0].prev();
    }

    /** Whether there is an entry at the position; opens tables to tell. */
    public boolean valid() {
        return settled ? size > 0 : settle(null);
    }

    /** Whether there is an entry at the position and {@code key} is its user key; opens no table that begins beyond. */
    public boolean isOn(KeptBytes key) {
        return (settled ? size > 0 : settle(key)) && key.equalTo(heap[0].key());
    }

    public ByteView userKey() {
        return heap[0].key();
    }

    public long trailer() {
        return heap[0].trailer();
    }

    public ByteView value() {
        return heap[0].value();
    }

    @Override
    public void close() {
        size = 0;
        RuntimeException failure = null;
        for (RunCursor run : runs) {
            try {
                run.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void order(boolean forward) {
        this.forward = forward;
        second = null;
        for (RunCursor run : runs) {
            if (!run.nowhere()) {
                heap[size++] = run;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
        settled = false;
    }

    /**
     * Brings the first entry that counts to the top, whatever the top run has moved to.
     *
     * @param sought gives up, and leaves the rest for later, where only an unopened table without this key comes next
     * @return whether there is such an entry
     */
    private boolean settle(@Nullable KeptBytes sought) {
        try {
            while (size > 0) {
                if (heap[0].nowhere()) {
                    heap[0] = heap[--size];
                    second = null;
                    continue;
                }
                bringUpFirst();
                RunCursor top = heap[0];
                if (hidden(top)) {
                    continue;
                }
                if (top.onEntry()) {
                    settled = true;
                    return true;
                }
                if (sought != null && !sought.equalTo(top.key())) {
                    return false;
                }
                top.enter();
            }
            settled = true;
            return false;
        } catch (RuntimeException e) {
            size = 0;
            throw e;
        }
    }

    /** Whether a range deletion covers the top; then the run has been moved past what it hides. */
    private boolean hidden(RunCursor top) {
        for (int rank = 0; rank <= top.rank(); rank++) {
            RunCursor newer = runs[rank];
            if (newer.deletesRanges() && hides(newer, top)) {
                return true;
            }
        }
        return false;
    }

    private boolean hides(RunCursor newer, RunCursor top) {
        // Going back, an exclusive bound says nothing of the keys before it; the table is opened and asked.
        if (!forward && !top.onEntry()) {
            return false;
        }
        long hiddenBelow = newer.hidesBelow(top.key());
        if (hiddenBelow == 0) {
            return false;
        }
        long newest = top.table().largestSequence();
        if (newest < hiddenBelow) {
            skip(top, newer, newest);
            return true;
        }
        if (top.onEntry() && Trailer.sequence(top.trailer()) < hiddenBelow) {
            step(top);
            return true;
        }
        return false;
    }

    private void step(RunCursor run) {
        if (forward) {
            run.next();
        } else {
            run.prev();
        }
    }

    /**
     * Moves past the stretch that {@code newer} hides, but not past the table, since the next may hold newer entries.
     */
    private void skip(RunCursor run, RunCursor newer, long newestOfTable) {
        if (forward) {
            Bytes end = newer.deletedUntil(newestOfTable);
            if (run.table().bounds().endsBefore(end)) {
                run.leaveForward();
            } else {
                run.toGe(end);
                requireOrder(!run.onEntry() || run.key().compareWith(end) >= 0);
            }
        } else {
            Bytes start = newer.deletedSince(newestOfTable);
            if (run.table().bounds().smallest().userKey().compareTo(start) >= 0) {
                run.leaveBackward();
            } else {
                run.toLt(start);
                requireOrder(!run.onEntry() || run.key().compareWith(start) < 0);
            }
        }
    }

    /** A table whose keys are out of order could send the position back to where it came from, again and again. */
    private static void requireOrder(boolean inOrder) {
        if (!inOrder) {
            throw new StorageException(StorageException.Kind.CORRUPT, "a table's keys are not in order");
        }
    }

    /** Brings the run up that comes first now that the top has moved, which mostly is the top again. */
    private void bringUpFirst() {
        while (size > 1) {
            RunCursor top = heap[0];
            RunCursor second = second();
            int order = order(top.key(), second.key());
            if (order < 0 || (order == 0 && precedesAtEqualKeys(top, second))) {
                alone = order < 0;
                return;
            }
            siftDown(0);
            this.second = null;
        }
        alone = true;
    }

    private RunCursor second() {
        RunCursor known = second;
        if (known == null) {
            known = size > 2 && precedes(heap[2], heap[1]) ? heap[2] : heap[1];
            second = known;
        }
        return known;
    }

    private void siftDown(int from) {
        RunCursor moving = heap[from];
        int hole = from;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && precedes(heap[child + 1], heap[child])) {
                child++;
            }
            if (!precedes(heap[child], moving)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = moving;
    }

    private boolean precedes(RunCursor left, RunCursor right) {
        int order = order(left.key(), right.key());
        return order < 0 || (order == 0 && precedesAtEqualKeys(left, right));
    }

    private int order(ByteView left, ByteView right) {
        return forward ? left.compareWith(right) : right.compareWith(left);
    }

    private boolean precedesAtEqualKeys(RunCursor left, RunCursor right) {
        int turns = Integer.compare(turn(left), turn(right));
        if (turns != 0) {
            return turns < 0;
        }
        if (!left.onEntry()) {
            return left.rank() < right.rank();
        }
        int versions = Long.compareUnsigned(right.trailer(), left.trailer());
        if (versions == 0) {
            versions = Integer.compare(left.rank(), right.rank());
        }
        return forward ? versions < 0 : versions > 0;
    }

    /**
     * Who comes first at equal keys: a table that may hold newer versions, or older ones going back; then entries. A
     * table that ends before the key comes last, since entering it takes leave of the one behind it in its run, whose
     * range deletions still count at the key.
     */
    private static int turn(RunCursor run) {
        if (run.onEntry()) {
            return 1;
        }
        return run.keyExcluded() ? 2 : 0;
    }
}

package dev.grantlake.lake.block;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.dataset.BinaryColumn;
import dev.grantlake.lake.dataset.RowAddress;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;

/**
 * Where a scan stands in one fragment, and what was read there last: a block by way of the cache to begin with and
 * after each jump, then, for as long as the scan goes on nearby in either direction, reads that are sixteen times as
 * long as the one before, up to 64 Ki rows or 4 MiB, and pass the cache by. Belongs to one thread.
 */
final class ScanWindow implements AutoCloseable {

    /** A block, and not much less eight thousand rows, cost the price of a call. */
    private static final int GROWTH = 16;

    /** Rows between two thoughts of what comes next. */
    private static final int CARELESS = 64;

    /** A second one only when the first was of use. */
    static final int MOST_AHEAD = 2;

    private static final Window NOTHING = new Window(0, BinaryColumn.of(new byte[0], 0));

    private final BlockReader blocks;
    private final int fragment;
    private final IntSupplier windowsAhead;
    private Window present = NOTHING;
    /** The rows of the present window that are shown without a thought for what comes next. */
    private int quietFrom;

    private int quietTo;
    /** Windows beyond the present one, the nearest first, all on one side of it. */
    private final Deque<Ahead> ahead = new ArrayDeque<>(MOST_AHEAD);

    /** A window that has been read before somebody wants it, or is going to be. */
    private record Ahead(int from, int to, EarlyRead<Window> read) {}

    /** {@code windowsAhead} says how many windows there is reason to read ahead. */
    ScanWindow(BlockReader blocks, int fragment, IntSupplier windowsAhead) {
        this.blocks = blocks;
        this.fragment = fragment;
        this.windowsAhead = windowsAhead;
    }

    /** Shows what the column has at {@code offset}, for as long as anybody likes. */
    void show(int offset, ByteView view) {
        if (offset < quietFrom || offset >= quietTo) {
            move(offset);
        }
        present.strings().show(offset - present.from(), view);
    }

    private void move(int offset) {
        if (present.contains(offset)) {
            goOn(offset, offset >= quietTo, 1);
            return;
        }
        Window found = readAhead(offset);
        Window before = present;
        boolean forward = offset >= before.to();
        if (found != null) {
            present = found;
            goOn(offset, forward, MOST_AHEAD);
            return;
        }
        drop();
        int known = before.strings().count();
        int rows = known == 0 ? 0 : Math.min(blocks.scanRows(fragment), known * GROWTH);
        if (forward && offset - before.to() < rows) {
            present = blocks.window(fragment, offset, rows);
            goOn(offset, true, 1);
        } else if (offset < before.from() && before.from() - offset <= rows) {
            int from = Math.max(0, offset + 1 - rows);
            present = blocks.window(fragment, from, offset + 1 - from);
            goOn(offset, false, 1);
        } else {
            present = blocks.block(RowAddress.of(fragment, offset));
            stayQuietAround(offset);
        }
    }

    /** The window that was read ahead, if it has the row. */
    private @Nullable Window readAhead(int offset) {
        Ahead next = ahead.peek();
        if (next == null || offset < next.from || offset >= next.to) {
            return null;
        }
        ahead.remove();
        Ahead further = ahead.peek();
        if (further != null && next.read.isUnderWay()) {
            // The scan is faster than the reads: rather than wait it makes one too.
            further.read.run();
        }
        return next.read.get();
    }

    /** Has windows beyond the present one read, up to {@code most} and as far as there is reason to. */
    private void goOn(int offset, boolean forward, int most) {
        int wanted = Math.min(most, windowsAhead.getAsInt());
        if (wanted == 0) {
            stayQuietAround(offset);
            return;
        }
        quietFrom = present.from();
        quietTo = present.to();
        boolean aheadForward = !ahead.isEmpty() && ahead.element().from >= present.to();
        if (aheadForward != forward) {
            drop();
        }
        boolean more = true;
        while (more && ahead.size() < wanted) {
            more = begin(forward);
        }
    }

    /** Has the next window read; false if there is none. */
    private boolean begin(boolean forward) {
        Ahead last = ahead.peekLast();
        int start = last == null ? present.from() : last.from;
        int end = last == null ? present.to() : last.to;
        int rows = Math.min(blocks.scanRows(fragment), (end - start) * GROWTH);
        int from = forward ? end : Math.max(0, start - rows);
        int to = forward ? Math.min(blocks.rows(fragment), end + rows) : start;
        if (from >= to) {
            return false;
        }
        ahead.add(new Ahead(from, to, blocks.readAhead().begin(() -> blocks.window(fragment, from, to - from))));
        return true;
    }

    private void stayQuietAround(int offset) {
        quietFrom = Math.max(present.from(), offset - CARELESS);
        quietTo = Math.min(present.to(), offset + CARELESS);
    }

    private void drop() {
        for (Ahead each = ahead.poll(); each != null; each = ahead.poll()) {
            each.read.drop();
        }
    }

    /** Lets go of what was read; what is being read goes on for nobody. */
    @Override
    public void close() {
        present = NOTHING;
        quietFrom = 0;
        quietTo = 0;
        drop();
    }
}

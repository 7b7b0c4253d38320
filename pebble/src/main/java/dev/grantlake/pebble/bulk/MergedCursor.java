package dev.grantlake.pebble.bulk;

import java.util.List;

/**
 * Several cursors as one. Of equal numbers only the entry of the last cursor in the list is shown.
 *
 * <p>Implementation note. A binary heap over the cursors' present numbers. The cursor on top moves on only with the
 * next call, since what it shows is valid until it moves.
 */
final class MergedCursor implements PackedCursor {

    private final PackedCursor[] cursors;
    /** Indexes of cursors; the first has the least number, of equal ones the greatest index. */
    private final int[] heap;

    private int size;
    private boolean started;

    MergedCursor(List<PackedCursor> cursors) {
        this.cursors = cursors.toArray(PackedCursor[]::new);
        this.heap = new int[cursors.size()];
    }

    @Override
    public boolean next() {
        if (!started) {
            started = true;
            for (int i = 0; i < cursors.length; i++) {
                if (cursors[i].next()) {
                    heap[size++] = i;
                }
            }
            for (int i = size / 2 - 1; i >= 0; i--) {
                sink(i);
            }
            return size > 0;
        }
        if (size == 0) {
            return false;
        }
        long shown = top().key();
        do {
            if (!top().next()) {
                heap[0] = heap[--size];
            }
            sink(0);
        } while (size > 0 && top().key() == shown);
        return size > 0;
    }

    private PackedCursor top() {
        return cursors[heap[0]];
    }

    private void sink(int from) {
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], heap[at])) {
                return;
            }
            int above = heap[at];
            heap[at] = heap[child];
            heap[child] = above;
            at = child;
        }
    }

    private boolean isBefore(int a, int b) {
        long aKey = cursors[a].key();
        long bKey = cursors[b].key();
        return aKey != bKey ? aKey < bKey : a > b;
    }

    @Override
    public long key() {
        return top().key();
    }

    @Override
    public int time() {
        return top().time();
    }

    @Override
    public byte[] remainderArray() {
        return top().remainderArray();
    }

    @Override
    public int remainderOffset() {
        return top().remainderOffset();
    }

    @Override
    public int remainderLength() {
        return top().remainderLength();
    }
}

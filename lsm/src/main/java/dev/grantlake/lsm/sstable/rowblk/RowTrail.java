package dev.grantlake.lsm.sstable.rowblk;

import java.util.Arrays;

/**
 * The entries that a walk has passed in one interval, so that it can go back over them. Belongs to one thread.
 *
 * <p>Implementation note. Going back from entry i keeps the bytes that i shares with the entry before, and fetches the
 * rest of that key from the entries that added them: from the entry itself, then from the nearest earlier one that
 * shares less, and so on. Every step of that chain gives bytes, and bytes once dropped had been added, so going back
 * over an interval costs as much as going forward, whatever the interval looks like.
 */
final class RowTrail {

    private static final int NONE = -1;

    private final RowBlock block;
    private int[] positions = new int[16];
    private int[] shared = new int[16];
    private int[] keysAt = new int[16];

    /** For each entry the nearest one before it that shares less. */
    private int[] sharesLess = new int[16];

    private int size;

    RowTrail(RowBlock block) {
        this.block = block;
    }

    void clear() {
        size = 0;
    }

    /** Whether the present entry is the last one added, and there is one before it. */
    boolean leadsBack() {
        return size > 1;
    }

    /** Adds an entry behind the last one; the first is the first of an interval. */
    void add(RowEntry entry) {
        if (size == positions.length) {
            positions = Arrays.copyOf(positions, 2 * size);
            shared = Arrays.copyOf(shared, 2 * size);
            keysAt = Arrays.copyOf(keysAt, 2 * size);
            sharesLess = Arrays.copyOf(sharesLess, 2 * size);
        }
        positions[size] = entry.position();
        shared[size] = entry.shared();
        keysAt[size] = entry.keyAt();
        int less = size - 1;
        while (less != NONE && shared[less] >= entry.shared()) {
            less = sharesLess[less];
        }
        sharesLess[size] = less;
        size++;
    }

    /** Takes {@code walk} from the entry added last to the one before it. */
    void stepBack(RowWalk walk) {
        size--;
        int kept = shared[size];
        int last = size - 1;
        walk.back(positions[last], shared[last]);
        byte[] key = walk.keyBuffer();
        int missing = walk.keyLength();
        for (int i = last; missing > kept; i = sharesLess[i]) {
            int from = Math.max(shared[i], kept);
            System.arraycopy(block.array(), block.index(keysAt[i] + from - shared[i]), key, from, missing - from);
            missing = from;
        }
    }
}

package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;

/**
 * Some of the strings of {@link SortedIds}, in any order. Belongs to one thread.
 *
 * <p>Implementation note. There are far more strings than the processor's caches hold, and one that is not there takes
 * as long as everything else that is done with it. So the strings of a window are looked for together, step by step, in
 * loops whose rounds do not depend on each other: then the processor waits for many of them at once.
 */
final class IdWindow {

    /** The most strings in a window: enough to wait for, and few enough to stay in the nearest cache. */
    static final int MAX_SIZE = 128;

    private final byte[][] arrays = new byte[MAX_SIZE][];
    private final int[] offsets = new int[MAX_SIZE];
    private final int[] lengths = new int[MAX_SIZE];

    /** Puts in the strings with these ranks, at most {@link #MAX_SIZE}, in place of those before. */
    void fill(IdStrings strings, int[] places, int[] ranks, int count) {
        int[] found = offsets;
        for (int i = 0; i < count; i++) {
            found[i] = places[ranks[i]];
        }
        for (int i = 0; i < count; i++) {
            lengths[i] = strings.length(found[i]);
        }
        for (int i = 0; i < count; i++) {
            int place = found[i];
            arrays[i] = strings.array(place);
            offsets[i] = strings.offset(place);
        }
    }

    /** A string, by its index among the ranks. */
    Bytes get(int index) {
        return Bytes.wrap(arrays[index], offsets[index], lengths[index]);
    }
}

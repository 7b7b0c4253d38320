package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are known to be unsound: what follows from such a row, an index entry or a share of a digest, is unsound
 * for that reason and not reported again. Thread-safe.
 */
final class Suspects {

    private static final int MAX_KEYS = 10_000;
    private static final Bytes NUL = Bytes.wrap(new byte[1]);

    private final List<KeyRange> keys = new ArrayList<>();
    private boolean tooMany;

    synchronized void add(Bytes key) {
        if (keys.size() == MAX_KEYS) {
            tooMany = true;
        } else {
            keys.add(new KeyRange(key, key.plus(NUL)));
        }
    }

    synchronized boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * Whether there are more than are remembered, so that nothing can be said any more about what follows from rows.
     */
    synchronized boolean tooMany() {
        return tooMany;
    }

    /** {@code lost} and these. */
    synchronized LostKeys and(LostKeys lost) {
        List<KeyRange> all = new ArrayList<>(lost.ranges());
        all.addAll(keys);
        return LostKeys.of(all);
    }
}

package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * The keys of a range of a directory in their order, with what is right for each; tombstones are passed over. Belongs
 * to one thread.
 *
 * <p>Implementation note. There are few runs, so the next key is found by looking at all of them. In each run the
 * cursor remembers a gap: the keys before it are behind, seen from the present key, those after it are ahead.
 */
final class EntryCursor {

    private enum Direction {
        FORWARD,
        BACKWARD
    }

    private final KeyRun[] runs;
    /** Going forward, index of the next key of each run; going backward, one more than that. */
    private final int[] gaps;

    private final boolean tombstones;
    private final int[] starts;
    private final int[] stops;
    private final ByteView key = new ByteView();
    private Direction direction = Direction.FORWARD;
    private long entry = DirectoryEntry.ABSENT;
    /** Run and index of the present key; no run if there is none. */
    private @Nullable KeyRun run;

    private int index;

    EntryCursor(KeyDirectory directory, KeyRange range) {
        this(directory, range, false);
    }

    /** A cursor that shows tombstones too, if it shall. */
    EntryCursor(KeyDirectory directory, KeyRange range, boolean tombstones) {
        this.tombstones = tombstones;
        List<KeyRun> all = directory.runs();
        runs = all.toArray(new KeyRun[0]);
        gaps = new int[runs.length];
        starts = new int[runs.length];
        stops = new int[runs.length];
        for (int i = 0; i < runs.length; i++) {
            starts[i] = range.from() == null ? 0 : runs[i].lowerBound(range.from());
            stops[i] = Math.max(starts[i], range.to() == null ? runs[i].count() : runs[i].lowerBound(range.to()));
        }
    }

    boolean valid() {
        return run != null;
    }

    ByteView key() {
        return key;
    }

    /** What is known of the present key; never a tombstone, unless those are shown. */
    long entry() {
        return entry;
    }

    boolean first() {
        System.arraycopy(starts, 0, gaps, 0, gaps.length);
        return forward();
    }

    boolean last() {
        System.arraycopy(stops, 0, gaps, 0, gaps.length);
        return backward();
    }

    boolean seekGe(Bytes target) {
        seek(target);
        return forward();
    }

    boolean seekLt(Bytes target) {
        seek(target);
        return backward();
    }

    private void seek(Bytes target) {
        for (int i = 0; i < runs.length; i++) {
            gaps[i] = Math.min(stops[i], Math.max(starts[i], runs[i].lowerBound(target)));
        }
    }

    boolean next() {
        if (run == null) {
            return false;
        }
        if (direction == Direction.BACKWARD) {
            turn(true);
        }
        return forward();
    }

    boolean prev() {
        if (run == null) {
            return false;
        }
        if (direction == Direction.FORWARD) {
            turn(false);
        }
        return backward();
    }

    /** Puts every gap behind the present key, or before it. */
    private void turn(boolean behind) {
        KeyRun present = run;
        int at = index;
        for (int i = 0; i < runs.length; i++) {
            Bytes shown = key.retain();
            int gap = runs[i].lowerBound(shown);
            boolean equal = gap < runs[i].count() && runs[i].compare(gap, requireNonNull(present), at) == 0;
            gaps[i] = Math.min(stops[i], Math.max(starts[i], equal && behind ? gap + 1 : gap));
        }
    }

    private boolean forward() {
        direction = Direction.FORWARD;
        while (true) {
            int best = -1;
            for (int i = 0; i < runs.length; i++) {
                if (gaps[i] < stops[i] && (best < 0 || runs[i].compare(gaps[i], runs[best], gaps[best]) < 0)) {
                    best = i;
                }
            }
            if (best < 0) {
                return end();
            }
            int at = gaps[best];
            for (int i = runs.length - 1; i > best; i--) {
                if (gaps[i] < stops[i] && runs[i].compare(gaps[i], runs[best], at) == 0) {
                    gaps[i]++;
                }
            }
            gaps[best]++;
            if (show(runs[best], at)) {
                return true;
            }
        }
    }

    private boolean backward() {
        direction = Direction.BACKWARD;
        while (true) {
            int best = -1;
            for (int i = 0; i < runs.length; i++) {
                if (gaps[i] > starts[i] && (best < 0 || runs[i].compare(gaps[i] - 1, runs[best], gaps[best] - 1) > 0)) {
                    best = i;
                }
            }
            if (best < 0) {
                return end();
            }
            int at = gaps[best] - 1;
            for (int i = runs.length - 1; i > best; i--) {
                if (gaps[i] > starts[i] && runs[i].compare(gaps[i] - 1, runs[best], at) == 0) {
                    gaps[i]--;
                }
            }
            gaps[best]--;
            if (show(runs[best], at)) {
                return true;
            }
        }
    }

    private boolean show(KeyRun from, int at) {
        entry = from.entry(at);
        if (DirectoryEntry.tombstone(entry) && !tombstones) {
            return false;
        }
        run = from;
        index = at;
        from.show(at, key);
        return true;
    }

    private boolean end() {
        run = null;
        entry = DirectoryEntry.ABSENT;
        return false;
    }
}

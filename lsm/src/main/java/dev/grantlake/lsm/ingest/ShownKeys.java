package dev.grantlake.lsm.ingest;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.TableView;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of what a view of a table shows, as tight as they can be: found by reading its first and last point, its
 * range deletions and its range keys.
 *
 * @param points of points and range deletions, or null if there are none
 * @param rangeKeys of range keys, or null if there are none
 */
public record ShownKeys(
        @Nullable KeyBounds points, @Nullable KeyBounds rangeKeys) {

    /** Reads what a view of a table begins and ends with. */
    public static ShownKeys of(Sstable table, TableView view) {
        return new ShownKeys(points(table, view), rangeKeys(table, view));
    }

    public boolean isEmpty() {
        return points == null && rangeKeys == null;
    }

    private static @Nullable KeyBounds points(Sstable table, TableView view) {
        KeyBounds bounds = null;
        try (InternalCursor cursor = table.points(view)) {
            if (cursor.first()) {
                InternalKey smallest = key(cursor);
                cursor.last();
                bounds = new KeyBounds(smallest, key(cursor));
            }
        }
        for (RangeDeletion deletion : table.rangeDeletions(view)) {
            bounds = and(bounds, deletion.start(), deletion.end(), deletion.sequence(), KeyKind.RANGE_DELETE);
        }
        return bounds;
    }

    private static InternalKey key(InternalCursor cursor) {
        return new InternalKey(cursor.userKey().copy(), cursor.trailer());
    }

    private static @Nullable KeyBounds rangeKeys(Sstable table, TableView view) {
        KeyBounds bounds = null;
        Bytes smallest = view.smallest();
        Bytes behind = view.behind();
        for (RangeKey key : table.rangeKeys()) {
            Bytes start = smallest == null || key.start().compareTo(smallest) >= 0 ? key.start() : smallest;
            Bytes end = behind == null || key.end().compareTo(behind) <= 0 ? key.end() : behind;
            if (start.compareTo(end) < 0) {
                long sequence = view.sequenceOverride() == 0 ? key.sequence() : view.sequenceOverride();
                bounds = and(bounds, start, end, sequence, key.kind());
            }
        }
        return bounds;
    }

    private static KeyBounds and(@Nullable KeyBounds bounds, Bytes start, Bytes end, long sequence, KeyKind kind) {
        KeyBounds range = new KeyBounds(
                new InternalKey(start, Trailer.of(sequence, kind)),
                new InternalKey(end, Trailer.of(Trailer.MAX_SEQUENCE, kind)));
        return bounds == null ? range : bounds.and(range);
    }
}

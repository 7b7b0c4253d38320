package dev.grantlake.lake;

import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A walk through a range that leaves some out and ends at a limit.
 *
 * @param skip entries to leave out first, in the direction of the walk
 */
record RangeScan(KeyRange range, ScanLimit limit, long skip, boolean ascending) {

    RangeScan {
        if (skip < 0) {
            throw new StorageException(StorageException.Kind.INVALID_ARGUMENT, "a skip of " + skip);
        }
    }

    /** What {@code shown} makes of the entries; closes the cursor. */
    <T> List<T> run(Cursor cursor, Function<Cursor, T> shown) {
        try (cursor) {
            List<T> result = new ArrayList<>();
            if (range.isEmpty() || limit.reached(0, 0)) {
                return result;
            }
            boolean more = ascending ? cursor.first() : cursor.last();
            for (long left = skip; more && left > 0; left--) {
                more = step(cursor);
            }
            long bytes = 0;
            while (more) {
                result.add(shown.apply(cursor));
                bytes += (long) cursor.key().length() + cursor.value().length();
                more = !limit.reached(result.size(), bytes) && step(cursor);
            }
            return result;
        }
    }

    private boolean step(Cursor cursor) {
        return ascending ? cursor.next() : cursor.prev();
    }
}

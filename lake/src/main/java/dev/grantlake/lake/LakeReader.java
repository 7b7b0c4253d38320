package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/**
 * Reads of one state of a lake. Keys lie in unsigned byte order; ranges are half open. Whoever implements it gives
 * point reads and cursors; the rest follows. Belongs to one thread.
 */
public interface LakeReader {

    /** The value under {@code key}, or null if there is none; the caller's for as long as it likes. */
    @Nullable
    Bytes get(Bytes key);

    /** Whether there is a value under {@code key}; none is read for that. */
    boolean exists(Bytes key);

    /** The values under the keys, in their order, null where there is none: one read for all of them. */
    List<@Nullable Bytes> getAll(List<Bytes> keys);

    /** A cursor over the range; holds one entry at a time. The caller closes it. */
    Cursor cursor(KeyRange range);

    /** A cursor over the keys of the range; nothing is read for their values, and they may be left out. As above. */
    Cursor keyCursor(KeyRange range);

    /** Keys and values, ascending. */
    default List<LakeEntry> scan(KeyRange range, ScanLimit limit, long skip) {
        return new RangeScan(range, limit, skip, true).run(cursor(range), LakeReader::entry);
    }

    /** Keys and values, descending; {@code skip} is counted from the end of the range. */
    default List<LakeEntry> scanDescending(KeyRange range, ScanLimit limit, long skip) {
        return new RangeScan(range, limit, skip, false).run(cursor(range), LakeReader::entry);
    }

    /** Keys, ascending. A limit of bytes counts their values as well. */
    default List<Bytes> keys(KeyRange range, ScanLimit limit, long skip) {
        return new RangeScan(range, limit, skip, true).run(keysFor(range, limit), LakeReader::key);
    }

    /** Keys, descending. */
    default List<Bytes> keysDescending(KeyRange range, ScanLimit limit, long skip) {
        return new RangeScan(range, limit, skip, false).run(keysFor(range, limit), LakeReader::key);
    }

    /** All keys with this prefix, and their values. */
    default List<LakeEntry> getPrefix(Bytes prefix) {
        return scan(KeyRange.prefix(prefix), ScanLimit.NONE, 0);
    }

    /** All keys of the range, and their values. */
    default List<LakeEntry> getRange(KeyRange range) {
        return scan(range, ScanLimit.NONE, 0);
    }

    /** Number of keys in the range. */
    default long count(KeyRange range) {
        long count = 0;
        if (!range.isEmpty()) {
            try (Cursor cursor = keyCursor(range)) {
                for (boolean more = cursor.first(); more; more = cursor.next()) {
                    count++;
                }
            }
        }
        return count;
    }

    /** The first {@code most} keys of the range, and what is left of it. */
    default Batch<Bytes> batchKeys(KeyRange range, int most) {
        List<Bytes> keys = keys(range, new ScanLimit.Count(most), 0);
        return new Batch<>(keys, rest(range, most, keys, Function.identity()));
    }

    /** The first {@code most} keys of the range with their values, and what is left of it. */
    default Batch<LakeEntry> batchEntries(KeyRange range, int most) {
        List<LakeEntry> entries = scan(range, new ScanLimit.Count(most), 0);
        return new Batch<>(entries, rest(range, most, entries, LakeEntry::key));
    }

    private Cursor keysFor(KeyRange range, ScanLimit limit) {
        return limit instanceof ScanLimit.Count ? keyCursor(range) : cursor(range);
    }

    private static <T> @Nullable KeyRange rest(KeyRange range, int most, List<T> entries, Function<T, Bytes> key) {
        if (entries.size() < most) {
            return null;
        }
        return entries.isEmpty() ? range : range.after(key.apply(entries.get(entries.size() - 1)));
    }

    private static LakeEntry entry(Cursor cursor) {
        return new LakeEntry(cursor.key().copy(), cursor.value().copy());
    }

    private static Bytes key(Cursor cursor) {
        return cursor.key().copy();
    }
}

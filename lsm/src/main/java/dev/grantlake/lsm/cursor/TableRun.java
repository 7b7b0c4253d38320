package dev.grantlake.lsm.cursor;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Tables whose bounds are in order and share no user key, so that a key lies in one of them at most. Immutable and
 * thread-safe.
 *
 * @param <T> how the tables are held
 */
public final class TableRun<T extends TableSource> {

    private final List<T> tables;

    private TableRun(List<T> tables) {
        this.tables = tables;
    }

    /** A run of these tables, which must be in order. */
    public static <T extends TableSource> TableRun<T> of(List<T> tables) {
        return new TableRun<>(List.copyOf(tables));
    }

    public int size() {
        return tables.size();
    }

    public T table(int index) {
        return tables.get(index);
    }

    /** The one table that may hold {@code userKey}, or null. */
    public @Nullable T find(Bytes userKey) {
        int index = firstReaching(userKey);
        return index < tables.size() && tables.get(index).bounds().contains(userKey) ? tables.get(index) : null;
    }

    /** The part of this run that overlaps {@code range}. */
    public TableRun<T> within(KeyRange range) {
        int from = range.from() == null ? 0 : firstReaching(range.from());
        int to = range.to() == null ? tables.size() : firstFrom(range.to());
        return from == 0 && to == tables.size() ? this : new TableRun<>(tables.subList(from, Math.max(from, to)));
    }

    /** The index of the first table that does not end before {@code userKey}; {@link #size()} if all do. */
    int firstReaching(Bytes userKey) {
        int low = 0;
        int high = tables.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tables.get(middle).bounds().endsBefore(userKey)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The index of the first table that begins at or behind {@code userKey}; {@link #size()} if none does. */
    int firstFrom(Bytes userKey) {
        int low = 0;
        int high = tables.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tables.get(middle).bounds().smallest().userKey().compareTo(userKey) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

package dev.grantlake.lake.table;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Reads of one version of a table. Tombstones are not shown. Thread-safe; cursors belong to one thread each. */
public interface TableReader {

    /** The value under {@code key}, or null; the caller's for as long as it likes. */
    @Nullable
    Bytes get(Bytes key);

    /** The values under the keys, in their order, null for those that are not there. */
    List<@Nullable Bytes> getAll(List<Bytes> keys);

    /** Whether something is under {@code key}, without reading what. */
    boolean contains(Bytes key);

    /** A cursor over keys and values of the range; the caller closes it. */
    Cursor cursor(KeyRange range);

    /** A cursor over the keys of the range, whose values are empty: nothing is read for them; the caller closes it. */
    Cursor keys(KeyRange range);
}

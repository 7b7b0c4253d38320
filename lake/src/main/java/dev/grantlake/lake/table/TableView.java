package dev.grantlake.lake.table;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One version of a table, unchanged for as long as somebody holds the view. Tombstones are not shown. Thread-safe;
 * cursors belong to one thread each and are closed before the view.
 */
public interface TableView extends AutoCloseable {

    /** Number of the version. */
    long version();

    /** The largest commit sequence number that this version or one before it holds, 0 if there is none. */
    long maxSeq();

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

    /** One more holder of this view: the result is closed by itself. */
    TableView share();

    /** Lets go of the view; a second call does nothing. */
    @Override
    void close();
}

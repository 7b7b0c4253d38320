package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of an ordered key-value store: a stable view of keys and values in unsigned byte order. Thread-safe;
 * cursors belong to one thread each and must be closed before the reader.
 */
public interface KeyValueReader extends AutoCloseable {

    /** The value under {@code key}, or null if there is none. The result is the caller's for as long as it likes. */
    @Nullable
    Bytes get(Bytes key);

    /** Says that {@code key} is about to be asked for, for a store that can prepare that meanwhile. Returns at once. */
    default void prefetch(Bytes key) {}

    /** A cursor over {@code range}, standing nowhere yet; the caller closes it. */
    Cursor cursor(KeyRange range);

    @Override
    void close();
}

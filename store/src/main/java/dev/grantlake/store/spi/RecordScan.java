package dev.grantlake.store.spi;

import dev.grantlake.base.Bytes;

/**
 * A walk over the records that match a filter, in the engine's order. Starts before the first; belongs to one thread.
 * An index entry whose record is missing is passed over; any other fault is thrown and ends the walk.
 */
public interface RecordScan<T> extends AutoCloseable {

    /** Moves to the next matching record; false at the end, and from then on. */
    boolean next();

    /** The present record; the caller may keep it. Only after {@link #next} gave true. */
    T record();

    /**
     * Where the present record lies: a scan of the same listing that starts behind this position goes on with the
     * record after it. Opaque to all but the engine; a position of another listing is refused there as an invalid page
     * token.
     */
    Bytes position();

    /** Releases what the walk holds; a second call does nothing. */
    @Override
    void close();
}

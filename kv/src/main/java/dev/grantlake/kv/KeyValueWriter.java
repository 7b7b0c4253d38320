package dev.grantlake.kv;

import dev.grantlake.base.StorageException;

/**
 * The writing side of an ordered key-value store. Thread-safe: commits happen in some order, and every reader sees that
 * order.
 */
public interface KeyValueWriter {

    /** Commits with the durability that the store was opened with; see {@link #commit(WriteBatch, Durability)}. */
    void commit(WriteBatch batch);

    /**
     * Lets all operations of {@code batch} happen at once. When it returns, every read that begins sees all of them,
     * and on disk is what {@code durability} says; other threads may see them before they are durable. Cursors and
     * snapshots opened before see none. A batch with no operations does nothing, not even make others durable; one of
     * log data does that.
     *
     * <p>Waits while writes are paused (see {@link WritePauses}).
     *
     * @param batch stays the caller's, who may change it once this returns
     * @throws StorageException of kind {@code FAILED_PRECONDITION} for a merge in a store without a {@link Merger},
     *     {@code INVALID_ARGUMENT} for a key of no bytes, in a store whose tables have none (as a bound of a range it
     *     is fine everywhere), {@code LIMIT_EXCEEDED} for more than the store holds, {@code CLOSED}, also if that
     *     happens while the commit waits: then nothing of the batch happened. Of kind {@code IO} if the log cannot be
     *     written or forced: then the batch may or may not be there after the next opening, and the store takes no
     *     further writes
     */
    void commit(WriteBatch batch, Durability durability);
}

package dev.grantlake.kv;

/**
 * An ordered key-value store that is read and written: what every engine offers. Anything beyond is an interface of its
 * own, which a store implements or does not: {@link RangeReplacement}, {@link WritePauses}, {@link Maintenance},
 * {@link Metered}.
 *
 * <p>A {@link #get} sees all commits that had returned when it was called; a {@link #cursor} shows the keys and values
 * of the moment at which it was opened, for as long as it is open. Thread-safe; cursors belong to one thread each and
 * must be closed before the store.
 */
public interface KeyValueStore extends KeyValueReader, KeyValueWriter {

    /**
     * The keys and values of this moment, for as long as the result is open, whatever is committed or replaced
     * meanwhile. Costs no copy; but what it shows is kept in memory and on disk until it is closed. The caller closes
     * it, before the store.
     */
    KeyValueReader snapshot();

    /**
     * Ends the use of the store; a second call does nothing. Commits under way return before. Batches committed as
     * {@link Durability#BUFFERED} are durable afterwards, where there is a disk.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code FAILED_PRECONDITION} if cursors are open, which is a
     *     leak; the store is closed all the same
     */
    @Override
    void close();
}

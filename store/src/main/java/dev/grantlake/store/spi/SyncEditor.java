package dev.grantlake.store.spi;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.RecordWriter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SyncRun;

/**
 * A sync of an open store that is being written, as an engine sees it. Thread-safe. A call that puts or deletes lets
 * all of it happen at once, with everything that it changes in indexes, or nothing; reads that begin after it see it.
 *
 * <p>Each change of a sync that was there before is on disk when the call returns. Of a sync that was begun here that
 * is so from {@link #finish} on; a crash before may lose the last changes, but never one before a later one.
 *
 * <p>Once the sync is finished, whatever would change it fails with kind {@code FAILED_PRECONDITION}.
 */
public interface SyncEditor {

    /** How the sync stands now. */
    SyncRun run();

    /** The records as they are at each question. */
    SyncBackend reader();

    /** Puts records in place of those with the same identity. */
    RecordWriter writer();

    /**
     * Puts a record where there is none with its identity, where that one has no time of discovery, or an older one. A
     * record that is given with no such time is passed over; a message is discovered now. Sessions have no times and
     * are always put.
     */
    RecordWriter ifNewer();

    /** The connector's mark of how far it is; not on disk before what was put before it. */
    void checkpoint(String token);

    /** Removes a record, whatever else refers to it. Whether there was one; the same of those that follow. */
    boolean deleteResourceType(String id);

    boolean deleteResource(ResourceId id);

    boolean deleteEntitlement(EntitlementKey key);

    /**
     * Removes the grant with this public id.
     *
     * @throws dev.grantlake.store.StoreException of kind {@code FAILED_PRECONDITION} if several answer to it
     */
    boolean deleteGrant(String id);

    /**
     * Removes grants by what they are, in the order given, a thousand at once; whoever interrupts it leaves those of
     * the thousands before deleted.
     *
     * @return how many there were
     */
    long deleteGrants(Iterable<GrantKey> keys);

    boolean deleteAsset(String id);

    boolean deleteSession(String key);

    /**
     * Ends the sync: makes what is derived of all of its records, states that it is finished, and puts everything on
     * disk. One that was finished before keeps the time of its end. If this fails, the sync is open as before.
     */
    SyncRun finish();
}

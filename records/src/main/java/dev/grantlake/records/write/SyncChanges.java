package dev.grantlake.records.write;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.encode.RecordEncoder;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.SyncKeys;
import dev.grantlake.store.RecordWriter;
import dev.grantlake.store.StoreException;

import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is put into one sync and deleted from it: each call is one batch of rows and index entries. Calls take turns
 * from the reading of the rows before to the commit, so that indexes fit the rows that stand; what a call puts is
 * encoded before, and made durable after its turn, together with what others have put by then. Thread-safe.
 */
public final class SyncChanges {

    private final KeyValueStore store;
    private final SyncKeys keys;
    private final String file;
    private final boolean fresh;
    private final RowUpdater updater;
    private final RecordWriter writer;
    private final RecordWriter ifNewer;
    private boolean statisticsStored;
    private boolean sealed;

    /**
     * Changes of a sync that is in the store.
     *
     * @param fresh whether it was begun just now, so that nothing of it needs to be durable before its end
     * @param file the store as error messages name it
     */
    public SyncChanges(
            KeyValueStore store,
            SyncKeys keys,
            String syncId,
            boolean fresh,
            RecordEncoder encoder,
            InstantSource clock,
            String file) {
        this.store = store;
        this.keys = keys;
        this.file = file;
        this.fresh = fresh;
        this.updater = new RowUpdater(store, keys, !fresh, file);
        this.statisticsStored = !fresh && store.get(keys.statistics()) != null;
        RowForm form = new RowForm(keys, syncId, file);
        this.writer = new RowWriter(
                encoder,
                form,
                syncId,
                clock,
                false,
                (family, rows) -> change(batch -> updater.put(family, rows, false, batch)));
        this.ifNewer = new RowWriter(
                encoder,
                form,
                syncId,
                clock,
                true,
                (family, rows) -> change(batch -> updater.put(family, rows, true, batch)));
    }

    /** Puts what it is given. */
    public RecordWriter writer() {
        return writer;
    }

    /** Puts what is newer than what is there. */
    public RecordWriter ifNewer() {
        return ifNewer;
    }

    /** Deletes the rows under these keys, and says how many were there. */
    public int delete(KeyFamily family, Set<Bytes> rowKeys) {
        int[] found = new int[1];
        change(batch -> found[0] = updater.delete(family, rowKeys, batch));
        return found[0];
    }

    /**
     * Commits what {@code change} adds to a batch; nobody else changes the sync meanwhile.
     *
     * @throws StoreException of kind {@code FAILED_PRECONDITION} once the sync is sealed
     */
    public void change(Consumer<WriteBatch> change) {
        if (commit(change) && !fresh) {
            // Beside others that wait for the disk: who comes first takes them along.
            store.commit(new WriteBatch().logData(Bytes.EMPTY), Durability.SYNC);
        }
    }

    private synchronized boolean commit(Consumer<WriteBatch> change) {
        if (sealed) {
            throw StoreException.failedPrecondition("the sync is sealed: it is finished, or about to be");
        }
        WriteBatch batch = new WriteBatch();
        change.accept(batch);
        if (batch.isEmpty()) {
            return false;
        }
        if (statisticsStored) {
            batch.delete(keys.statistics());
        }
        store.commit(batch, Durability.BUFFERED);
        statisticsStored = false;
        return true;
    }

    /** Waits for the change under way and refuses all others. */
    public synchronized void seal() {
        if (sealed) {
            throw StoreException.failedPrecondition("the sync is sealed: it is finished, or about to be");
        }
        sealed = true;
    }

    /** Lets changes go on. */
    public synchronized void unseal() {
        sealed = false;
    }

    /** Makes the index entries of all grants, for a store that misses some. Only while the sync is sealed. */
    public void completeIndexes() {
        IndexRepair.run(store, keys, updater.indexes(), file);
    }

    /** Makes the digests that are missing. Only while the sync is sealed. */
    public void completeDigests() {
        updater.expectDigests();
        DigestRepair.run(store, file);
    }
}

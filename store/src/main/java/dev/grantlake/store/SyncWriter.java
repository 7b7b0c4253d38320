package dev.grantlake.store;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.spi.SyncOutput;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

/**
 * Writes one sync to a new file. Records go in, in any order and from any number of threads; {@link #finish} makes a
 * file of them. Nothing can be read before.
 *
 * <p>Of several records with one identity the one put last stands: the one of the call that began last, and within a
 * call the last one. A grant's identity is its entitlement and its principal, not its id.
 *
 * <p>A record that no file can hold (a grant without a principal, text that is not UTF-8, …) is refused by a
 * {@link StoreException} that names it; what came before it in the same call is put, and the sync stays usable. After
 * any other failure the writer can only be closed.
 *
 * <p>{@code put}, {@code checkpoint} are thread-safe; {@code finish} and {@code saveUnfinished} are called by one
 * thread when the others are done. {@code close} and {@code abort} may come from any thread at any time: a call under
 * way then fails soon with kind {@code CLOSED} and leaves nothing, or had the file complete, and {@code close} returns
 * after it. The file appears under its name when {@code finish} or {@code saveUnfinished} returns, and is on disk then;
 * before that, and after a failure, there is none, or the one that was there.
 */
public final class SyncWriter implements RecordWriter, AutoCloseable {

    private final SyncOutput output;

    SyncWriter(SyncOutput output) {
        this.output = output;
    }

    /** The id that the sync will have. */
    public String syncId() {
        return output.syncId();
    }

    @Override
    public void putResourceTypes(Iterable<ResourceType> resourceTypes) {
        output.putResourceTypes(resourceTypes);
    }

    @Override
    public void putResources(Iterable<Resource> resources) {
        output.putResources(resources);
    }

    @Override
    public void putEntitlements(Iterable<Entitlement> entitlements) {
        output.putEntitlements(entitlements);
    }

    @Override
    public void putGrants(Iterable<Grant> grants) {
        output.putGrants(grants);
    }

    @Override
    public void putAsset(String id, String contentType, Bytes data) {
        output.putAsset(id, contentType, data);
    }

    @Override
    public void putSession(String key, Bytes value) {
        output.putSession(key, value);
    }

    @Override
    public void putResourceTypeRecords(Iterable<ResourceTypeRecord> records) {
        output.putResourceTypeRecords(records);
    }

    @Override
    public void putResourceRecords(Iterable<ResourceRecord> records) {
        output.putResourceRecords(records);
    }

    @Override
    public void putEntitlementRecords(Iterable<EntitlementRecord> records) {
        output.putEntitlementRecords(records);
    }

    @Override
    public void putGrantRecords(Iterable<GrantRecord> records) {
        output.putGrantRecords(records);
    }

    @Override
    public void putAssetRecords(Iterable<AssetRecord> records) {
        output.putAssetRecords(records);
    }

    /** The connector's mark of how far it is; the last one stands, and is stored with the sync. */
    public void checkpoint(String token) {
        output.checkpoint(token);
    }

    /** Ends the sync and writes the file. When this returns, the file is on disk under its name. */
    public WrittenSync finish() {
        return output.finish();
    }

    /**
     * Writes the file with the sync unfinished, for somebody who will take it up again. On disk as after
     * {@link #finish}.
     */
    public WrittenSync saveUnfinished(String token) {
        output.checkpoint(token);
        return output.saveUnfinished();
    }

    /** Gives the sync up: nothing of it remains, and a file that was there stays. The same as {@link #close}. */
    public void abort() {
        output.close();
    }

    /** Gives the sync up unless it was written. A second call does nothing. */
    @Override
    public void close() {
        output.close();
    }
}

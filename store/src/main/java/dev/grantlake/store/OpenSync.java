package dev.grantlake.store;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.spi.SyncEditor;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.util.List;
import java.util.function.Consumer;

/**
 * A sync of a {@link WritableStore} that is being written: records are put, read, replaced and deleted in any order,
 * until {@link #finish}. Thread-safe. Lives no longer than its store.
 *
 * <p>A call puts or deletes all of its records at once or, if one of them is refused, none; it takes at most 512 MiB.
 * Whatever is read afterwards, by any thread, is there with all its indexes. Once the sync is finished, calls that
 * would change it fail with kind {@code FAILED_PRECONDITION}.
 */
public final class OpenSync implements RecordWriter {

    private final SyncEditor editor;
    private final RecordWriter output;
    private final Consumer<OpenSync> finished;

    /**
     * A sync that tells when it is finished.
     *
     * @param finished is told once
     */
    OpenSync(SyncEditor editor, Consumer<OpenSync> finished) {
        this.editor = editor;
        this.output = editor.writer();
        this.finished = finished;
    }

    /** The id of the sync. */
    public String id() {
        return run().id();
    }

    /** How the sync stands now; its token is the last checkpoint. */
    public SyncRun run() {
        return editor.run();
    }

    /** What the sync holds at each question, all that was put before included. */
    public Sync read() {
        return new Sync(editor.reader());
    }

    /**
     * Puts a record only where there is none with its identity, or one that was discovered earlier or at no known time.
     * Records that do not say when they were discovered are passed over; messages are discovered now. Sessions are
     * always put.
     */
    public RecordWriter ifNewer() {
        return editor.ifNewer();
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

    /** The connector's mark of how far it is, which never outlasts what was put before it. The last one stands. */
    public void checkpoint(String token) {
        editor.checkpoint(token);
    }

    /** Deletes a resource type, whatever else refers to it; whether there was one. */
    public boolean deleteResourceType(String id) {
        return editor.deleteResourceType(id);
    }

    /** Deletes a resource, whatever else refers to it; whether there was one. */
    public boolean deleteResource(ResourceId id) {
        return editor.deleteResource(id);
    }

    /** Deletes an entitlement, and not the grants of it; whether there was one. */
    public boolean deleteEntitlement(EntitlementKey key) {
        return editor.deleteEntitlement(key);
    }

    /** Deletes the grant with this identity; whether there was one. */
    public boolean deleteGrant(GrantKey key) {
        return editor.deleteGrants(List.of(key)) > 0;
    }

    /**
     * Deletes the grant with this public id; whether there was one.
     *
     * @throws StoreException of kind {@code FAILED_PRECONDITION} if several answer to the id; none of them is deleted
     */
    public boolean deleteGrant(String id) {
        return editor.deleteGrant(id);
    }

    /** Deletes many grants, a thousand at once, and says how many of them there were. */
    public long deleteGrants(Iterable<GrantKey> keys) {
        return editor.deleteGrants(keys);
    }

    /** Deletes an asset; whether there was one. */
    public boolean deleteAsset(String id) {
        return editor.deleteAsset(id);
    }

    /** Deletes what was put aside under this key; whether there was something. */
    public boolean deleteSession(String key) {
        return editor.deleteSession(key);
    }

    /**
     * Ends the sync: makes what is derived of all of it, and states that it is complete. If this fails, the sync stays
     * open and it may be tried again.
     */
    public SyncRun finish() {
        SyncRun run = editor.finish();
        finished.accept(this);
        return run;
    }
}

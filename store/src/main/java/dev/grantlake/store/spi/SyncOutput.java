package dev.grantlake.store.spi;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.WrittenSync;
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
 * A sync that is being written to a new file, as an engine sees it. Thread-safe but for {@link #finish} and
 * {@link #saveUnfinished}, which come from one thread when all that put are done. {@link #close} may come at any time:
 * it ends what is under way.
 *
 * <p>Of several records with one identity the one put last stands, in the order in which the calls began. A call with a
 * record that is refused (a {@link dev.grantlake.store.StoreException} that names it) has put the records before that
 * one; the sync stays usable. Any other failure ends it: whatever follows fails too, and the file is not written.
 */
public interface SyncOutput extends AutoCloseable {

    /** The id that the sync has or will have. */
    String syncId();

    void putResourceTypes(Iterable<ResourceType> messages);

    void putResources(Iterable<Resource> messages);

    void putEntitlements(Iterable<Entitlement> messages);

    void putGrants(Iterable<Grant> messages);

    /** A file of the sync, discovered now. */
    void putAsset(String id, String contentType, Bytes data);

    void putSession(String key, Bytes value);

    /** Records as another store held them: what they say of their discovery, and fields that are not known, is kept. */
    void putResourceTypeRecords(Iterable<ResourceTypeRecord> records);

    void putResourceRecords(Iterable<ResourceRecord> records);

    void putEntitlementRecords(Iterable<EntitlementRecord> records);

    void putGrantRecords(Iterable<GrantRecord> records);

    void putAssetRecords(Iterable<AssetRecord> records);

    /** The connector's mark of how far it is; the last one stands. */
    void checkpoint(String token);

    /** Writes the file with the sync finished. When it returns, the file is on disk under its name. */
    WrittenSync finish();

    /** Writes the file with the sync unfinished, to be taken up again later. On disk as after {@link #finish}. */
    WrittenSync saveUnfinished();

    /** Gives the sync up unless it was written: nothing of it remains. A second call does nothing. */
    @Override
    void close();
}

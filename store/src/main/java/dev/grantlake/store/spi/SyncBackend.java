package dev.grantlake.store.spi;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * The records of one sync, as an engine sees them. Thread-safe. Scans start behind {@code after}, a position that an
 * earlier scan with the same filter gave, or at the start for null; a position of another listing is refused as an
 * invalid page token.
 */
public interface SyncBackend {

    SyncRun run();

    Optional<ResourceType> resourceType(String id);

    Optional<Resource> resource(ResourceId id);

    Optional<Entitlement> entitlement(EntitlementKey key);

    /** Every entitlement with this id, in key order. */
    List<Entitlement> entitlementsById(String id);

    /**
     * The one entitlement that a list of grants means by this id: the one catalogued under it, else the one under which
     * grants lie that the id can be made of; {@code FAILED_PRECONDITION} if several answer to it.
     */
    Optional<EntitlementKey> grantedEntitlement(String id);

    /** The grant with this identity, or the first of several. */
    Optional<Grant> grant(GrantKey key);

    /** The one grant with this public id; {@code FAILED_PRECONDITION} if several answer to it. */
    Optional<Grant> grantById(String id);

    Optional<Asset> asset(String id);

    Optional<Bytes> session(String key);

    RecordScan<ResourceType> resourceTypes(@Nullable Bytes after);

    RecordScan<Resource> resources(ResourceFilter filter, @Nullable Bytes after);

    RecordScan<Entitlement> entitlements(EntitlementFilter filter, @Nullable Bytes after);

    RecordScan<Grant> grants(GrantFilter filter, @Nullable Bytes after);

    /** The position of a resource in a scan over all, or over those of its type; also of one that is not there. */
    Bytes resourcePosition(ResourceId id);

    /** The position of an entitlement in a scan over all; also of one that is not there. */
    Bytes entitlementPosition(EntitlementKey key);

    RecordScan<Asset> assets(@Nullable Bytes after);

    RecordScan<SessionEntry> sessions(String prefix, @Nullable Bytes after);

    /** Stored statistics of this sync, if there are any that belong to it. */
    Optional<SyncStatistics.Report> statistics();

    /** Statistics counted from the records. */
    SyncStatistics count();

    /** The stored digest of all grants, if it is present and may be trusted. */
    Optional<GrantDigest> grantDigest();

    /** The stored digest of one entitlement's grants, if it is present and may be trusted. */
    Optional<GrantDigest> grantDigest(EntitlementKey entitlement);
}

package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.codec.RecordCodec;
import dev.grantlake.records.codec.StatisticsCodec;
import dev.grantlake.records.key.Census;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.Keyspace;
import dev.grantlake.records.row.Row;
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
import dev.grantlake.store.spi.RecordScan;
import dev.grantlake.store.spi.SyncBackend;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One sync of a store: asks the keyspace for the way, walks it, and has the codec make views of what lies there. */
final class RecordSync implements SyncBackend {

    private final SyncRun run;
    private final Keyspace keyspace;
    private final PathWalker walker;
    private final boolean digestsExact;
    private final RecordCodec codec;
    private final BareIds bareIds;

    RecordSync(SyncRun run, Keyspace keyspace, PathWalker walker, BareIds bareIds, boolean digestsExact) {
        this.run = run;
        this.keyspace = keyspace;
        this.walker = walker;
        this.digestsExact = digestsExact;
        this.codec = new RecordCodec(keyspace);
        this.bareIds = bareIds;
    }

    @Override
    public SyncRun run() {
        return run;
    }

    @Override
    public Optional<ResourceType> resourceType(String id) {
        return walker.find(keyspace.resourceType(id), codec::resourceType);
    }

    @Override
    public Optional<Resource> resource(ResourceId id) {
        return walker.find(keyspace.resource(id), codec::resource);
    }

    @Override
    public Optional<Entitlement> entitlement(EntitlementKey key) {
        return walker.find(keyspace.entitlement(key), codec::entitlement);
    }

    @Override
    public List<Entitlement> entitlementsById(String id) {
        return bareIds.entitlements(id).stream()
                .map(this::entitlement)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public Optional<EntitlementKey> grantedEntitlement(String id) {
        return bareIds.grantedEntitlement(id);
    }

    @Override
    public Optional<Grant> grant(GrantKey key) {
        return walker.find(keyspace.grant(key), codec::grant);
    }

    @Override
    public Optional<Grant> grantById(String id) {
        return bareIds.grant(id).map(codec::grant);
    }

    /** The key of the one grant with this public id, as {@link #grantById}. */
    Optional<Bytes> grantRow(String id) {
        return bareIds.grant(id).map(Row::key);
    }

    @Override
    public Optional<Asset> asset(String id) {
        return walker.find(keyspace.asset(id), codec::asset);
    }

    @Override
    public Optional<Bytes> session(String key) {
        return walker.find(keyspace.session(key), codec::session).map(SessionEntry::value);
    }

    @Override
    public RecordScan<ResourceType> resourceTypes(@Nullable Bytes after) {
        return walker.scan(keyspace.resourceTypes(), after, codec::resourceType);
    }

    @Override
    public RecordScan<Resource> resources(ResourceFilter filter, @Nullable Bytes after) {
        return walker.scan(keyspace.resources(filter), after, codec::resource);
    }

    @Override
    public RecordScan<Entitlement> entitlements(EntitlementFilter filter, @Nullable Bytes after) {
        return walker.scan(keyspace.entitlements(filter), after, codec::entitlement);
    }

    @Override
    public RecordScan<Grant> grants(GrantFilter filter, @Nullable Bytes after) {
        return walker.scan(keyspace.grants(filter), after, codec::grant);
    }

    @Override
    public Bytes resourcePosition(ResourceId id) {
        return keyspace.resource(id).key();
    }

    @Override
    public Bytes entitlementPosition(EntitlementKey key) {
        return keyspace.entitlement(key).key();
    }

    @Override
    public RecordScan<Asset> assets(@Nullable Bytes after) {
        return walker.scan(keyspace.assets(), after, codec::asset);
    }

    @Override
    public RecordScan<SessionEntry> sessions(String prefix, @Nullable Bytes after) {
        return walker.scan(keyspace.sessions(prefix), after, codec::session);
    }

    @Override
    public Optional<SyncStatistics.Report> statistics() {
        return walker.find(keyspace.statistics(), row -> StatisticsCodec.of(row.message()))
                .filter(statistics -> statistics.syncId().equals(run.id()))
                .map(statistics -> new SyncStatistics.Report(statistics, SyncStatistics.Source.SIDECAR));
    }

    @Override
    public SyncStatistics count() {
        Census census = keyspace.census(walker.reader());
        return new SyncStatistics(
                run.id(),
                census.resourceTypes(),
                Census.total(census.resourcesByType()),
                Census.total(census.entitlementsByType()),
                Census.total(census.grantsByType()),
                census.assets(),
                census.resourcesByType(),
                census.entitlementsByType(),
                census.grantsByType(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Optional<GrantDigest> grantDigest() {
        return digest(DigestKey.whole()).map(DigestCodec::sum);
    }

    @Override
    public Optional<GrantDigest> grantDigest(EntitlementKey entitlement) {
        return digest(DigestKey.root(entitlement)).map(DigestCodec::root);
    }

    private Optional<Row> digest(Bytes key) {
        return digestsExact ? Optional.ofNullable(walker.get(key)) : Optional.empty();
    }
}

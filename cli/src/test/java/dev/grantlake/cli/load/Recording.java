package dev.grantlake.cli.load;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that was put into a sync, in order. Refuses grants of the principal {@code refused}. */
public final class Recording implements SyncOutput {

    public final NewSync sync;
    public final WriteOptions options;
    public final List<ResourceType> typeMessages = new ArrayList<>();
    public final List<Resource> resourceMessages = new ArrayList<>();
    public final List<Entitlement> entitlementMessages = new ArrayList<>();
    public final List<Grant> grantMessages = new ArrayList<>();
    public final List<ResourceTypeRecord> types = new ArrayList<>();
    public final List<ResourceRecord> resources = new ArrayList<>();
    public final List<EntitlementRecord> entitlements = new ArrayList<>();
    public final List<GrantRecord> grants = new ArrayList<>();
    public final List<AssetRecord> assets = new ArrayList<>();
    public final Map<String, Bytes> sessions = new LinkedHashMap<>();
    public int largestBatch;
    public String token = "";
    public String end = "";

    Recording(NewSync sync, WriteOptions options) {
        this.sync = sync;
        this.options = options;
    }

    @Override
    public String syncId() {
        return sync.id().orElse("new");
    }

    @Override
    public void putResourceTypes(Iterable<ResourceType> messages) {
        add(messages, typeMessages);
    }

    @Override
    public void putResources(Iterable<Resource> messages) {
        add(messages, resourceMessages);
    }

    @Override
    public void putEntitlements(Iterable<Entitlement> messages) {
        add(messages, entitlementMessages);
    }

    @Override
    public void putGrants(Iterable<Grant> messages) {
        add(messages, grantMessages);
    }

    @Override
    public void putAsset(String id, String contentType, Bytes data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putSession(String key, Bytes value) {
        sessions.put(key, value);
    }

    @Override
    public void putResourceTypeRecords(Iterable<ResourceTypeRecord> records) {
        add(records, types);
    }

    @Override
    public void putResourceRecords(Iterable<ResourceRecord> records) {
        add(records, resources);
    }

    @Override
    public void putEntitlementRecords(Iterable<EntitlementRecord> records) {
        add(records, entitlements);
    }

    @Override
    public void putGrantRecords(Iterable<GrantRecord> records) {
        for (GrantRecord grant : records) {
            if (grant.getPrincipal().getResourceId().equals("refused")) {
                throw StoreException.invalidArgument("grant " + grant.getExternalId() + " is refused");
            }
            grants.add(grant);
        }
    }

    @Override
    public void putAssetRecords(Iterable<AssetRecord> records) {
        add(records, assets);
    }

    private <T> void add(Iterable<T> records, List<T> target) {
        int before = target.size();
        records.forEach(target::add);
        largestBatch = Math.max(largestBatch, target.size() - before);
    }

    @Override
    public void checkpoint(String token) {
        this.token = token;
    }

    @Override
    public WrittenSync finish() {
        return end("finished");
    }

    @Override
    public WrittenSync saveUnfinished() {
        return end("saved");
    }

    private WrittenSync end(String how) {
        end = how;
        SyncStatistics statistics = new SyncStatistics(
                syncId(),
                types.size() + typeMessages.size(),
                resources.size() + resourceMessages.size(),
                entitlements.size() + entitlementMessages.size(),
                grants.size() + grantMessages.size(),
                assets.size(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty());
        return new WrittenSync(syncId(), statistics, 4711, 0);
    }

    @Override
    public void close() {
        if (end.isEmpty()) {
            end = "given up";
        }
    }
}

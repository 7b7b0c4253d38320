package dev.grantlake.testkit.writing;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What a sync holds, as plain maps by identity: who is put last stands. */
final class SyncModel {

    final Map<String, ResourceTypeRecord> resourceTypes = new HashMap<>();
    final Map<ResourceId, ResourceRecord> resources = new HashMap<>();
    final Map<EntitlementKey, EntitlementRecord> entitlements = new HashMap<>();
    final Map<GrantKey, GrantRecord> grants = new HashMap<>();
    final Map<String, AssetRecord> assets = new HashMap<>();
    final Map<String, Bytes> sessions = new HashMap<>();

    private final Timestamp now;

    /** A sync whose clock stands. */
    SyncModel(Instant now) {
        this.now = Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano())
                .build();
    }

    void put(ResourceTypeRecord type) {
        resourceTypes.put(
                type.getExternalId(),
                type.hasDiscoveredAt()
                        ? type
                        : type.toBuilder().setDiscoveredAt(now).build());
    }

    void put(ResourceRecord resource) {
        resources.put(
                new ResourceId(resource.getResourceTypeId(), resource.getResourceId()),
                resource.hasDiscoveredAt()
                        ? resource
                        : resource.toBuilder().setDiscoveredAt(now).build());
    }

    void put(EntitlementRecord entitlement) {
        entitlements.put(
                key(entitlement),
                entitlement.hasDiscoveredAt()
                        ? entitlement
                        : entitlement.toBuilder().setDiscoveredAt(now).build());
    }

    void put(GrantRecord grant) {
        grants.put(
                key(grant),
                grant.hasDiscoveredAt()
                        ? grant
                        : grant.toBuilder().setDiscoveredAt(now).build());
    }

    void put(AssetRecord asset) {
        assets.put(
                asset.getExternalId(),
                asset.hasDiscoveredAt()
                        ? asset
                        : asset.toBuilder().setDiscoveredAt(now).build());
    }

    void put(ResourceType type) {
        ResourceTypeRecord.Builder record = ResourceTypeRecord.newBuilder()
                .setExternalId(type.getId())
                .setDisplayName(type.getDisplayName())
                .setDescription(type.getDescription());
        type.getTraitsList().forEach(trait -> record.addTraits(trait.name().substring("TRAIT_".length())));
        put(record.build());
    }

    void put(Resource resource) {
        ResourceRecord.Builder record = ResourceRecord.newBuilder()
                .setResourceTypeId(resource.getId().getResourceType())
                .setResourceId(resource.getId().getResource())
                .setDisplayName(resource.getDisplayName());
        if (!resource.getParentResourceId().getResource().isEmpty()) {
            record.setParent(ref(resource.getParentResourceId()));
        }
        put(record.build());
    }

    void put(Entitlement entitlement) {
        put(EntitlementRecord.newBuilder()
                .setExternalId(entitlement.getId())
                .setResource(ref(entitlement.getResource().getId()))
                .setDisplayName(entitlement.getDisplayName())
                .setSlug(entitlement.getSlug())
                .build());
    }

    void put(Grant grant) {
        ResourceRef on = ref(grant.getEntitlement().getResource().getId());
        ResourceRef to = ref(grant.getPrincipal().getId());
        ResourceRef parent = ref(grant.getPrincipal().getParentResourceId());
        GrantRecord.Builder record = GrantRecord.newBuilder()
                .setExternalId(grant.getId())
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(on.getResourceTypeId())
                        .setResourceId(on.getResourceId())
                        .setEntitlementId(grant.getEntitlement().getId()))
                .setPrincipal(PrincipalRef.newBuilder()
                        .setResourceTypeId(to.getResourceTypeId())
                        .setResourceId(to.getResourceId())
                        .setParentResourceTypeId(parent.getResourceTypeId())
                        .setParentResourceId(parent.getResourceId()));
        for (Any annotation : grant.getAnnotationsList()) {
            if (annotation.is(GrantExpandable.class)) {
                expand(annotation, record);
            } else {
                record.addAnnotations(annotation);
            }
        }
        grant.getSources()
                .getSourcesMap()
                .forEach((entitlement, source) -> record.putSources(
                        entitlement,
                        GrantSourceRecord.newBuilder()
                                .setIsDirect(source.getIsDirect())
                                .build()));
        put(record.build());
    }

    private static void expand(Any annotation, GrantRecord.Builder record) {
        try {
            GrantExpandable expandable = annotation.unpack(GrantExpandable.class);
            if (expandable.getEntitlementIdsList().stream().anyMatch(id -> !id.isBlank())) {
                record.setNeedsExpansion(true)
                        .setExpansion(GrantExpandableRecord.newBuilder()
                                .addAllEntitlementIds(expandable.getEntitlementIdsList())
                                .setShallow(expandable.getShallow())
                                .addAllResourceTypeIds(expandable.getResourceTypeIdsList()));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void putAsset(String id, String contentType, Bytes data) {
        put(AssetRecord.newBuilder()
                .setExternalId(id)
                .setContentType(contentType)
                .setData(ByteString.copyFrom(data.toArray()))
                .build());
    }

    SortedMap<String, Long> resourcesByType() {
        return counts(resources, ResourceId::type);
    }

    SortedMap<String, Long> entitlementsByType() {
        return counts(entitlements, key -> key.resource().type());
    }

    SortedMap<String, Long> grantsByType() {
        return counts(grants, key -> key.entitlement().resource().type());
    }

    private static <K> SortedMap<String, Long> counts(Map<K, ?> records, Function<K, String> type) {
        SortedMap<String, Long> counts = new TreeMap<>();
        records.keySet().forEach(key -> counts.merge(type.apply(key), 1L, Long::sum));
        return counts;
    }

    static EntitlementKey key(EntitlementRecord entitlement) {
        return new EntitlementKey(
                new ResourceId(
                        entitlement.getResource().getResourceTypeId(),
                        entitlement.getResource().getResourceId()),
                entitlement.getExternalId());
    }

    static GrantKey key(GrantRecord grant) {
        EntitlementRef on = grant.getEntitlement();
        return new GrantKey(
                new EntitlementKey(new ResourceId(on.getResourceTypeId(), on.getResourceId()), on.getEntitlementId()),
                new ResourceId(
                        grant.getPrincipal().getResourceTypeId(),
                        grant.getPrincipal().getResourceId()));
    }

    private static ResourceRef ref(dev.grantlake.wire.connector.v2.ResourceId id) {
        return ResourceRef.newBuilder()
                .setResourceTypeId(id.getResourceType())
                .setResourceId(id.getResource())
                .build();
    }
}

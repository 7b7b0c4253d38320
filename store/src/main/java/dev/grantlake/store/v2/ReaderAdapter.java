package dev.grantlake.store.v2;

import com.google.protobuf.Any;
import com.google.protobuf.UnsafeByteOperations;
import dev.grantlake.base.Bytes;
import dev.grantlake.store.Asset;
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Page;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;
import dev.grantlake.wire.connector.v2.AssetServiceGetAssetRequest;
import dev.grantlake.wire.connector.v2.AssetServiceGetAssetResponse;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.EntitlementsServiceListEntitlementsRequest;
import dev.grantlake.wire.connector.v2.EntitlementsServiceListEntitlementsResponse;
import dev.grantlake.wire.connector.v2.EntitlementsServiceListStaticEntitlementsRequest;
import dev.grantlake.wire.connector.v2.EntitlementsServiceListStaticEntitlementsResponse;
import dev.grantlake.wire.connector.v2.GrantsServiceListGrantsRequest;
import dev.grantlake.wire.connector.v2.GrantsServiceListGrantsResponse;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceTypesServiceListResourceTypesRequest;
import dev.grantlake.wire.connector.v2.ResourceTypesServiceListResourceTypesResponse;
import dev.grantlake.wire.connector.v2.ResourcesServiceListResourcesRequest;
import dev.grantlake.wire.connector.v2.ResourcesServiceListResourcesResponse;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceGetEntitlementRequest;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceGetEntitlementResponse;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceListEntitlementsByIdsRequest;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceListEntitlementsByIdsResponse;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceGetGrantRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceGetGrantResponse;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementResponse;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementsRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementsResponse;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForPrincipalRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForPrincipalResponse;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForResourceTypeRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForResourceTypeResponse;
import dev.grantlake.wire.reader.v2.ResourceTypesReaderServiceGetResourceTypeRequest;
import dev.grantlake.wire.reader.v2.ResourceTypesReaderServiceGetResourceTypeResponse;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceGetResourceRequest;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceGetResourceResponse;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceListResourcesByIdsRequest;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceListResourcesByIdsResponse;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetLatestFinishedSyncRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetLatestFinishedSyncResponse;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetSyncRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetSyncResponse;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceListSyncsRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceListSyncsResponse;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The reader services over an open store: one method a call, with the messages of the wire. Thread-safe; lives no
 * longer than the store.
 *
 * <p>What holds for all of them: a request names its sync in a field of its own, in an annotation {@code SyncDetails},
 * or not at all; lists over a sync that is not there are empty, gets find nothing. A page size of 0 or above 10,000
 * means 10,000. What is asked for by id and missing is {@code NOT_FOUND}, a request that lacks what it must have
 * {@code INVALID_ARGUMENT}, a bare id that several records answer to {@code FAILED_PRECONDITION}.
 */
public final class ReaderAdapter {

    /** The most bytes of an asset in one message. */
    private static final int ASSET_CHUNK_BYTES = 1 << 20;

    private final Store store;
    private final ReaderOptions options;
    private final SyncChoice syncs;

    /** An adapter whose requests mean the store's default sync unless they name another. */
    public ReaderAdapter(Store store) {
        this(store, ReaderOptions.DEFAULT, "");
    }

    /**
     * An adapter.
     *
     * @param viewedSyncId the sync that requests mean that name none, or empty for the store's default
     */
    public ReaderAdapter(Store store, ReaderOptions options, String viewedSyncId) {
        this.store = store;
        this.options = options;
        this.syncs = new SyncChoice(store, viewedSyncId);
    }

    public ResourceTypesServiceListResourceTypesResponse listResourceTypes(
            ResourceTypesServiceListResourceTypesRequest request) {
        Page<dev.grantlake.store.ResourceType> page = page(
                syncs.of(request.getActiveSyncId(), request.getAnnotationsList()),
                sync -> Optional.of(sync.resourceTypes().all()),
                request.getPageSize(),
                request.getPageToken());
        return ResourceTypesServiceListResourceTypesResponse.newBuilder()
                .addAllList(messages(page, dev.grantlake.store.ResourceType::toMessage))
                .setNextPageToken(page.nextToken())
                .build();
    }

    public ResourceTypesReaderServiceGetResourceTypeResponse getResourceType(
            ResourceTypesReaderServiceGetResourceTypeRequest request) {
        String id = request.getResourceTypeId();
        requireNamed("resource type", id);
        return syncs.of(request.getAnnotationsList())
                .flatMap(sync -> sync.resourceTypes().find(id))
                .map(type -> ResourceTypesReaderServiceGetResourceTypeResponse.newBuilder()
                        .setResourceType(type.toMessage())
                        .build())
                .orElseThrow(() -> missing("resource type", id));
    }

    public ResourcesServiceListResourcesResponse listResources(ResourcesServiceListResourcesRequest request) {
        ResourceFilter filter = ResourceFilter.ALL;
        if (!request.getResourceTypeId().isEmpty()) {
            filter = filter.withType(request.getResourceTypeId());
        }
        if (request.hasParentResourceId()) {
            filter = filter.withParent(id(request.getParentResourceId()));
        }
        ResourceFilter asked = filter;
        Page<dev.grantlake.store.Resource> page = page(
                syncs.of(request.getActiveSyncId(), request.getAnnotationsList()),
                sync -> Optional.of(sync.resources().matching(asked)),
                request.getPageSize(),
                request.getPageToken());
        return ResourcesServiceListResourcesResponse.newBuilder()
                .addAllList(messages(page, dev.grantlake.store.Resource::toMessage))
                .setNextPageToken(page.nextToken())
                .build();
    }

    public ResourcesReaderServiceGetResourceResponse getResource(ResourcesReaderServiceGetResourceRequest request) {
        if (!request.hasResourceId()) {
            throw StoreException.invalidArgument("a request without a resource id");
        }
        ResourceId id = id(request.getResourceId());
        return syncs.of(request.getAnnotationsList())
                .flatMap(sync -> sync.resources().find(id))
                .map(resource -> ResourcesReaderServiceGetResourceResponse.newBuilder()
                        .setResource(resource.toMessage())
                        .build())
                .orElseThrow(() -> missing("resource", id.toString()));
    }

    /** Those of the resources that are there, each once, in the order of the request. */
    public ResourcesReaderServiceListResourcesByIdsResponse listResourcesByIds(
            ResourcesReaderServiceListResourcesByIdsRequest request) {
        Set<ResourceId> ids = new LinkedHashSet<>();
        request.getResourceIdsList().forEach(id -> ids.add(id(id)));
        ids.remove(ResourceId.of("", ""));
        Optional<Sync> sync = syncs.of(request.getAnnotationsList());
        return ResourcesReaderServiceListResourcesByIdsResponse.newBuilder()
                .addAllList(ids.stream()
                        .flatMap(id -> sync.flatMap(found -> found.resources().find(id)).stream())
                        .map(dev.grantlake.store.Resource::toMessage)
                        .toList())
                .build();
    }

    public EntitlementsServiceListEntitlementsResponse listEntitlements(
            EntitlementsServiceListEntitlementsRequest request) {
        EntitlementFilter filter = request.getResource().hasId()
                ? EntitlementFilter.ALL.withResource(id(request.getResource().getId()))
                : EntitlementFilter.ALL;
        Page<dev.grantlake.store.Entitlement> page = page(
                syncs.of(request.getActiveSyncId(), request.getAnnotationsList()),
                sync -> Optional.of(sync.entitlements().matching(filter)),
                request.getPageSize(),
                request.getPageToken());
        return EntitlementsServiceListEntitlementsResponse.newBuilder()
                .addAllList(messages(page, dev.grantlake.store.Entitlement::toMessage))
                .setNextPageToken(page.nextToken())
                .build();
    }

    /** Always empty: entitlements that no sync has found are the connector's business. */
    public EntitlementsServiceListStaticEntitlementsResponse listStaticEntitlements(
            EntitlementsServiceListStaticEntitlementsRequest request) {
        return EntitlementsServiceListStaticEntitlementsResponse.getDefaultInstance();
    }

    public EntitlementsReaderServiceGetEntitlementResponse getEntitlement(
            EntitlementsReaderServiceGetEntitlementRequest request) {
        String id = request.getEntitlementId();
        requireNamed("entitlement", id);
        return syncs.of(request.getAnnotationsList())
                .flatMap(sync -> sync.entitlements().find(id))
                .map(entitlement -> EntitlementsReaderServiceGetEntitlementResponse.newBuilder()
                        .setEntitlement(entitlement.toMessage())
                        .build())
                .orElseThrow(() -> missing("entitlement", id));
    }

    /** Those of the entitlements that are there, each once, in the order of the request. */
    public EntitlementsReaderServiceListEntitlementsByIdsResponse listEntitlementsByIds(
            EntitlementsReaderServiceListEntitlementsByIdsRequest request) {
        Set<String> ids = new LinkedHashSet<>(request.getEntitlementIdsList());
        ids.remove("");
        Optional<Sync> sync = syncs.of(request.getAnnotationsList());
        return EntitlementsReaderServiceListEntitlementsByIdsResponse.newBuilder()
                .addAllList(ids.stream()
                        .flatMap(
                                id -> sync.flatMap(found -> found.entitlements().find(id)).stream())
                        .map(dev.grantlake.store.Entitlement::toMessage)
                        .toList())
                .build();
    }

    /** Grants by the resource that their entitlements stand on, if the request has one. */
    public GrantsServiceListGrantsResponse listGrants(GrantsServiceListGrantsRequest request) {
        return listGrants(request, options.expandableEverywhere());
    }

    /** As {@link #listGrants}; grants that are expandable carry their annotation. */
    public GrantsServiceListGrantsResponse listGrantsWithExpansion(GrantsServiceListGrantsRequest request) {
        return listGrants(request, true);
    }

    private GrantsServiceListGrantsResponse listGrants(GrantsServiceListGrantsRequest request, boolean expandable) {
        GrantFilter filter = request.getResource().hasId()
                ? GrantFilter.ALL.withResource(id(request.getResource().getId()))
                : GrantFilter.ALL;
        Page<Grant> page = page(
                syncs.of(request.getActiveSyncId(), request.getAnnotationsList()),
                sync -> Optional.of(sync.grants().matching(filter)),
                request.getPageSize(),
                request.getPageToken());
        return GrantsServiceListGrantsResponse.newBuilder()
                .addAllList(messages(page, expandable ? Grant::toExpandableMessage : Grant::toMessage))
                .setNextPageToken(page.nextToken())
                .build();
    }

    public GrantsReaderServiceGetGrantResponse getGrant(GrantsReaderServiceGetGrantRequest request) {
        String id = request.getGrantId();
        requireNamed("grant", id);
        return syncs.of(request.getAnnotationsList())
                .flatMap(sync -> sync.grants().find(id))
                .map(grant -> GrantsReaderServiceGetGrantResponse.newBuilder()
                        .setGrant(message(grant))
                        .build())
                .orElseThrow(() -> missing("grant", id));
    }

    /**
     * Who has an entitlement, in order of principal type and id. Without its resource the entitlement is found by its
     * id; one that nobody knows has no grants.
     */
    public GrantsReaderServiceListGrantsForEntitlementResponse listGrantsForEntitlement(
            GrantsReaderServiceListGrantsForEntitlementRequest request) {
        if (!request.hasEntitlement()) {
            throw StoreException.invalidArgument("a request without an entitlement");
        }
        Page<Grant> page = page(
                syncs.of(request.getAnnotationsList()),
                sync -> entitlement(sync, request.getEntitlement())
                        .map(key -> sync.grants().matching(filter(key, request))),
                request.getPageSize(),
                request.getPageToken());
        return GrantsReaderServiceListGrantsForEntitlementResponse.newBuilder()
                .addAllList(messages(page, this::message))
                .setNextPageToken(page.nextToken())
                .build();
    }

    private static GrantFilter filter(
            EntitlementKey entitlement, GrantsReaderServiceListGrantsForEntitlementRequest request) {
        GrantFilter filter = GrantFilter.ALL
                .withEntitlement(entitlement)
                .withPrincipalTypes(Set.copyOf(request.getPrincipalResourceTypeIdsList()));
        return request.hasPrincipalId() ? filter.withPrincipal(id(request.getPrincipalId())) : filter;
    }

    /** Who has which of several entitlements: one entitlement after the other, in the order of the request. */
    public GrantsReaderServiceListGrantsForEntitlementsResponse listGrantsForEntitlements(
            GrantsReaderServiceListGrantsForEntitlementsRequest request) {
        List<Entitlement> entitlements = request.getEntitlementsList();
        List<String> ids = entitlements.stream().map(Entitlement::getId).toList();
        GrantsToken position = GrantsToken.decode(request.getPageToken(), ids);
        PageRequest wanted = pageRequest(request.getPageSize(), "");
        GrantsReaderServiceListGrantsForEntitlementsResponse.Builder response =
                GrantsReaderServiceListGrantsForEntitlementsResponse.newBuilder();
        Optional<Sync> sync = syncs.of(request.getAnnotationsList());
        String inner = position.inner();
        for (int i = position.index(); sync.isPresent() && i < entitlements.size(); i++) {
            PageRequest rest =
                    PageRequest.ofSize(wanted.size() - response.getListCount()).withToken(inner);
            Page<Grant> page = grantsOf(sync.get(), entitlements.get(i), rest);
            response.addAllList(messages(page, this::message));
            if (!page.last()) {
                return response.setNextPageToken(new GrantsToken(i, page.nextToken()).encode(ids))
                        .build();
            }
            if (response.getListCount() == wanted.size() && i + 1 < entitlements.size()) {
                return response.setNextPageToken(new GrantsToken(i + 1, "").encode(ids))
                        .build();
            }
            inner = "";
        }
        return response.build();
    }

    private static Page<Grant> grantsOf(Sync sync, Entitlement entitlement, PageRequest request) {
        return entitlement(sync, entitlement)
                .map(key -> sync.grants().forEntitlement(key).page(request))
                .orElseGet(() -> new Page<>(List.of(), ""));
    }

    /** Grants by a resource type: which one the type is of is for {@link ReaderOptions} to say. */
    public GrantsReaderServiceListGrantsForResourceTypeResponse listGrantsForResourceType(
            GrantsReaderServiceListGrantsForResourceTypeRequest request) {
        return listGrantsForType(request, options.grantsOfPrincipalType());
    }

    /** Grants to principals of a resource type. */
    public GrantsReaderServiceListGrantsForResourceTypeResponse listGrantsForPrincipalType(
            GrantsReaderServiceListGrantsForResourceTypeRequest request) {
        return listGrantsForType(request, true);
    }

    private GrantsReaderServiceListGrantsForResourceTypeResponse listGrantsForType(
            GrantsReaderServiceListGrantsForResourceTypeRequest request, boolean ofPrincipal) {
        String type = request.getResourceTypeId();
        GrantFilter filter =
                ofPrincipal ? GrantFilter.ALL.withPrincipalTypes(Set.of(type)) : GrantFilter.ALL.withResourceType(type);
        Page<Grant> page = page(
                syncs.of(request.getAnnotationsList()),
                sync -> Optional.of(sync.grants().matching(filter)),
                request.getPageSize(),
                request.getPageToken());
        return GrantsReaderServiceListGrantsForResourceTypeResponse.newBuilder()
                .addAllList(messages(page, this::message))
                .setNextPageToken(page.nextToken())
                .build();
    }

    /** What a principal has; of one entitlement only, if the request has one. */
    public GrantsReaderServiceListGrantsForPrincipalResponse listGrantsForPrincipal(
            GrantsReaderServiceListGrantsForPrincipalRequest request) {
        if (!request.hasPrincipalId()) {
            throw StoreException.invalidArgument("a request without a principal");
        }
        GrantFilter filter = GrantFilter.ALL.withPrincipal(id(request.getPrincipalId()));
        Page<Grant> page = page(
                syncs.of(request.getAnnotationsList()),
                sync -> request.hasEntitlement()
                        ? entitlement(sync, request.getEntitlement())
                                .map(key -> sync.grants().matching(filter.withEntitlement(key)))
                        : Optional.of(sync.grants().matching(filter)),
                request.getPageSize(),
                request.getPageToken());
        return GrantsReaderServiceListGrantsForPrincipalResponse.newBuilder()
                .addAllList(messages(page, this::message))
                .setNextPageToken(page.nextToken())
                .build();
    }

    /** A sync run with its statistics. */
    public SyncsReaderServiceGetSyncResponse getSync(SyncsReaderServiceGetSyncRequest request) {
        requireNamed("sync", request.getSyncId());
        Sync sync = syncs.named(request.getSyncId()).orElseThrow(() -> missing("sync", request.getSyncId()));
        return SyncsReaderServiceGetSyncResponse.newBuilder()
                .setSync(SyncMessages.of(sync.run(), sync.statistics().statistics()))
                .build();
    }

    /** All sync runs, without statistics, in the order they were started. */
    public SyncsReaderServiceListSyncsResponse listSyncs(SyncsReaderServiceListSyncsRequest request) {
        List<SyncRun> runs = store.syncs();
        int from = request.getPageToken().isEmpty() ? 0 : indexAfter(runs, request.getPageToken());
        int to = (int)
                Math.min((long) from + pageRequest(request.getPageSize(), "").size(), runs.size());
        return SyncsReaderServiceListSyncsResponse.newBuilder()
                .addAllSyncs(
                        runs.subList(from, to).stream().map(SyncMessages::of).toList())
                .setNextPageToken(to < runs.size() ? runs.get(to - 1).id() : "")
                .build();
    }

    /** A page token of syncs is the id of the last sync of the page before. */
    private static int indexAfter(List<SyncRun> runs, String token) {
        return 1
                + IntStream.range(0, runs.size())
                        .filter(i -> runs.get(i).id().equals(token))
                        .findFirst()
                        .orElseThrow(() -> StoreException.invalidPageToken(token));
    }

    /** The sync run that ended last, of one type or of any; a response without one if there is none. */
    public SyncsReaderServiceGetLatestFinishedSyncResponse getLatestFinishedSync(
            SyncsReaderServiceGetLatestFinishedSyncRequest request) {
        Optional<SyncRun> run = request.getSyncType().isEmpty()
                ? store.latestFinished()
                : store.latestFinished(SyncType.ofText(request.getSyncType())
                        .orElseThrow(() ->
                                StoreException.invalidArgument("unknown sync type \"" + request.getSyncType() + "\"")));
        return run.map(found -> SyncsReaderServiceGetLatestFinishedSyncResponse.newBuilder()
                        .setSync(SyncMessages.of(
                                found, store.sync(found).statistics().statistics()))
                        .build())
                .orElseGet(SyncsReaderServiceGetLatestFinishedSyncResponse::getDefaultInstance);
    }

    /** An asset as the messages of the stream: one with its content type, then its bytes in pieces. */
    public Stream<AssetServiceGetAssetResponse> getAsset(AssetServiceGetAssetRequest request) {
        String id = request.getAsset().getId();
        requireNamed("asset", id);
        Asset asset = syncs.of(List.<Any>of())
                .flatMap(sync -> sync.assets().find(id))
                .orElseThrow(() -> missing("asset", id));
        AssetServiceGetAssetResponse head = AssetServiceGetAssetResponse.newBuilder()
                .setMetadata(AssetServiceGetAssetResponse.Metadata.newBuilder().setContentType(asset.contentType()))
                .build();
        Bytes data = asset.data();
        Stream<AssetServiceGetAssetResponse> chunks = IntStream.iterate(
                        0, at -> at < data.length(), at -> at + ASSET_CHUNK_BYTES)
                .mapToObj(at -> chunk(data, at));
        return Stream.concat(Stream.of(head), chunks);
    }

    private static AssetServiceGetAssetResponse chunk(Bytes data, int at) {
        Bytes piece = data.slice(at, Math.min(ASSET_CHUNK_BYTES, data.length() - at));
        return AssetServiceGetAssetResponse.newBuilder()
                .setData(AssetServiceGetAssetResponse.Data.newBuilder()
                        .setData(UnsafeByteOperations.unsafeWrap(piece.array(), piece.offset(), piece.length())))
                .build();
    }

    private dev.grantlake.wire.connector.v2.Grant message(Grant grant) {
        return options.expandableEverywhere() ? grant.toExpandableMessage() : grant.toMessage();
    }

    /** The entitlement that a message means: by resource and id, or by id alone where it has no resource. */
    private static Optional<EntitlementKey> entitlement(Sync sync, Entitlement message) {
        Resource resource = message.getResource();
        boolean placed = !resource.getId().getResourceType().isEmpty()
                && !resource.getId().getResource().isEmpty();
        return placed
                ? Optional.of(new EntitlementKey(id(resource.getId()), message.getId()))
                : sync.grants().entitlement(message.getId());
    }

    /** A page of a listing; an empty one where there is no sync, or no listing in it. */
    private static <T> Page<T> page(
            Optional<Sync> sync, Function<Sync, Optional<Listing<T>>> listing, int pageSize, String token) {
        PageRequest request = pageRequest(pageSize, token);
        return sync.flatMap(listing).map(found -> found.page(request)).orElseGet(() -> new Page<>(List.of(), ""));
    }

    /** Page sizes are unsigned on the wire. */
    private static PageRequest pageRequest(int size, String token) {
        return PageRequest.ofSize(size < 0 ? PageRequest.MAX_SIZE : size).withToken(token);
    }

    private static <T, M> List<M> messages(Page<T> page, Function<T, M> message) {
        List<M> messages = new ArrayList<>(page.records().size());
        for (T record : page.records()) {
            messages.add(message.apply(record));
        }
        return messages;
    }

    private static void requireNamed(String what, String id) {
        if (id.isEmpty()) {
            throw StoreException.invalidArgument("a request without the id of a " + what);
        }
    }

    private static StoreException missing(String what, String id) {
        return StoreException.notFound("no " + what + " " + id);
    }

    private static ResourceId id(dev.grantlake.wire.connector.v2.ResourceId id) {
        return ResourceId.of(id.getResourceType(), id.getResource());
    }
}

package dev.grantlake.pebble;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.v2.ReaderAdapter;
import dev.grantlake.store.v2.ReaderOptions;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.c1z.v1.SyncDetails;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.AssetServiceGetAssetRequest;
import dev.grantlake.wire.connector.v2.AssetServiceGetAssetResponse;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.EntitlementsServiceListEntitlementsRequest;
import dev.grantlake.wire.connector.v2.EntitlementsServiceListStaticEntitlementsRequest;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantsServiceListGrantsRequest;
import dev.grantlake.wire.connector.v2.GrantsServiceListGrantsResponse;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceTypesServiceListResourceTypesRequest;
import dev.grantlake.wire.connector.v2.ResourcesServiceListResourcesRequest;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceGetEntitlementRequest;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceListEntitlementsByIdsRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceGetGrantRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementsRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementsResponse;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForPrincipalRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForResourceTypeRequest;
import dev.grantlake.wire.reader.v2.ResourceTypesReaderServiceGetResourceTypeRequest;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceGetResourceRequest;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceListResourcesByIdsRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetLatestFinishedSyncRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetLatestFinishedSyncResponse;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetSyncRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceListSyncsRequest;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Speaks the services' messages to a file that Go wrote, and compares with what the store itself says. */
@ExtendWith(Seeds.class)
class ReaderAdapterTest {

    private Store store = Grantlake.open(Fixtures.path("c1z/small.v3.c1z"));
    private Sync sync = store.latestSync().orElseThrow();
    private ReaderAdapter reader = new ReaderAdapter(store);

    @BeforeEach
    void isOpen() {
        assertThat(store.syncs()).hasSize(1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void open(String fixture) {
        store.close();
        store = Grantlake.open(Fixtures.path("c1z/" + fixture), OpenOptions.defaults());
        sync = store.sync(store.syncs().get(0));
        reader = new ReaderAdapter(store);
    }

    @Test
    void listsResourceTypesResourcesAndEntitlements() {
        assertThat(reader.listResourceTypes(ResourceTypesServiceListResourceTypesRequest.getDefaultInstance())
                        .getListList())
                .isEqualTo(sync.resourceTypes().all().stream()
                        .map(dev.grantlake.store.ResourceType::toMessage)
                        .toList());
        assertThat(reader.listResources(ResourcesServiceListResourcesRequest.newBuilder()
                                .setResourceTypeId("group")
                                .setParentResourceId(id("app", "a00"))
                                .build())
                        .getListList())
                .isNotEmpty()
                .allMatch(resource -> resource.getId().getResourceType().equals("group")
                        && resource.getParentResourceId().equals(id("app", "a00")));
        assertThat(reader.listEntitlements(EntitlementsServiceListEntitlementsRequest.newBuilder()
                                .setResource(Resource.newBuilder().setId(id("group", "g0000")))
                                .build())
                        .getListList())
                .extracting(Entitlement::getId)
                .containsExactly("group:g0000:member", "group:g0000:owner");
        assertThat(reader.listStaticEntitlements(EntitlementsServiceListStaticEntitlementsRequest.getDefaultInstance())
                        .getListList())
                .isEmpty();
    }

    @Test
    void pagesOverGrants(Dice dice) {
        List<Grant> all = sync.grants().all().stream()
                .map(dev.grantlake.store.Grant::toMessage)
                .toList();
        List<Grant> paged = new ArrayList<>();
        String token = "";
        do {
            GrantsServiceListGrantsResponse response = reader.listGrants(GrantsServiceListGrantsRequest.newBuilder()
                    .setPageSize(dice.between(1, 300))
                    .setPageToken(token)
                    .build());
            paged.addAll(response.getListList());
            token = response.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(paged).isEqualTo(all).hasSize(1000);
        assertThat(reader.listGrants(GrantsServiceListGrantsRequest.newBuilder()
                                .setPageSize(-1)
                                .build())
                        .getListCount())
                .isEqualTo(1000);
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.listGrants(GrantsServiceListGrantsRequest.newBuilder()
                        .setPageToken("???")
                        .build()));
    }

    @Test
    void listsGrantsOfAResource() {
        Resource group = Resource.newBuilder().setId(id("group", "g0000")).build();
        assertThat(reader.listGrants(GrantsServiceListGrantsRequest.newBuilder()
                                .setResource(group)
                                .build())
                        .getListList())
                .isNotEmpty()
                .allMatch(grant -> grant.getEntitlement().getResource().getId().equals(group.getId()));
    }

    @Test
    void attachesTheExpandableAnnotationOnlyWhereAskedFor() {
        GrantsServiceListGrantsRequest request = GrantsServiceListGrantsRequest.getDefaultInstance();
        assertThat(expandable(reader.listGrants(request))).isZero();
        assertThat(expandable(reader.listGrantsWithExpansion(request))).isEqualTo(16);
        ReaderAdapter likeReference = new ReaderAdapter(store, ReaderOptions.LIKE_REFERENCE_V3, "");
        assertThat(expandable(likeReference.listGrants(request))).isEqualTo(16);
    }

    private static long expandable(GrantsServiceListGrantsResponse response) {
        return response.getListList().stream()
                .filter(grant -> grant.getAnnotationsCount() > 0
                        && grant.getAnnotations(grant.getAnnotationsCount() - 1).is(GrantExpandable.class))
                .count();
    }

    @Test
    void getsSingleRecords() {
        assertThat(reader.getResourceType(ResourceTypesReaderServiceGetResourceTypeRequest.newBuilder()
                                .setResourceTypeId("user")
                                .build())
                        .getResourceType()
                        .getId())
                .isEqualTo("user");
        assertThat(reader.getResource(ResourcesReaderServiceGetResourceRequest.newBuilder()
                                .setResourceId(id("app", "a00"))
                                .build())
                        .getResource()
                        .getId())
                .isEqualTo(id("app", "a00"));
        assertThat(reader.getEntitlement(EntitlementsReaderServiceGetEntitlementRequest.newBuilder()
                                .setEntitlementId("group:g0000:owner")
                                .build())
                        .getEntitlement()
                        .getId())
                .isEqualTo("group:g0000:owner");
        String grant = sync.grants().all().first().orElseThrow().id();
        assertThat(reader.getGrant(GrantsReaderServiceGetGrantRequest.newBuilder()
                                .setGrantId(grant)
                                .build())
                        .getGrant()
                        .getId())
                .isEqualTo(grant);
    }

    @Test
    void saysWhatIsMissing() {
        fails(
                StorageException.Kind.NOT_FOUND,
                () -> reader.getResourceType(ResourceTypesReaderServiceGetResourceTypeRequest.newBuilder()
                        .setResourceTypeId("none")
                        .build()));
        fails(
                StorageException.Kind.NOT_FOUND,
                () -> reader.getResource(ResourcesReaderServiceGetResourceRequest.newBuilder()
                        .setResourceId(id("app", "none"))
                        .build()));
        fails(
                StorageException.Kind.NOT_FOUND,
                () -> reader.getEntitlement(EntitlementsReaderServiceGetEntitlementRequest.newBuilder()
                        .setEntitlementId("none")
                        .build()));
        fails(
                StorageException.Kind.NOT_FOUND,
                () -> reader.getGrant(GrantsReaderServiceGetGrantRequest.newBuilder()
                        .setGrantId("a:b:c:d:e")
                        .build()));
        fails(
                StorageException.Kind.NOT_FOUND,
                () -> reader.getSync(SyncsReaderServiceGetSyncRequest.newBuilder()
                        .setSyncId("none")
                        .build()));
        fails(StorageException.Kind.NOT_FOUND, () -> reader.getAsset(asset("none")));
    }

    @Test
    void saysWhatARequestLacks() {
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.getResource(ResourcesReaderServiceGetResourceRequest.getDefaultInstance()));
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.getGrant(GrantsReaderServiceGetGrantRequest.getDefaultInstance()));
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.listGrantsForEntitlement(
                        GrantsReaderServiceListGrantsForEntitlementRequest.getDefaultInstance()));
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.listGrantsForPrincipal(
                        GrantsReaderServiceListGrantsForPrincipalRequest.getDefaultInstance()));
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.getAsset(AssetServiceGetAssetRequest.getDefaultInstance()));
    }

    @Test
    void listsByIdsOmitWhatIsNotThereAndRepeatNothing() {
        assertThat(reader.listResourcesByIds(ResourcesReaderServiceListResourcesByIdsRequest.newBuilder()
                                .addResourceIds(id("group", "g0001"))
                                .addResourceIds(id("app", "none"))
                                .addResourceIds(ResourceId.getDefaultInstance())
                                .addResourceIds(id("app", "a00"))
                                .addResourceIds(id("group", "g0001"))
                                .build())
                        .getListList())
                .extracting(Resource::getId)
                .containsExactly(id("group", "g0001"), id("app", "a00"));
        assertThat(reader.listEntitlementsByIds(EntitlementsReaderServiceListEntitlementsByIdsRequest.newBuilder()
                                .addEntitlementIds("app:a00:access")
                                .addEntitlementIds("")
                                .addEntitlementIds("none")
                                .addEntitlementIds("app:a00:access")
                                .build())
                        .getListList())
                .extracting(Entitlement::getId)
                .containsExactly("app:a00:access");
    }

    @Test
    void listsWhoHasAnEntitlement() {
        Entitlement placed = entitlement("group:g0000:member").toBuilder()
                .setResource(Resource.newBuilder().setId(id("group", "g0000")))
                .build();
        List<Grant> grants = reader.listGrantsForEntitlement(
                        GrantsReaderServiceListGrantsForEntitlementRequest.newBuilder()
                                .setEntitlement(placed)
                                .build())
                .getListList();
        assertThat(grants).hasSize(100);
        assertThat(reader.listGrantsForEntitlement(GrantsReaderServiceListGrantsForEntitlementRequest.newBuilder()
                                .setEntitlement(entitlement("group:g0000:member"))
                                .build())
                        .getListList())
                .as("found by its id")
                .isEqualTo(grants);
        ResourceId principal = grants.get(5).getPrincipal().getId();
        assertThat(reader.listGrantsForEntitlement(GrantsReaderServiceListGrantsForEntitlementRequest.newBuilder()
                                .setEntitlement(placed)
                                .setPrincipalId(principal)
                                .build())
                        .getListList())
                .containsExactly(grants.get(5));
        assertThat(reader.listGrantsForEntitlement(GrantsReaderServiceListGrantsForEntitlementRequest.newBuilder()
                                .setEntitlement(placed)
                                .addPrincipalResourceTypeIds("group")
                                .build())
                        .getListList())
                .isEqualTo(grants.stream()
                        .filter(grant ->
                                grant.getPrincipal().getId().getResourceType().equals("group"))
                        .toList());
        assertThat(reader.listGrantsForEntitlement(GrantsReaderServiceListGrantsForEntitlementRequest.newBuilder()
                                .setEntitlement(entitlement("none"))
                                .build())
                        .getListList())
                .isEmpty();
    }

    @Test
    void listsWhoHasSeveralEntitlements(Dice dice) {
        List<Entitlement> wanted = List.of(
                entitlement("role:r001:assigned"),
                entitlement("none"),
                entitlement("group:g0003:member"),
                entitlement("app:a00:access"),
                entitlement("group:g0000:member"));
        List<Grant> expected = new ArrayList<>();
        for (Entitlement entitlement : wanted) {
            sync.grants()
                    .entitlement(entitlement.getId())
                    .ifPresent(key -> sync.grants()
                            .matching(GrantFilter.ALL.withEntitlement(key))
                            .forEach(grant -> expected.add(grant.toMessage())));
        }
        assertThat(expected).hasSizeGreaterThan(100);
        for (int round = 0; round < Seeds.rounds(20); round++) {
            int size = dice.between(1, 150);
            List<Grant> paged = new ArrayList<>();
            String token = "";
            do {
                GrantsReaderServiceListGrantsForEntitlementsResponse response = reader.listGrantsForEntitlements(
                        GrantsReaderServiceListGrantsForEntitlementsRequest.newBuilder()
                                .addAllEntitlements(wanted)
                                .setPageSize(size)
                                .setPageToken(token)
                                .build());
                assertThat(response.getListCount()).isLessThanOrEqualTo(size);
                paged.addAll(response.getListList());
                token = response.getNextPageToken();
            } while (!token.isEmpty());
            assertThat(paged).isEqualTo(expected);
        }
        assertThat(reader.listGrantsForEntitlements(
                                GrantsReaderServiceListGrantsForEntitlementsRequest.getDefaultInstance())
                        .getListList())
                .isEmpty();
    }

    @Test
    void listsGrantsByTypeAndPrincipal() {
        GrantsReaderServiceListGrantsForResourceTypeRequest group =
                GrantsReaderServiceListGrantsForResourceTypeRequest.newBuilder()
                        .setResourceTypeId("group")
                        .build();
        assertThat(reader.listGrantsForResourceType(group).getListList())
                .hasSize(848)
                .allMatch(grant -> grant.getEntitlement()
                        .getResource()
                        .getId()
                        .getResourceType()
                        .equals("group"));
        List<Grant> toGroups = reader.listGrantsForPrincipalType(group).getListList();
        assertThat(toGroups)
                .isNotEmpty()
                .allMatch(
                        grant -> grant.getPrincipal().getId().getResourceType().equals("group"));
        assertThat(new ReaderAdapter(store, ReaderOptions.LIKE_REFERENCE_V3, "")
                        .listGrantsForResourceType(group)
                        .getListCount())
                .isEqualTo(toGroups.size());
        ResourceId principal = toGroups.get(0).getPrincipal().getId();
        List<Grant> held = reader.listGrantsForPrincipal(GrantsReaderServiceListGrantsForPrincipalRequest.newBuilder()
                        .setPrincipalId(principal)
                        .build())
                .getListList();
        assertThat(held)
                .containsExactlyInAnyOrderElementsOf(toGroups.stream()
                        .filter(grant -> grant.getPrincipal().getId().equals(principal))
                        .toList());
        assertThat(reader.listGrantsForPrincipal(GrantsReaderServiceListGrantsForPrincipalRequest.newBuilder()
                                .setPrincipalId(principal)
                                .setEntitlement(held.get(0).getEntitlement())
                                .build())
                        .getListList())
                .containsExactly(held.get(0));
    }

    @Test
    void findsTheSyncThatARequestMeans() {
        String id = sync.run().id();
        for (Any annotation : List.of(
                details("type.googleapis.com/c1.c1z.v1.SyncDetails", id),
                details("example.com/c1.c1z.v1.SyncDetails", id),
                details("c1.c1z.v1.SyncDetails", id),
                details("type.googleapis.com/c1.c1z.v1.Other", "none"),
                details("type.googleapis.com/c1.c1z.v1.SyncDetails", ""))) {
            assertThat(types("", annotation)).as("%s", annotation).isEqualTo(4);
        }
        assertThat(types("none", details("c1.c1z.v1.SyncDetails", id)))
                .as("the field goes first")
                .isZero();
        assertThat(types(id, details("c1.c1z.v1.SyncDetails", "none"))).isEqualTo(4);
        assertThat(types("", details("c1.c1z.v1.SyncDetails", "none"))).isZero();
        Any broken = Any.newBuilder()
                .setTypeUrl("c1.c1z.v1.SyncDetails")
                .setValue(ByteString.copyFromUtf8("\n\uffff"))
                .build();
        fails(StorageException.Kind.INVALID_ARGUMENT, () -> types("", broken));
        assertThat(new ReaderAdapter(store, ReaderOptions.DEFAULT, "none")
                        .listResourceTypes(ResourceTypesServiceListResourceTypesRequest.getDefaultInstance())
                        .getListList())
                .isEmpty();
        fails(
                StorageException.Kind.NOT_FOUND,
                () -> reader.getResourceType(ResourceTypesReaderServiceGetResourceTypeRequest.newBuilder()
                        .setResourceTypeId("user")
                        .addAnnotations(details("c1.c1z.v1.SyncDetails", "none"))
                        .build()));
    }

    private int types(String activeSyncId, Any annotation) {
        return reader.listResourceTypes(ResourceTypesServiceListResourceTypesRequest.newBuilder()
                        .setActiveSyncId(activeSyncId)
                        .addAnnotations(annotation)
                        .build())
                .getListCount();
    }

    private static Any details(String typeUrl, String id) {
        return Any.newBuilder()
                .setTypeUrl(typeUrl)
                .setValue(SyncDetails.newBuilder().setId(id).build().toByteString())
                .build();
    }

    @Test
    void anOldUnfinishedSyncIsReadOnlyByItsId() {
        store.close();
        OpenOptions later = OpenOptions.defaults().withClock(() -> Instant.parse("2027-01-01T00:00:00Z"));
        store = Grantlake.open(Fixtures.path("c1z/unfinished.v3.c1z"), later);
        reader = new ReaderAdapter(store);
        String id = store.syncs().get(0).id();
        assertThat(types("", Any.getDefaultInstance())).isZero();
        assertThat(types(id, Any.getDefaultInstance())).isEqualTo(4);
    }

    @Test
    void tellsOfSyncs() {
        String id = sync.run().id();
        SyncsReaderServiceGetLatestFinishedSyncResponse latest =
                reader.getLatestFinishedSync(SyncsReaderServiceGetLatestFinishedSyncRequest.getDefaultInstance());
        assertThat(latest.getSync().getId()).isEqualTo(id);
        assertThat(latest.getSync().getStats().getGrants()).isEqualTo(1000);
        assertThat(latest.getSync().getStats().getGrantsByResourceTypeMap()).containsEntry("group", 848L);
        assertThat(latest.getSync().getSyncType()).isEqualTo("full");
        assertThat(reader.getSync(SyncsReaderServiceGetSyncRequest.newBuilder()
                                .setSyncId(id)
                                .build())
                        .getSync())
                .isEqualTo(latest.getSync());
        assertThat(reader.listSyncs(SyncsReaderServiceListSyncsRequest.getDefaultInstance())
                        .getSyncsList())
                .containsExactly(latest.getSync().toBuilder().clearStats().build());
        assertThat(reader.listSyncs(SyncsReaderServiceListSyncsRequest.newBuilder()
                                .setPageToken(id)
                                .build())
                        .getSyncsList())
                .isEmpty();
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.listSyncs(SyncsReaderServiceListSyncsRequest.newBuilder()
                        .setPageToken("none")
                        .build()));
        assertThat(reader.getLatestFinishedSync(SyncsReaderServiceGetLatestFinishedSyncRequest.newBuilder()
                                .setSyncType("partial")
                                .build())
                        .hasSync())
                .isFalse();
        fails(
                StorageException.Kind.INVALID_ARGUMENT,
                () -> reader.getLatestFinishedSync(SyncsReaderServiceGetLatestFinishedSyncRequest.newBuilder()
                        .setSyncType("none")
                        .build()));
    }

    @Test
    void streamsAssets() {
        open("tiny.v3.c1z");
        List<AssetServiceGetAssetResponse> messages =
                reader.getAsset(asset("asset-big")).toList();
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).getMetadata().getContentType()).isEqualTo("application/octet-stream");
        assertThat(messages.get(1).getData().getData().size()).isEqualTo(100_000);
    }

    @Test
    void anAmbiguousIdIsSaidToBeSo() {
        open("nasty.v3.c1z");
        Set<String> seen = new java.util.HashSet<>();
        String twice = sync.entitlements().all().stream()
                .map(dev.grantlake.store.Entitlement::id)
                .filter(id -> !id.isEmpty() && !seen.add(id))
                .findFirst()
                .orElseThrow();
        fails(
                StorageException.Kind.FAILED_PRECONDITION,
                () -> reader.getEntitlement(EntitlementsReaderServiceGetEntitlementRequest.newBuilder()
                        .setEntitlementId(twice)
                        .build()));
    }

    private static void fails(StorageException.Kind kind, ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static AssetServiceGetAssetRequest asset(String id) {
        return AssetServiceGetAssetRequest.newBuilder()
                .setAsset(AssetRef.newBuilder().setId(id))
                .build();
    }

    private static Entitlement entitlement(String id) {
        return Entitlement.newBuilder().setId(id).build();
    }

    private static ResourceId id(String type, String id) {
        return ResourceId.newBuilder().setResourceType(type).setResource(id).build();
    }
}

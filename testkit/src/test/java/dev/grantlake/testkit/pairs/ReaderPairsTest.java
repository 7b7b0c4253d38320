package dev.grantlake.testkit.pairs;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.v2.ReaderAdapter;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.AssetServiceGetAssetRequest;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.EntitlementsServiceListEntitlementsRequest;
import dev.grantlake.wire.connector.v2.GrantsServiceListGrantsRequest;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceTypesServiceListResourceTypesRequest;
import dev.grantlake.wire.connector.v2.ResourcesServiceListResourcesRequest;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceGetEntitlementRequest;
import dev.grantlake.wire.reader.v2.EntitlementsReaderServiceListEntitlementsByIdsRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceGetGrantRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForEntitlementsRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForPrincipalRequest;
import dev.grantlake.wire.reader.v2.GrantsReaderServiceListGrantsForResourceTypeRequest;
import dev.grantlake.wire.reader.v2.ResourceTypesReaderServiceGetResourceTypeRequest;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceGetResourceRequest;
import dev.grantlake.wire.reader.v2.ResourcesReaderServiceListResourcesByIdsRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetLatestFinishedSyncRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceGetSyncRequest;
import dev.grantlake.wire.reader.v2.SyncsReaderServiceListSyncsRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The fixtures that Go wrote in each format, read through the messages of the reader services. Both formats give pages
 * of the same sizes, and together they hold the same records; each page holds others, since one format goes by
 * insertion and the other by keys. What else may differ is said at {@link PairsTest}.
 */
class ReaderPairsTest {

    private static final OpenOptions OPTIONS =
            OpenOptions.defaults().withZone(ZoneOffset.UTC).withClock(() -> Instant.parse("2026-11-20T05:00:00Z"));

    /** How many of the entitlements and principals are asked for one by one. */
    private static final int SAMPLE = 40;

    /** Both files of a pair. */
    private record Pair(ReaderAdapter v1, ReaderAdapter v3) {

        /** All pages of a listing, which must be alike in both; gives the records of v3. */
        <Q extends Message, A extends Message> List<Message> samePages(
                Q request, int pageSize, BiFunction<ReaderAdapter, Q, A> call) {
            List<List<Message>> one = pages(v1, request, pageSize, call);
            List<List<Message>> other = pages(v3, request, pageSize, call);
            assertThat(one.stream().map(List::size))
                    .as("sizes of pages: %s", request)
                    .containsExactlyElementsOf(other.stream().map(List::size).toList());
            assertThat(kept(one)).as("records: %s", request).isEqualTo(kept(other));
            return other.stream().flatMap(List::stream).toList();
        }

        /** The answer to one question, which must be the same in both. */
        void same(Function<ReaderAdapter, Message> call) {
            assertThat(KeptByBoth.of(call.apply(v1))).isEqualTo(KeptByBoth.of(call.apply(v3)));
        }
    }

    private static <Q extends Message, A extends Message> List<List<Message>> pages(
            ReaderAdapter reader, Q request, int pageSize, BiFunction<ReaderAdapter, Q, A> call) {
        List<List<Message>> pages = new ArrayList<>();
        String token = "";
        do {
            Message.Builder asked = request.toBuilder();
            asked.setField(field(asked, "page_size"), pageSize);
            asked.setField(field(asked, "page_token"), token);
            @SuppressWarnings("unchecked")
            A answer = call.apply(reader, (Q) asked.build());
            pages.add(list(answer));
            token = (String) answer.getField(field(answer.toBuilder(), "next_page_token"));
            assertThat(pages.get(pages.size() - 1)).hasSizeLessThanOrEqualTo(pageSize);
        } while (!token.isEmpty());
        return pages;
    }

    private static FieldDescriptor field(Message.Builder message, String name) {
        return message.getDescriptorForType().findFieldByName(name);
    }

    private static List<Message> list(Message answer) {
        FieldDescriptor list = field(answer.toBuilder(), "list");
        List<Message> records = new ArrayList<>();
        for (int i = 0; i < answer.getRepeatedFieldCount(list); i++) {
            records.add((Message) answer.getRepeatedField(list, i));
        }
        return records;
    }

    private static List<String> kept(List<List<Message>> pages) {
        return pages.stream()
                .flatMap(List::stream)
                .map(message -> KeptByBoth.of(message).toString())
                .sorted()
                .toList();
    }

    private static Store open(String name) {
        return Grantlake.open(Fixtures.path("c1z/" + name + ".c1z"), OPTIONS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tiny", "small", "empty", "unfinished", "post-expansion", "pre-expansion-cycles", "compact/p3"})
    void theMessagesOfBothFormatsAgreePageByPage(String name) {
        try (Store v1 = open(name + ".v1");
                Store v3 = open(name + ".v3")) {
            Pair pair = new Pair(new ReaderAdapter(v1), new ReaderAdapter(v3));
            types(pair);
            List<Resource> resources = resources(pair);
            List<Entitlement> entitlements = entitlements(pair, resources);
            grants(pair, resources, entitlements);
            syncs(pair);
            v3.latestSync().orElseThrow().assets().all().forEach(asset -> asset(pair, asset.id()));
        }
    }

    private static void types(Pair pair) {
        pair.samePages(
                        ResourceTypesServiceListResourceTypesRequest.getDefaultInstance(),
                        2,
                        ReaderAdapter::listResourceTypes)
                .forEach(type -> {
                    String id = ((dev.grantlake.wire.connector.v2.ResourceType) type).getId();
                    pair.same(reader ->
                            reader.getResourceType(ResourceTypesReaderServiceGetResourceTypeRequest.newBuilder()
                                    .setResourceTypeId(id)
                                    .build()));
                    pair.samePages(
                            ResourcesServiceListResourcesRequest.newBuilder()
                                    .setResourceTypeId(id)
                                    .build(),
                            7,
                            ReaderAdapter::listResources);
                    GrantsReaderServiceListGrantsForResourceTypeRequest ofType =
                            GrantsReaderServiceListGrantsForResourceTypeRequest.newBuilder()
                                    .setResourceTypeId(id)
                                    .build();
                    pair.samePages(ofType, 100, ReaderAdapter::listGrantsForResourceType);
                    pair.samePages(ofType, 100, ReaderAdapter::listGrantsForPrincipalType);
                });
    }

    private static List<Resource> resources(Pair pair) {
        List<Resource> resources = pair
                .samePages(ResourcesServiceListResourcesRequest.getDefaultInstance(), 11, ReaderAdapter::listResources)
                .stream()
                .map(Resource.class::cast)
                .toList();
        ResourcesReaderServiceListResourcesByIdsRequest.Builder ids =
                ResourcesReaderServiceListResourcesByIdsRequest.newBuilder();
        for (Resource resource : resources.stream().limit(SAMPLE).toList()) {
            ids.addResourceIds(resource.getId());
            pair.same(reader -> reader.getResource(ResourcesReaderServiceGetResourceRequest.newBuilder()
                            .setResourceId(resource.getId())
                            .build())
                    .getResource());
            pair.samePages(
                    ResourcesServiceListResourcesRequest.newBuilder()
                            .setParentResourceId(resource.getId())
                            .build(),
                    3,
                    ReaderAdapter::listResources);
        }
        ids.addResourceIds(ResourceId.newBuilder().setResourceType("nobody").setResource("nobody"));
        assertThat(pair.v1().listResourcesByIds(ids.build()).getListList().stream()
                        .map(KeptByBoth::of))
                .containsExactlyElementsOf(pair.v3().listResourcesByIds(ids.build()).getListList().stream()
                        .map(KeptByBoth::of)
                        .toList());
        return resources;
    }

    private static List<Entitlement> entitlements(Pair pair, List<Resource> resources) {
        List<Entitlement> entitlements = pair
                .samePages(
                        EntitlementsServiceListEntitlementsRequest.getDefaultInstance(),
                        5,
                        ReaderAdapter::listEntitlements)
                .stream()
                .map(Entitlement.class::cast)
                .toList();
        for (Resource resource : resources.stream().limit(SAMPLE).toList()) {
            pair.samePages(
                    EntitlementsServiceListEntitlementsRequest.newBuilder()
                            .setResource(Resource.newBuilder().setId(resource.getId()))
                            .build(),
                    1,
                    ReaderAdapter::listEntitlements);
        }
        EntitlementsReaderServiceListEntitlementsByIdsRequest.Builder ids =
                EntitlementsReaderServiceListEntitlementsByIdsRequest.newBuilder();
        for (Entitlement entitlement : entitlements.stream().limit(SAMPLE).toList()) {
            ids.addEntitlementIds(entitlement.getId());
            pair.same(reader -> reader.getEntitlement(EntitlementsReaderServiceGetEntitlementRequest.newBuilder()
                            .setEntitlementId(entitlement.getId())
                            .build())
                    .getEntitlement());
        }
        assertThat(pair.v1().listEntitlementsByIds(ids.build()).getListList().stream()
                        .map(KeptByBoth::of))
                .containsExactlyElementsOf(pair.v3().listEntitlementsByIds(ids.build()).getListList().stream()
                        .map(KeptByBoth::of)
                        .toList());
        return entitlements;
    }

    private static void grants(Pair pair, List<Resource> resources, List<Entitlement> entitlements) {
        GrantsServiceListGrantsRequest all = GrantsServiceListGrantsRequest.getDefaultInstance();
        List<Message> grants = pair.samePages(all, 500, ReaderAdapter::listGrants);
        pair.samePages(all, 300, ReaderAdapter::listGrantsWithExpansion);
        for (Message grant : grants.stream().limit(SAMPLE).toList()) {
            String id = ((dev.grantlake.wire.connector.v2.Grant) grant).getId();
            pair.same(reader -> reader.getGrant(GrantsReaderServiceGetGrantRequest.newBuilder()
                            .setGrantId(id)
                            .build())
                    .getGrant());
        }
        for (Resource resource : resources.stream().limit(SAMPLE).toList()) {
            pair.samePages(
                    GrantsServiceListGrantsRequest.newBuilder()
                            .setResource(Resource.newBuilder().setId(resource.getId()))
                            .build(),
                    10,
                    ReaderAdapter::listGrants);
            pair.samePages(
                    GrantsReaderServiceListGrantsForPrincipalRequest.newBuilder()
                            .setPrincipalId(resource.getId())
                            .build(),
                    4,
                    ReaderAdapter::listGrantsForPrincipal);
        }
        GrantsReaderServiceListGrantsForEntitlementsRequest.Builder several =
                GrantsReaderServiceListGrantsForEntitlementsRequest.newBuilder();
        for (Entitlement entitlement : entitlements.stream().limit(SAMPLE).toList()) {
            several.addEntitlements(entitlement);
            pair.samePages(
                    GrantsReaderServiceListGrantsForEntitlementRequest.newBuilder()
                            .setEntitlement(entitlement)
                            .build(),
                    25,
                    ReaderAdapter::listGrantsForEntitlement);
        }
        pair.samePages(several.build(), 30, ReaderAdapter::listGrantsForEntitlements);
    }

    private static void syncs(Pair pair) {
        SyncsReaderServiceListSyncsRequest all = SyncsReaderServiceListSyncsRequest.getDefaultInstance();
        assertThat(pair.v1().listSyncs(all).getSyncsCount())
                .isEqualTo(pair.v3().listSyncs(all).getSyncsCount());
        SyncsReaderServiceGetLatestFinishedSyncRequest latest =
                SyncsReaderServiceGetLatestFinishedSyncRequest.getDefaultInstance();
        assertThat(pair.v1().getLatestFinishedSync(latest).getSync().getSyncType())
                .isEqualTo(pair.v3().getLatestFinishedSync(latest).getSync().getSyncType());
        pair.v1()
                .listSyncs(all)
                .getSyncsList()
                .forEach(run -> assertThat(pair.v1()
                                .getSync(SyncsReaderServiceGetSyncRequest.newBuilder()
                                        .setSyncId(run.getId())
                                        .build())
                                .getSync()
                                .getId())
                        .isEqualTo(run.getId()));
    }

    private static void asset(Pair pair, String id) {
        AssetServiceGetAssetRequest request = AssetServiceGetAssetRequest.newBuilder()
                .setAsset(AssetRef.newBuilder().setId(id))
                .build();
        assertThat(pair.v1().getAsset(request))
                .containsExactlyElementsOf(pair.v3().getAsset(request).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = "small")
    void aTokenIsOfOneListingOfOneFormat(String name) {
        try (Store v1 = open(name + ".v1");
                Store v3 = open(name + ".v3")) {
            ReaderAdapter one = new ReaderAdapter(v1);
            ReaderAdapter other = new ReaderAdapter(v3);
            GrantsServiceListGrantsRequest request =
                    GrantsServiceListGrantsRequest.newBuilder().setPageSize(3).build();
            String ofV1 = one.listGrants(request).getNextPageToken();
            String ofV3 = other.listGrants(request).getNextPageToken();
            refused(() -> one.listGrants(request.toBuilder().setPageToken(ofV3).build()));
            refused(() ->
                    other.listGrants(request.toBuilder().setPageToken(ofV1).build()));
            refused(() -> one.listResources(ResourcesServiceListResourcesRequest.newBuilder()
                    .setPageToken(ofV1)
                    .build()));
        }
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT));
    }
}

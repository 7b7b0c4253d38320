package dev.grantlake.testkit.writing;

import com.google.protobuf.ByteString;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot be stored is refused in the middle of a call; what came before it stands, and the sync goes on. */
class RefusedRecordsTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final String LONE = "a\ud800";
    private static final ResourceId GROUP = ResourceId.of("group", "g1");

    @TempDir
    private Path folder;

    static Stream<Arguments> refusedGrants() {
        return Stream.of(
                Arguments.of("no entitlement", grant("x").clearEntitlement()),
                Arguments.of(
                        "no id of it", grant("x").setEntitlement(entitlement("").clearId())),
                Arguments.of(
                        "no resource of it",
                        grant("x").setEntitlement(entitlement("m").clearResource())),
                Arguments.of(
                        "no type of that",
                        grant("x").setEntitlement(entitlement("m").setResource(resource("", "g1")))),
                Arguments.of(
                        "no id of that",
                        grant("x").setEntitlement(entitlement("m").setResource(resource("group", "")))),
                Arguments.of("no principal", grant("x").clearPrincipal()),
                Arguments.of("no type of it", grant("x").setPrincipal(resource("", "x"))),
                Arguments.of("no id of it", grant("x").setPrincipal(resource("user", ""))),
                Arguments.of("principal without UTF-8", grant("x").setPrincipal(resource("user", LONE))),
                Arguments.of("entitlement without UTF-8", grant("x").setEntitlement(entitlement(LONE))),
                Arguments.of("id without UTF-8", grant("x").setId(LONE)),
                Arguments.of(
                        "parent without UTF-8",
                        grant("x")
                                .setPrincipal(resource("user", "x")
                                        .setParentResourceId(
                                                resource("org", LONE).getId()))),
                Arguments.of("a key above the limit", grant("x").setPrincipal(resource("user", "x".repeat(61 << 10)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusedGrants(String why, Grant.Builder bad) {
        SyncModel model = new SyncModel(NOW);
        write(model, options(), sync -> {
            assertRefused(() -> sync.putGrants(
                    List.of(grant("before").build(), bad.build(), grant("after").build())));
            model.put(grant("before").build());
            sync.put(grant("later").build());
            model.put(grant("later").build());
            assertRefused(() -> sync.putGrantRecords(List.of(
                    record("stored").build(), record("bad").clearPrincipal().build())));
            model.put(record("stored").build());
        });
    }

    static Stream<Arguments> refusedEntitlements() {
        return Stream.of(
                Arguments.of("no resource", entitlement("x").clearResource()),
                Arguments.of("no type of it", entitlement("x").setResource(resource("", "r"))),
                Arguments.of("no id of it", entitlement("x").setResource(resource("t", ""))),
                Arguments.of("text without UTF-8", entitlement("x").setSlug(LONE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusedEntitlements(String why, Entitlement.Builder bad) {
        SyncModel model = new SyncModel(NOW);
        write(model, options(), sync -> {
            assertRefused(() -> sync.putEntitlements(List.of(
                    entitlement("before").build(),
                    bad.build(),
                    entitlement("after").build())));
            model.put(entitlement("before").build());
            sync.put(entitlement("").build());
            model.put(entitlement("").build());
        });
    }

    @Test
    void emptyIdsThatNothingNeedsAreData() {
        SyncModel model = new SyncModel(NOW);
        write(model, options(), sync -> {
            sync.put(ResourceType.getDefaultInstance());
            model.put(ResourceType.getDefaultInstance());
            sync.put(Resource.getDefaultInstance());
            model.put(Resource.getDefaultInstance());
            assertRefused(() ->
                    sync.put(ResourceType.newBuilder().setDisplayName(LONE).build()));
            assertRefused(() -> sync.put(resource("t", "r").setDescription(LONE).build()));
            sync.putSession("", Bytes.utf8("v"));
            model.sessions.put("", Bytes.utf8("v"));
        });
    }

    @Test
    void assetsUpToTheLimitAreStored() {
        SyncModel model = new SyncModel(NOW);
        write(model, options().withLimits(100, 1000), sync -> {
            AssetRecord largest = AssetRecord.newBuilder()
                    .setExternalId("largest")
                    .setData(ByteString.copyFrom(new byte[1000]))
                    .build();
            assertRefused(() -> sync.putAssetRecords(List.of(
                    largest,
                    largest.toBuilder()
                            .setExternalId("larger")
                            .setData(ByteString.copyFrom(new byte[1001]))
                            .build())));
            model.put(largest);
            assertRefused(() -> sync.putAsset("", "text/plain", Bytes.EMPTY));
        });
    }

    /** An int would have made 1 of it, and then no asset would have passed. */
    @Test
    void aLimitAboveTwoGigabytesIsNoSmallOne() {
        SyncModel model = new SyncModel(NOW);
        write(model, options().withLimits(100, (1L << 32) + 1), sync -> {
            sync.putAsset("a", "text/plain", Bytes.utf8("data"));
            model.putAsset("a", "text/plain", Bytes.utf8("data"));
        });
    }

    /** Keys as long as any options allow, of which everything derived is longer still. */
    @Test
    void keysUpToTheLimitAreStoredAndFound() {
        int limit = WriteOptions.MAX_KEY_BYTES;
        SyncModel model = new SyncModel(NOW);
        String half = "h".repeat(limit / 2 - 100);
        ResourceId on = ResourceId.of("group", half);
        write(
                model,
                options().withLimits(limit, 0),
                sync -> {
                    for (String member : List.of("member", "group:" + half + ":member")) {
                        Grant.Builder grant =
                                grant("x").setEntitlement(entitlement(member).setResource(resource("group", half)));
                        int used = keyBytes(grant.build());
                        Grant longest = grant.setPrincipal(resource("user", "x".repeat(limit - used + 1)))
                                .build();
                        Grant longer = grant.setPrincipal(resource("user", "x".repeat(limit - used + 2)))
                                .build();
                        assertRefused(() -> sync.putGrants(List.of(longest, longer)));
                        model.put(longest);
                    }
                    Resource longest =
                            resource("r", "x".repeat(limit - "...r.".length())).build();
                    assertRefused(() -> sync.putResources(List.of(
                            longest,
                            resource("r", "x".repeat(limit - "...r.".length() + 1))
                                    .build())));
                    model.put(longest);
                },
                on);
    }

    /** The key as the format has it: two bytes of header, then each component behind a separator. */
    private static int keyBytes(Grant grant) {
        var on = grant.getEntitlement().getResource().getId();
        String prefix = on.getResourceType() + ":" + on.getResource() + ":";
        String id = grant.getEntitlement().getId();
        String tail = id.startsWith(prefix) ? id.substring(prefix.length()) : id;
        var to = grant.getPrincipal().getId();
        return 2
                + List.of(on.getResourceType(), on.getResource(), "1", tail, to.getResourceType(), to.getResource())
                        .stream()
                        .mapToInt(component -> 1 + component.length())
                        .sum();
    }

    /** What is done to a sync between its beginning and its end. */
    private interface Puts {
        void into(SyncWriter sync);
    }

    private void write(SyncModel model, WriteOptions options, Puts puts, ResourceId... ids) {
        Path file = folder.resolve("out.c1z");
        try (SyncWriter sync = Grantlake.create(file, NewSync.full(), options)) {
            puts.into(sync);
            sync.finish();
        }
        ReadBack.requireSame(
                file,
                model,
                Stream.concat(
                                Stream.of(ids),
                                model.grants.keySet().stream()
                                        .map(GrantKey::entitlement)
                                        .map(EntitlementKey::resource))
                        .toList());
    }

    private WriteOptions options() {
        return WriteOptions.defaults().withClock(InstantSource.fixed(NOW));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT))
                .hasMessageStartingWith("cannot store ");
    }

    private static Grant.Builder grant(String user) {
        return Grant.newBuilder()
                .setId("grant of " + user)
                .setEntitlement(entitlement("group:g1:member"))
                .setPrincipal(resource("user", user));
    }

    private static GrantRecord.Builder record(String user) {
        GrantRecord.Builder record = GrantRecord.newBuilder().setExternalId("grant of " + user);
        record.getEntitlementBuilder()
                .setResourceTypeId(GROUP.type())
                .setResourceId(GROUP.id())
                .setEntitlementId("m");
        record.getPrincipalBuilder().setResourceTypeId("user").setResourceId(user);
        return record;
    }

    private static Entitlement.Builder entitlement(String id) {
        return Entitlement.newBuilder().setId(id).setResource(resource(GROUP.type(), GROUP.id()));
    }

    private static Resource.Builder resource(String type, String id) {
        return Resource.newBuilder()
                .setId(dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                        .setResourceType(type)
                        .setResource(id));
    }
}

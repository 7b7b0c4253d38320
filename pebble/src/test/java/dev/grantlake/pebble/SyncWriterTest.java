package dev.grantlake.pebble;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Packing;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.GrantSources;
import dev.grantlake.wire.connector.v2.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class SyncWriterTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final ResourceId ALICE = ResourceId.of("user", "alice");
    private static final ResourceId GROUP = ResourceId.of("group", "g1");
    private static final EntitlementKey MEMBER = new EntitlementKey(GROUP, "group:g1:member");
    private static final EntitlementKey OWNER = new EntitlementKey(GROUP, "group:g1:owner");

    @TempDir
    private Path folder;

    private WriteOptions options() {
        return WriteOptions.defaults()
                .withClock(InstantSource.fixed(NOW))
                .withRandom(new Random(1))
                .withTemporaryFolder(folder.resolve("tmp"));
    }

    private SyncWriter writer(Path file, WriteOptions options) throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        return Grantlake.create(file, NewSync.full(), options);
    }

    private static void putSmall(SyncWriter sync) {
        sync.putResourceType("user", "User");
        sync.putResourceType("group", "Group");
        sync.putResource(ALICE, "Alice");
        sync.putResource(GROUP, "Group 1");
        sync.putEntitlement(MEMBER, "Member");
        sync.putEntitlement(OWNER, "Owner");
        sync.putGrant(MEMBER, ALICE);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void whatWasPutIsRead(Packing packing) throws IOException {
        Path file = folder.resolve("out.c1z");
        try (SyncWriter sync = writer(file, options().withPacking(packing))) {
            putSmall(sync);
            sync.putAsset("logo", "image/png", Bytes.utf8("data"));
            sync.putSession("cursor", Bytes.utf8("42"));
            WrittenSync written = sync.finish();
            assertThat(written.syncId()).isEqualTo(sync.syncId());
            assertThat(written.sizeBytes()).isEqualTo(Files.size(file));
            assertThat(written.statistics().grants()).isEqualTo(1);
        }
        try (Store store = Grantlake.open(file)) {
            Sync sync = store.latestSync().orElseThrow();
            assertThat(sync.run().type()).isEqualTo(SyncType.FULL);
            assertThat(sync.run().startedAt()).contains(NOW);
            assertThat(sync.run().endedAt()).contains(NOW);
            assertThat(sync.statistics().statistics().resourcesByType())
                    .containsEntry("user", 1L)
                    .containsEntry("group", 1L);
            assertThat(sync.grants().forPrincipal(ALICE).stream().map(Grant::id))
                    .containsExactly("group:g1:member:user:alice");
            assertThat(sync.grants().forEntitlement(MEMBER).stream()).hasSize(1);
            assertThat(sync.assets().find("logo").orElseThrow().data()).isEqualTo(Bytes.utf8("data"));
            assertThat(sync.sessions().find("cursor")).contains(Bytes.utf8("42"));
            assertThat(sync.grantDigests().whole()).isPresent();
        }
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(file, folder.resolve("tmp"));
        }
    }

    @Test
    void ofOneIdentityTheLastOneStandsAndIndexesFollow() throws IOException {
        Path file = folder.resolve("out.c1z");
        ResourceId app = ResourceId.of("app", "a1");
        try (SyncWriter sync = writer(file, options())) {
            putSmall(sync);
            Resource child = message(ALICE).toBuilder()
                    .setParentResourceId(message(app).getId())
                    .build();
            sync.putResources(List.of(child, message(ALICE)));
            dev.grantlake.wire.connector.v2.Grant grant = dev.grantlake.wire.connector.v2.Grant.newBuilder()
                    .setId("own")
                    .setEntitlement(Entitlement.newBuilder().setId(MEMBER.id()).setResource(message(GROUP)))
                    .setPrincipal(message(ALICE))
                    .setSources(
                            GrantSources.newBuilder().putSources("x", GrantSources.GrantSource.getDefaultInstance()))
                    .build();
            sync.putGrants(List.of(
                    grant, grant.toBuilder().setId("other").clearSources().build()));
            assertThat(sync.finish().statistics().grants()).isEqualTo(1);
        }
        try (Store store = Grantlake.open(file)) {
            Sync sync = store.latestSync().orElseThrow();
            assertThat(sync.grants().forPrincipal(ALICE).stream().map(Grant::id))
                    .containsExactly("other");
            assertThat(sync.resources().childrenOf(app).stream()).isEmpty();
        }
    }

    @Test
    void aRefusedRecordNamesItselfAndLeavesTheSyncUsable() throws IOException {
        Path file = folder.resolve("out.c1z");
        try (SyncWriter sync = writer(file, options())) {
            putSmall(sync);
            assertThatThrownBy(() -> sync.put(dev.grantlake.wire.connector.v2.Grant.newBuilder()
                            .setId("lonely")
                            .setPrincipal(message(ALICE))
                            .build()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("lonely");
            assertThatThrownBy(() -> sync.putAsset("", "text/plain", Bytes.EMPTY))
                    .isInstanceOf(StoreException.class);
            sync.putGrant(OWNER, ALICE);
            assertThat(sync.finish().statistics().grants()).isEqualTo(2);
        }
    }

    @Test
    void anExistingFileIsReplacedOnlyWhenAskedFor() throws IOException {
        Path file = folder.resolve("out.c1z");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> writer(file, options()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.ALREADY_EXISTS));
        assertThat(file).hasContent("old");
        try (SyncWriter sync = writer(file, options().withReplace(true))) {
            putSmall(sync);
            assertThat(file).hasContent("old");
            sync.finish();
        }
        try (Store store = Grantlake.open(file)) {
            assertThat(store.syncs()).hasSize(1);
        }
    }

    @Test
    void aSyncThatIsGivenUpLeavesNothing() throws IOException {
        Path file = folder.resolve("out.c1z");
        SyncWriter sync = writer(file, options().withMemoryBytes(1 << 20));
        for (int i = 0; i < 200_000; i++) {
            sync.putGrant(MEMBER, ResourceId.of("user", "u" + i));
        }
        sync.abort();
        sync.close();
        assertThatThrownBy(() -> sync.putGrant(MEMBER, ALICE)).isInstanceOf(StorageException.class);
        assertThat(file).doesNotExist();
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void anUnfinishedSyncKeepsItsTokenAndMayBeTakenUp() throws IOException {
        Path file = folder.resolve("out.c1z");
        try (SyncWriter sync = writer(file, options())) {
            putSmall(sync);
            sync.checkpoint("step 1");
            sync.saveUnfinished("step 2");
        }
        try (Store store = Grantlake.open(file, OpenOptions.defaults().withClock(InstantSource.fixed(NOW)))) {
            Sync sync = store.latestSync().orElseThrow();
            assertThat(sync.run().finished()).isFalse();
            assertThat(sync.run().token()).isEqualTo("step 2");
            assertThat(sync.grantDigests().whole()).isEmpty();
            assertThat(sync.grants().forPrincipal(ALICE).stream()).hasSize(1);
        }
    }

    @Test
    void theSameRecordsGiveTheSameBytesHoweverTheyCome(Dice dice) throws Exception {
        List<dev.grantlake.wire.connector.v2.Grant> grants = new ArrayList<>();
        for (int i = 0; i < 150_000; i++) {
            String id = "u" + i % 50_021;
            EntitlementKey entitlement = new EntitlementKey(ResourceId.of("group", "g" + i % 7), "e" + i / 50_021);
            grants.add(dev.grantlake.wire.connector.v2.Grant.newBuilder()
                    .setId(entitlement.id() + ":user:" + id)
                    .setEntitlement(Entitlement.newBuilder()
                            .setId(entitlement.id())
                            .setResource(message(entitlement.resource())))
                    .setPrincipal(message(ResourceId.of("user", id)))
                    .build());
        }
        Path first = folder.resolve("first.c1z");
        try (SyncWriter sync = writer(first, options().withThreads(1))) {
            putSmall(sync);
            sync.putGrants(grants);
            sync.finish();
        }
        Collections.shuffle(grants, new Random(dice.bits()));
        Path second = folder.resolve("second.c1z");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (SyncWriter sync = writer(second, options().withThreads(4).withMemoryBytes(1 << 20))) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < grants.size(); i += 1000) {
                List<dev.grantlake.wire.connector.v2.Grant> some = grants.subList(i, i + 1000);
                calls.add(threads.submit(() -> sync.putGrants(some)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            putSmall(sync);
            assertThat(sync.finish().spilledBytes()).isPositive();
        } finally {
            threads.shutdown();
        }
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }

    private static Resource message(ResourceId id) {
        return Resource.newBuilder()
                .setId(dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                        .setResourceType(id.type())
                        .setResource(id.id()))
                .build();
    }
}

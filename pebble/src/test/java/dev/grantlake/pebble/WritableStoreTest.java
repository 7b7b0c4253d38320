package dev.grantlake.pebble;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenSync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.WritableStore;
import dev.grantlake.store.WriteOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The life of syncs in a file that is open for writing. */
class WritableStoreTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    @TempDir
    private Path folder;

    @Test
    void startingAgainGivesTheSyncThatIsBeingWritten() {
        try (WritableStore store = edit(NOW)) {
            OpenSync sync = store.start(NewSync.full());
            assertThat(store.start(NewSync.full())).isSameAs(sync);
            refused(Kind.FAILED_PRECONDITION, () -> store.start(NewSync.of(SyncType.PARTIAL)));
            refused(Kind.FAILED_PRECONDITION, () -> store.delete(sync.id()));
            assertThat(store.openSync()).containsSame(sync);
            sync.finish();
            assertThat(store.openSync()).isEmpty();
            refused(Kind.FAILED_PRECONDITION, sync::finish);
            assertThat(store.start(NewSync.of(SyncType.PARTIAL)).run().type()).isEqualTo(SyncType.PARTIAL);
        }
    }

    @Test
    void aSyncIsTakenUpWithItsMark() {
        String id;
        try (WritableStore store = edit(NOW)) {
            OpenSync sync = store.start(NewSync.full());
            sync.putResourceType("user", "User");
            sync.checkpoint("page 2");
            id = sync.id();
        }
        try (WritableStore store = edit(NOW)) {
            refused(Kind.NOT_FOUND, () -> store.resume("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy"));
            OpenSync sync = store.resume(id);
            assertThat(store.resume(id)).isSameAs(sync);
            assertThat(sync.run().token()).isEqualTo("page 2");
            assertThat(sync.read().resourceTypes().find("user")).isPresent();
            assertThat(sync.finish().endedAt()).contains(NOW);
            refused(Kind.FAILED_PRECONDITION, () -> store.resume(id));
            assertThat(store.edit(id).run().finished()).isTrue();
        }
    }

    @Test
    void theNewestOfTheLastSevenDaysIsTakenUp() {
        Duration week = Duration.ofDays(7);
        String id;
        try (WritableStore store = edit(NOW)) {
            assertThat(store.resumeLatest(SyncType.FULL)).isEmpty();
            id = store.start(NewSync.full()).id();
        }
        try (WritableStore store = edit(NOW.plus(week).plusSeconds(1))) {
            assertThat(store.resumeLatest(SyncType.FULL)).isEmpty();
            assertThat(store.resume(id)).isNotNull();
        }
        try (WritableStore store = edit(NOW.plus(week))) {
            assertThat(store.resumeLatest(SyncType.PARTIAL)).isEmpty();
            OpenSync sync = store.resumeLatest(SyncType.FULL).orElseThrow();
            assertThat(sync.id()).isEqualTo(id);
            sync.finish();
            assertThat(store.resumeLatest(SyncType.FULL)).isEmpty();
        }
    }

    @Test
    void whatIsAbandonedIsNotSaved() throws Exception {
        Path path = folder.resolve("sync.c1z");
        try (WritableStore store = edit(NOW)) {
            store.start(NewSync.full()).finish();
        }
        byte[] before = Files.readAllBytes(path);
        try (WritableStore store = edit(NOW)) {
            store.delete(store.syncs().get(0).id());
            assertThat(store.syncs()).isEmpty();
            store.abandon();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void syncsOfManyAreRemovedOneByOne() {
        WriteOptions options = options(NOW).withManySyncs(true);
        try (WritableStore store = Grantlake.edit(folder.resolve("many.c1z"), options)) {
            String first = store.start(NewSync.full()).finish().id();
            String second = store.start(NewSync.full()).finish().id();
            store.delete(first);
            assertThat(store.syncs()).extracting(SyncRun::id).containsExactly(second);
            refused(Kind.NOT_FOUND, () -> store.delete(first));
        }
    }

    private WritableStore edit(Instant now) {
        return Grantlake.edit(folder.resolve("sync.c1z"), options(now));
    }

    private WriteOptions options(Instant now) {
        return WriteOptions.defaults().withTemporaryFolder(folder).withClock(InstantSource.fixed(now));
    }

    private static void refused(Kind kind, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}

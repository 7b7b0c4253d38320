package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as the database in a v1 file, with the size in its header put right: it is refused, or each listing gives
 * records or is refused, and so is each record when it is turned into its message.
 */
final class SqlitePagesFuzzTest {

    private static final Path FILE = temporaryFile();
    private static final OpenOptions OPTIONS =
            OpenOptions.defaults().withZone(ZoneOffset.UTC).withEnvironment(Map.of());

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("pages", ".c1z");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FuzzTest
    void readsOrRefuses(byte[] database) {
        byte[] file = V1Files.of(V1Files.frame(V1Files.withRightSize(database)));
        try {
            Files.write(FILE, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HostileRead.of(file.length, () -> {
            try (Store store = Grantlake.open(FILE, OPTIONS)) {
                for (SyncRun run : store.syncs()) {
                    assertThat(run.toString()).isNotEmpty();
                    readEach(store.sync(run));
                }
                return store.metadata();
            }
        });
    }

    /** Every kind of read by itself, since the first that is refused would hide the others. */
    private static void readEach(Sync sync) {
        refusable(() -> sync.resourceTypes()
                .all()
                .forEach(type -> assertThat(type.toMessage()).isNotNull()));
        refusable(() -> sync.resources().all().forEach(resource -> {
            assertThat(resource.toMessage()).isNotNull();
            sync.resources().find(resource.id());
            sync.grants().forPrincipal(resource.id()).count();
        }));
        refusable(() -> sync.entitlements().all().forEach(entitlement -> {
            assertThat(entitlement.toMessage()).isNotNull();
            sync.grants().forEntitlement(entitlement.key()).count();
        }));
        refusable(() -> sync.grants().all().forEach(grant -> {
            assertThat(grant.toExpandableMessage()).isNotNull();
            assertThat(grant.toRecord()).isNotNull();
        }));
        refusable(() -> sync.assets()
                .all()
                .forEach(asset -> assertThat(asset.id() + asset.data()).isNotEmpty()));
        refusable(() -> sync.sessions()
                .all()
                .forEach(entry -> assertThat(entry.toString()).isNotEmpty()));
        refusable(() -> assertThat(sync.statistics().toString()).isNotEmpty());
        refusable(() -> assertThat(sync.recount().toString()).isNotEmpty());
    }

    private static void refusable(Runnable read) {
        try {
            read.run();
        } catch (StorageException refused) {
            assertThat(refused).hasMessageContaining(FILE.getFileName().toString());
        }
    }
}

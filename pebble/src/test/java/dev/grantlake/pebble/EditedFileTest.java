package dev.grantlake.pebble;

import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.FrameEntry;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreSummary;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncStatistics;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.SyncEditor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EditedFileTest {

    private static final EntitlementKey MEMBER = new EntitlementKey(new ResourceId("group", "g"), "group:g:member");
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String A = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";
    private static final String B = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOz";

    @TempDir
    private Path folder;

    @Test
    void aNewFileAppearsWhenItIsSaved() {
        Path path = folder.resolve("sync.c1z");
        try (EditedFile file = edit(path)) {
            SyncEditor sync = file.start(NewSync.full().withId(A));
            put(sync, "alice");
            assertThat(path).doesNotExist();
            sync.finish();
            file.save();
        }
        assertThat(grants(path, A)).containsExactly("alice");
        assertThat(folder).isDirectoryContaining(each -> each.equals(path));
        assertThat(folder.toFile().list()).as("nothing but the file").containsExactly("sync.c1z");
    }

    @Test
    void aSyncThatHasNotEndedIsTakenUpFromTheFile() {
        Path path = folder.resolve("sync.c1z");
        try (EditedFile file = edit(path)) {
            SyncEditor sync = file.start(NewSync.full().withId(A));
            put(sync, "alice");
            sync.checkpoint("page 2");
            file.save();
        }
        try (Store store = Grantlake.open(path)) {
            assertThat(store.syncs()).extracting(SyncRun::finished).containsExactly(false);
        }
        try (EditedFile file = edit(path)) {
            SyncEditor sync = file.edit(file.syncRuns().get(0));
            assertThat(sync.run().token()).isEqualTo("page 2");
            put(sync, "bob");
            sync.finish();
            file.save();
        }
        assertThat(grants(path, A)).containsExactly("alice", "bob");
        StoreSummary summary = Grantlake.summary(path, OpenOptions.defaults());
        assertThat(summary.syncs().get(0).statistics().orElseThrow().grants()).isEqualTo(2);
        assertThat(summary.grantDigest().orElseThrow().count()).isEqualTo(2);
    }

    /** What was put and deleted again, and every digest on the way, leaves no trace in the file. */
    @Test
    void aFinishedSyncIsChangedInPlace() {
        Path path = folder.resolve("changed.c1z");
        try (EditedFile file = edit(path)) {
            SyncEditor sync = file.start(NewSync.full().withId(A));
            put(sync, "alice");
            put(sync, "bob");
            sync.finish();
            file.save();
        }
        NavigableMap<Bytes, Bytes> before = entries(path);
        try (EditedFile file = edit(path)) {
            SyncEditor sync = file.edit(file.syncRuns().get(0));
            put(sync, "carol");
            file.save();
            assertThat(Grantlake.summary(path, OpenOptions.defaults()).grantDigest())
                    .isEmpty();
            assertThat(sync.deleteGrant("group:g:member:user:carol")).isTrue();
            sync.finish();
            file.save();
        }
        assertThat(entries(path)).isEqualTo(before);
    }

    @Test
    void whatIsNotChangedIsNotWritten() throws Exception {
        Path path = folder.resolve("sync.c1z");
        try (EditedFile file = edit(path)) {
            file.save();
            assertThat(path).doesNotExist();
            file.start(NewSync.full().withId(A)).finish();
            file.save();
        }
        byte[] before = Files.readAllBytes(path);
        Object identity = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        try (EditedFile file = edit(path)) {
            file.sync(file.syncRuns().get(0)).count();
            file.save();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(Files.readAttributes(path, BasicFileAttributes.class).fileKey())
                .isEqualTo(identity);
    }

    @Test
    void aSaveThatFailsLeavesTheOldFileAndCanBeTriedAgain() throws Exception {
        Path path = Files.createDirectory(folder.resolve("sub")).resolve("sync.c1z");
        try (EditedFile file = edit(path)) {
            SyncEditor sync = file.start(NewSync.full().withId(A));
            put(sync, "alice");
            file.save();
            byte[] before = Files.readAllBytes(path);
            put(sync, "bob");
            Path aside = Files.move(path.getParent(), folder.resolve("aside"));
            assertThatThrownBy(file::save).hasMessageContaining("sync.c1z");
            Files.move(aside, path.getParent());
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
            put(sync, "carol");
            sync.finish();
            file.save();
        }
        assertThat(grants(path, A)).containsExactly("alice", "bob", "carol");
    }

    /** Of a file with many tables nearly all are the same afterwards, byte for byte as they lay there. */
    @Test
    void framesOfWhatIsNotChangedAreCarriedOver() throws Exception {
        Path path = folder.resolve("sync.c1z");
        try (SyncWriter writer = Grantlake.create(path, NewSync.full().withId(A), options())) {
            for (int group = 0; group < 500; group++) {
                EntitlementKey member = new EntitlementKey(new ResourceId("group", "g" + group), "member");
                for (int user = 0; user < 200; user++) {
                    writer.putGrant(member, new ResourceId("user", "u" + user));
                }
            }
            writer.finish();
        }
        Map<Bytes, String> before = frames(path);
        try (EditedFile file = edit(path)) {
            SyncEditor sync = file.edit(file.syncRuns().get(0));
            put(sync, "alice");
            sync.finish();
            file.save();
            // From the frames of the file that was opened, though its name is another file's by now.
            put(file.edit(file.syncRuns().get(0)), "bob");
            file.save();
        }
        Map<Bytes, String> after = frames(path);
        assertThat(before).hasSizeGreaterThan(8);
        assertThat(after.keySet().stream()
                        .filter(before::containsKey)
                        .mapToLong(Bytes::length)
                        .sum())
                .as("bytes of " + before.values() + " that were carried over to " + after.values())
                .isGreaterThan(before.keySet().stream().mapToLong(Bytes::length).sum() / 2);
        try (Store store = Grantlake.open(path)) {
            assertThat(store.sync(A).grants().all().count()).isEqualTo(500 * 200 + 2);
        }
        assertThat(folder.toFile().list()).containsExactly("sync.c1z");
    }

    /** The tables of a file by their frames as they lie there. */
    private static Map<Bytes, String> frames(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        Map<Bytes, String> frames = new HashMap<>();
        try (PebbleFile file = PebbleFile.open(path, OpenOptions.defaults())) {
            for (FrameEntry frame : file.container().frameTable().orElseThrow().entries()) {
                if (frame.name().endsWith(".sst")) {
                    frames.put(Bytes.wrap(bytes, (int) frame.offset(), (int) frame.compressedSize()), frame.name());
                }
            }
        }
        return frames;
    }

    @Test
    void manySyncsLieInOneFile() {
        Path path = folder.resolve("many.c1z");
        WriteOptions options = options().withManySyncs(true);
        try (EditedFile file = (EditedFile) new PebbleEngine().edit(path, options)) {
            SyncEditor first = file.start(NewSync.full().withId(A));
            put(first, "alice");
            first.finish();
            SyncEditor second = file.start(NewSync.of(SyncType.PARTIAL).withId(B));
            put(second, "bob");
            second.checkpoint("page 2");
            file.save();
        }
        try (Store store = Grantlake.open(path)) {
            assertThat(store.metadata().interior()).isEqualTo("pebble");
            assertThat(store.syncs()).extracting(SyncRun::id).containsExactlyInAnyOrder(A, B);
            assertThat(store.sync(B).run().token()).isEqualTo("page 2");
            assertThat(store.sync(A).statistics().source()).isEqualTo(SyncStatistics.Source.SIDECAR);
            assertThat(store.sync(B).statistics().source()).isEqualTo(SyncStatistics.Source.COUNTED);
        }
        assertThat(grants(path, A)).containsExactly("alice");
        assertThat(grants(path, B)).containsExactly("bob");
        assertThat(Grantlake.summary(path, OpenOptions.defaults()).syncs())
                .extracting(sync -> sync.run().id())
                .containsExactly(A, B);
        try (EditedFile file = edit(path)) {
            file.delete(file.syncRuns().get(0));
            SyncEditor second = file.edit(file.syncRuns().get(0));
            put(second, "carol");
            second.finish();
            file.save();
        }
        try (Store store = Grantlake.open(path)) {
            assertThat(store.syncs()).extracting(SyncRun::id).containsExactly(B);
        }
        assertThat(grants(path, B)).containsExactly("bob", "carol");
    }

    private static void put(SyncEditor sync, String user) {
        sync.writer().putGrant(MEMBER, new ResourceId("user", user));
    }

    private static List<String> grants(Path path, String sync) {
        try (Store store = Grantlake.open(path);
                Stream<Grant> grants = store.sync(sync).grants().all().stream()) {
            return grants.map(grant -> grant.key().principal().id()).toList();
        }
    }

    private EditedFile edit(Path path) {
        return (EditedFile) new PebbleEngine().edit(path, options());
    }

    private WriteOptions options() {
        return WriteOptions.defaults().withTemporaryFolder(folder).withClock(InstantSource.fixed(NOW));
    }

    private static NavigableMap<Bytes, Bytes> entries(Path path) {
        try (PebbleFile file = PebbleFile.open(path, OpenOptions.defaults())) {
            return entries(file.entries());
        }
    }

    private static NavigableMap<Bytes, Bytes> entries(KeyValueReader reader) {
        NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return entries;
    }
}

package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.maintenance.Migration;
import dev.grantlake.lake.maintenance.TableOpening;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.VersionKind;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.FakeRow;
import dev.grantlake.lake.testing.FakeRows;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import static dev.grantlake.lake.LakeFolder.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class TimelineTest {

    private static final LakeOptions SYNCHRONOUS =
            LakeFolder.QUIET.toBuilder().writeMode(WriteMode.SYNCHRONOUS).build();

    private final AtomicLong seconds = new AtomicLong();
    private final Map<DatasetFolder, WritableVfs> folders = new EnumMap<>(DatasetFolder.class);
    private final FakeDatasetLocation dataset = FakeDatasetLocation.in(
            folder -> folders.computeIfAbsent(folder, name -> new MemoryVfs(name.path())),
            () -> Instant.ofEpochSecond(seconds.incrementAndGet()));

    private Lake open() {
        return Lake.open(
                new LakeFolders(new MemoryVfs("lake"), new MemoryVfs("wal")),
                new TableOpening(dataset, TableOptions.DEFAULT),
                SYNCHRONOUS,
                Lake.Seams.none());
    }

    @Test
    @DisplayName("19.49 at least one entry a synchronous commit, in ascending order, the last one the latest version")
    void entryPerSynchronousCommit() {
        try (Lake lake = open()) {
            Timeline timeline = lake.timeline();
            int before = timeline.versions().size();
            List<Long> committed = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                committed.add(LakeFolder.set(lake, "k" + i, "v"));
                assertThat(timeline.versions()).hasSize(before + i + 1);
            }
            List<TableVersion> versions = timeline.versions();
            assertThat(versions).extracting(TableVersion::number).isSorted().doesNotHaveDuplicates();
            assertThat(versions).extracting(TableVersion::timeMicros).isSorted();
            assertThat(versions.get(0).timeMicros()).isEqualTo(1_000_000);
            assertThat(versions.get(5).number()).isEqualTo(timeline.latestVersion());
            assertThat(versions.get(0).kind()).isEqualTo(VersionKind.CREATION);
            assertThat(versions.subList(1, 6)).extracting(TableVersion::kind).containsOnly(VersionKind.FLUSH);
            assertThat(versions.subList(1, 6))
                    .extracting(version -> version.maxSeq().getAsLong())
                    .containsExactlyElementsOf(committed);
            for (TableVersion version : versions) {
                try (Transaction transaction = lake.begin(false)) {
                    assertThat(transaction.at(version.time()).version()).isEqualTo(version.number());
                }
            }
        }
    }

    @Test
    @DisplayName("19.50 a view before the write does not show it, views at and after it do")
    void viewsBeforeAndAfterAWrite() {
        try (Lake lake = open()) {
            Timeline timeline = lake.timeline();
            LakeFolder.set(lake, "other", "1");
            long before = timeline.latestVersion();
            LakeFolder.set(lake, "key", "2");
            long at = timeline.latestVersion();
            LakeFolder.set(lake, "later", "3");
            try (TimelineView view = timeline.viewAt(before)) {
                assertThat(view.version()).isEqualTo(before);
                assertThat(view.get(bytes("key"))).isNull();
                assertThat(shown(view)).containsExactly("other=1");
            }
            try (TimelineView view = timeline.viewAt(at)) {
                assertThat(view.get(bytes("key"))).isEqualTo(bytes("2"));
                assertThat(view.exists(bytes("later"))).isFalse();
                assertThat(shown(view)).containsExactly("key=2", "other=1");
                assertThat(view.getRange(KeyRange.prefix(bytes("k"))))
                        .containsExactly(new LakeEntry(bytes("key"), bytes("2")));
            }
            try (TimelineView view = timeline.viewLatest()) {
                assertThat(view.version()).isEqualTo(at + 1);
                assertThat(view.maxSeq()).isEqualTo(lake.stats().lastSeq());
                assertThat(shown(view)).containsExactly("key=2", "later=3", "other=1");
            }
            assertThatThrownBy(() -> timeline.viewAt(at + 2)).isInstanceOf(VersionNotFound.class);
        }
    }

    @Test
    @DisplayName("19.51 a transaction that writes and deletes adds one version, which shows all of it")
    void oneVersionPerTransaction() {
        try (Lake lake = open()) {
            Timeline timeline = lake.timeline();
            LakeFolder.set(lake, "gone", "1");
            LakeFolder.set(lake, "kept", "1");
            int before = timeline.versions().size();
            try (Transaction transaction = lake.begin(true)) {
                transaction.set(bytes("new"), bytes("2"));
                transaction.delete(bytes("gone"));
                transaction.set(bytes("kept"), bytes("2"));
                transaction.commit();
            }
            assertThat(timeline.versions()).hasSize(before + 1);
            try (TimelineView view = timeline.viewLatest()) {
                assertThat(shown(view)).containsExactly("kept=2", "new=2");
            }
        }
    }

    @Test
    void tagsOutliveTheLake() {
        try (Lake lake = open()) {
            LakeFolder.set(lake, "a", "1");
            lake.timeline().tag("first.one", 2);
            lake.timeline().tag("gone", 2);
            lake.timeline().tag("moving", 1);
            lake.timeline().tag("moving", 2);
            lake.timeline().untag("gone");
            assertThatThrownBy(() -> lake.timeline().tag("none", 7)).isInstanceOf(VersionNotFound.class);
            assertThatThrownBy(() -> lake.timeline().untag("gone"))
                    .asInstanceOf(type(StorageException.class))
                    .returns(StorageException.Kind.NOT_FOUND, StorageException::kind);
        }
        try (Lake lake = open()) {
            assertThat(lake.timeline().tags()).isEqualTo(Map.of("first.one", 2L, "moving", 2L));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../up", "a/b", ".a", "a.", "a..b", "a b", "a.lock", "ä"})
    void refusesNamesThatAreNotOfFiles(String name) {
        try (Lake lake = open()) {
            assertThatThrownBy(() -> lake.timeline().tag(name, 1))
                    .asInstanceOf(type(StorageException.class))
                    .returns(StorageException.Kind.INVALID_ARGUMENT, StorageException::kind);
        }
    }

    @Test
    void tellsWhoMadeAVersion() {
        try (Dataset created = dataset.asFormat1().create()) {
            append(created, FakeRow.of("old", "1", 4));
        }
        Migration.migrate(dataset, new MemoryVfs("kv.lance"));
        try (Dataset foreign = dataset.open()) {
            foreign.configure(Map.of("theirs", "1")).version().close();
            append(foreign, FakeRow.of("foreign", "1", 9));
        }
        try (Lake lake = open()) {
            LakeFolder.set(lake, "a", "1");
            assertThat(lake.timeline().versions())
                    .extracting(TableVersion::kind)
                    .containsExactly(
                            VersionKind.CREATION,
                            VersionKind.FOREIGN,
                            VersionKind.MIGRATION,
                            VersionKind.MIGRATION,
                            VersionKind.FOREIGN,
                            VersionKind.FOREIGN,
                            VersionKind.FLUSH);
            assertThat(lake.timeline().versions())
                    .extracting(TableVersion::maxSeq)
                    .as("what others have made is not looked through")
                    .containsExactly(
                            OptionalLong.of(0),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            OptionalLong.of(10));
        }
    }

    @Test
    void refusesAfterTheLakeIsClosed() {
        Lake lake = open();
        Timeline timeline = lake.timeline();
        lake.close();
        assertThatThrownBy(timeline::versions)
                .asInstanceOf(type(StorageException.class))
                .returns(StorageException.Kind.CLOSED, StorageException::kind);
    }

    private static void append(Dataset dataset, FakeRow row) {
        FakeRows rows = FakeRows.of(row);
        try (DatasetVersion head = dataset.head()) {
            List<Addition> added = dataset.write(rows, rows.maxSeq(), 1000).stream()
                    .map(Addition::of)
                    .toList();
            dataset.commit(new Change(head.number(), added, Map.of(), Set.of(), Map.of()))
                    .version()
                    .close();
        }
    }

    /** What a cursor shows, as it goes. */
    private static List<String> shown(TimelineView view) {
        List<String> shown = new ArrayList<>();
        try (Cursor cursor = view.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Bytes value = cursor.value().copy();
                shown.add(cursor.key().copy().toUtf8() + "=" + value.toUtf8());
            }
        }
        return shown;
    }
}

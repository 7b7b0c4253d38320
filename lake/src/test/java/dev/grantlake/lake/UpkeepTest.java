package dev.grantlake.lake;

import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.checkpoint.Checkpoint;
import dev.grantlake.lake.checkpoint.CheckpointFile;
import dev.grantlake.lake.columnar.TableOptions;
import dev.grantlake.lake.commit.CommitStep;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.flush.FlushClock;
import dev.grantlake.lake.maintenance.TableOpening;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.table.TableVersion;
import dev.grantlake.lake.table.VersionKind;
import dev.grantlake.lake.testing.FakeDatasetLocation;
import dev.grantlake.lake.testing.WatchedLocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

import static dev.grantlake.lake.LakeFolder.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Compaction and pruning, as a lake has them. */
@ExtendWith(Seeds.class)
class UpkeepTest {

    private static final String DIRECTORY = "directory of up to {0} bytes";

    /** Seconds since 1970; each version takes one. */
    private final AtomicLong seconds = new AtomicLong(1_000_000);

    private final FakeDatasetLocation dataset =
            FakeDatasetLocation.inMemory(() -> Instant.ofEpochSecond(seconds.incrementAndGet()));
    private TableOptions table = TableOptions.DEFAULT.withCacheBytes(0);
    private final MemoryVfs root = new MemoryVfs("lake");
    private final MemoryVfs wal = new MemoryVfs("wal");

    private Lake open() {
        return open(dataset);
    }

    private Lake open(DatasetLocation location) {
        return Lake.open(
                new LakeFolders(root, wal),
                new TableOpening(location, table),
                LakeFolder.QUIET,
                new Lake.Seams(
                        FlushClock.system(),
                        FlushClock.system(),
                        () -> Instant.ofEpochSecond(seconds.get()),
                        CommitStep.Watch.NONE,
                        failure -> {}));
    }

    @ParameterizedTest(name = DIRECTORY)
    @ValueSource(longs = {256 << 20, 0})
    @DisplayName("19.78 a compaction: one version of the same content, sorted, and old tombstones are gone")
    void compactionShowsTheSame(long directoryBytes, Dice dice) {
        table = table.withDirectoryBytes(directoryBytes);
        SortedMap<String, String> model = new TreeMap<>();
        for (int round = 0; round < 10; round++) {
            try (Lake lake = open()) {
                assertThat(entries(lake)).isEqualTo(entries(model));
                for (int flush = dice.between(1, 4); flush > 0; flush--) {
                    change(lake, model, dice);
                    lake.flush();
                }
                change(lake, model, dice);
                lake.flush();
                long before = lake.timeline().latestVersion();
                lake.compact();
                assertThat(entries(lake)).isEqualTo(entries(model));
                List<TableVersion> versions = lake.timeline().versions();
                TableVersion last = versions.get(versions.size() - 1);
                if (last.kind() == VersionKind.COMPACTION) {
                    assertThat(last.number()).isEqualTo(before + 1);
                }
                assertThat(checkpoint().datasetVersion()).isEqualTo(last.number());
                assertThat(lake.stats().version()).isEqualTo(last.number());
                lake.compact();
                assertThat(lake.timeline().latestVersion())
                        .as("nothing is left to be done")
                        .isEqualTo(last.number());
                lake.prune(Duration.ZERO);
                assertThat(lake.timeline().versions()).containsExactly(last);
                assertThat(entries(lake)).isEqualTo(entries(model));
            }
            try (Dataset opened = dataset.open();
                    DatasetVersion head = opened.head()) {
                assertThat(head.fragments()).hasSizeLessThan(2);
                assertThat(keys(head)).isSorted().containsAll(model.keySet());
            }
        }
        try (Lake lake = open()) {
            set(lake, model, "last", "1");
            lake.compact();
            assertThat(entries(lake)).isEqualTo(entries(model));
        }
        try (Dataset opened = dataset.open();
                DatasetVersion head = opened.head()) {
            assertThat(keys(head)).containsExactlyElementsOf(model.keySet());
        }
    }

    @ParameterizedTest(name = DIRECTORY)
    @ValueSource(longs = {256 << 20, 0})
    @DisplayName("19.74 a snapshot stays what it was over flush, compaction and pruning")
    void snapshotsStay(long directoryBytes, Dice dice) {
        table = table.withDirectoryBytes(directoryBytes);
        SortedMap<String, String> model = new TreeMap<>();
        try (Lake lake = open()) {
            change(lake, model, dice);
            lake.flush();
            change(lake, model, dice);
            List<LakeEntry> then = entries(model);
            Transaction reader = lake.begin(false);
            Cursor cursor = reader.cursor(KeyRange.ALL);
            assertThat(cursor.first()).isTrue();
            long held = lake.timeline().latestVersion();
            for (int round = 0; round < 5; round++) {
                change(lake, model, dice);
                lake.compact();
                seconds.addAndGet(1000);
                lake.prune(Duration.ZERO);
                assertThat(reader.getRange(KeyRange.ALL)).isEqualTo(then);
                assertThat(entries(lake)).isEqualTo(entries(model));
                assertThat(lake.timeline().versions().get(0).number()).isEqualTo(held);
            }
            List<LakeEntry> walked = new ArrayList<>();
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                walked.add(new LakeEntry(cursor.key().copy(), cursor.value().copy()));
            }
            assertThat(walked).isEqualTo(then);
            cursor.close();
            reader.close();
            assertThat(lake.prune(Duration.ZERO)).isPositive();
            assertThat(lake.timeline().versions()).hasSize(1);
        }
    }

    @ParameterizedTest(name = DIRECTORY)
    @ValueSource(longs = {256 << 20, 0})
    @Timeout(60)
    @DisplayName("19.75 a scan while flushes, compactions and prunings go on misses no key")
    void scansMissNoKey(long directoryBytes) throws Exception {
        table = table.withDirectoryBytes(directoryBytes);
        int keys = 40;
        try (Lake lake = open()) {
            for (int i = 0; i < keys; i++) {
                LakeFolder.set(lake, "k" + i, "v");
            }
            lake.flush();
            AtomicBoolean over = new AtomicBoolean();
            FutureTask<Boolean> writer = started(over, round -> {
                LakeFolder.set(lake, "k" + round % keys, "" + round);
                lake.flush();
            });
            FutureTask<Boolean> upkeep = started(over, round -> {
                lake.compact();
                lake.prune(Duration.ZERO);
            });
            long until = lake.stats().version() + 60;
            while (lake.stats().version() < until && !writer.isDone() && !upkeep.isDone()) {
                try (Transaction transaction = lake.begin(false)) {
                    assertThat(transaction.count(KeyRange.ALL)).isEqualTo(keys);
                    assertThat(transaction.keysDescending(KeyRange.ALL, ScanLimit.NONE, 0))
                            .hasSize(keys);
                    assertThat(transaction.getRange(KeyRange.ALL)).hasSize(keys);
                }
            }
            over.set(true);
            assertThat(writer.get()).isTrue();
            assertThat(upkeep.get()).isTrue();
        }
    }

    private static FutureTask<Boolean> started(AtomicBoolean over, IntConsumer step) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            for (int round = 0; !over.get(); round++) {
                step.accept(round);
            }
            return true;
        });
        new Thread(task).start();
        return task;
    }

    @Test
    void pruningLeavesTagsViewsAndTheRetention() {
        try (Lake lake = open()) {
            for (int i = 0; i < 10; i++) {
                LakeFolder.set(lake, "k", "v" + i);
                lake.flush();
                seconds.addAndGet(99);
            }
            assertThat(lake.timeline().latestVersion()).isEqualTo(11);
            lake.timeline().tag("named", 3);
            try (TimelineView view = lake.timeline().viewAt(6)) {
                assertThat(lake.prune(Duration.ofSeconds(250))).isEqualTo(4);
                assertThat(numbers(lake)).containsExactly(3L, 6L, 7L, 8L, 9L, 10L, 11L);
                assertThat(view.get(bytes("k"))).isEqualTo(bytes("v4"));
            }
            assertThat(lake.prune(Duration.ofSeconds(250))).isEqualTo(3);
            assertThat(numbers(lake)).as("version 9 was the newest 250 s ago").containsExactly(3L, 9L, 10L, 11L);
            try (Transaction transaction = lake.begin(false)) {
                assertThat(transaction
                                .at(Instant.ofEpochSecond(seconds.get()).minusSeconds(250))
                                .get(bytes("k")))
                        .isEqualTo(bytes("v7"));
            }
            assertThat(lake.prune(Duration.ofSeconds(Long.MAX_VALUE))).isZero();
            assertThatThrownBy(() -> lake.prune(Duration.ofSeconds(-1)))
                    .asInstanceOf(type(StorageException.class))
                    .returns(StorageException.Kind.INVALID_ARGUMENT, StorageException::kind);
            assertThat(lake.prune(Duration.ZERO)).isEqualTo(2);
            assertThat(numbers(lake)).containsExactly(3L, 11L);
            lake.timeline().untag("named");
            assertThat(lake.prune(Duration.ZERO)).isEqualTo(1);
            assertThat(LakeFolder.get(lake, "k")).isEqualTo("v9");
        }
    }

    /** Until a checkpoint names a later version, the next opening may go back. */
    @Test
    void pruningLeavesWhatTheCheckpointNames() {
        try (Lake lake = open()) {
            LakeFolder.set(lake, "k", "1");
            lake.flush();
            LakeFolder.set(lake, "l", "1");
            lake.flush();
        }
        Checkpoint last = checkpoint();
        new CheckpointFile(root).write(new Checkpoint(2, last.maxSeq(), last.firstWalSegment(), last.writtenAt()));
        try (Lake lake = open()) {
            assertThat(lake.prune(Duration.ZERO)).isEqualTo(1);
            assertThat(numbers(lake)).containsExactly(2L, 3L);
        }
    }

    @Test
    void pruningLeavesTheVersionThatWasOpenedFirst() {
        try (Dataset created = dataset.create()) {
            created.configure(Map.of("theirs", "1")).version().close();
        }
        try (Lake lake = open()) {
            assertThat(lake.prune(Duration.ZERO)).isEqualTo(1);
            assertThat(lake.stats().version()).isEqualTo(2);
            LakeFolder.set(lake, "k", "1");
            lake.flush();
            assertThat(lake.prune(Duration.ZERO)).isEqualTo(1);
        }
    }

    @Test
    void refusesOnceTheLakeIsClosed() {
        Lake lake = open();
        lake.close();
        assertThatThrownBy(lake::compact)
                .asInstanceOf(type(StorageException.class))
                .returns(StorageException.Kind.CLOSED, StorageException::kind);
        assertThatThrownBy(() -> lake.prune(Duration.ZERO))
                .asInstanceOf(type(StorageException.class))
                .returns(StorageException.Kind.CLOSED, StorageException::kind);
    }

    @Test
    @Timeout(60)
    @DisplayName("19.23 a close does not wait for a compaction: that is given up, and begun anew next time")
    void aCloseEndsACompaction() throws InterruptedException {
        WatchedLocation watched = new WatchedLocation(dataset);
        Lake lake = open(watched);
        for (int flush = 0; flush < 2; flush++) {
            try (Transaction transaction = lake.begin(true)) {
                for (int i = 0; i < 2000; i++) {
                    transaction.set(bytes("k" + (2 * i + flush)), bytes("v"));
                }
                transaction.commit();
            }
            lake.flush();
        }
        long version = lake.timeline().latestVersion();
        Thread closing = new Thread(lake::close);
        watched.atNextRow(() -> {
            closing.start();
            // The close has come as far as it comes while this compaction lasts.
            while (closing.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
        });
        assertThatThrownBy(lake::compact)
                .asInstanceOf(type(StorageException.class))
                .returns(StorageException.Kind.CLOSED, StorageException::kind);
        closing.join();
        try (Lake again = open()) {
            assertThat(again.timeline().latestVersion()).isEqualTo(version);
            again.compact();
            assertThat(again.timeline().latestVersion()).isEqualTo(version + 1);
            assertThat(entries(again)).hasSize(4000);
        }
    }

    private Checkpoint checkpoint() {
        return requireNonNull(new CheckpointFile(root).read().checkpoint());
    }

    private static void change(Lake lake, SortedMap<String, String> model, Dice dice) {
        for (int i = dice.between(1, 30); i > 0; i--) {
            String key = "k" + dice.below(40);
            if (dice.oneIn(3)) {
                model.remove(key);
                try (Transaction transaction = lake.begin(true)) {
                    transaction.delete(bytes(key));
                    transaction.commit();
                }
            } else {
                set(lake, model, key, "v" + dice.below(1000));
            }
        }
        set(lake, model, "one", "v" + dice.below(1000));
    }

    private static void set(Lake lake, SortedMap<String, String> model, String key, String value) {
        model.put(key, value);
        LakeFolder.set(lake, key, value);
    }

    private static List<Long> numbers(Lake lake) {
        return lake.timeline().versions().stream().map(TableVersion::number).toList();
    }

    private static List<String> keys(DatasetVersion version) {
        List<String> keys = new ArrayList<>();
        try (RowBatches batches = version.rows(EnumSet.of(Column.KEY))) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    keys.add(batch.keys().copy(i).toUtf8());
                }
            }
        }
        return keys;
    }

    private static List<LakeEntry> entries(Lake lake) {
        try (Transaction transaction = lake.begin(false)) {
            return transaction.getRange(KeyRange.ALL);
        }
    }

    private static List<LakeEntry> entries(SortedMap<String, String> model) {
        List<LakeEntry> entries = new ArrayList<>();
        model.forEach((key, value) -> entries.add(new LakeEntry(bytes(key), bytes(value))));
        return entries;
    }
}

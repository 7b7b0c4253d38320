package dev.grantlake.lsm.compaction;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.version.VersionSet;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CompactorTest {

    private static final SstableOptions READING = new SstableOptions(new BufferCache(0), new ReadMetrics());
    private static final LevelOptions LEVELS = new LevelOptions(4, 500, 1 << 20, 10, 1 << 20);

    private final MemoryVfs directory = new MemoryVfs("test");
    private final List<String> told = new ArrayList<>();
    private Database database = new Database(directory);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aStepIsInstalledInOneEditAndItsInputsGo() {
        database.flush("a", "b", "c");
        assertThat(database.compactor.runOne()).isFalse();
        database.flush("b", "c", "d");
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(database.compactor.runOne()).isFalse();
        assertThat(told).containsExactly("ended MERGE L0 [000002.sst, 000003.sst] into L6, 1 made");
        assertThat(levels()).isEqualTo("6:1");
        assertThat(tables()).containsExactly("000004.sst");
    }

    @Test
    void aRangeComesDownWhateverTheScoresSay() {
        database.flush("a", "b", "c");
        CompletableFuture<?> done = database.compactor.request(KeyRange.ALL);
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(done).isNotDone();
        assertThat(database.compactor.runOne()).isFalse();
        assertThat(done).isCompleted();
        assertThat(levels()).isEqualTo("6:1");
    }

    @Test
    void countsWhatIsUnderWay() {
        database.flush("a", "b", "c");
        database.flush("b", "c", "d");
        List<Integer> running = new ArrayList<>();
        database.duringMerge = () -> running.add(database.compactor.running());
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(running).isNotEmpty().containsOnly(1);
        assertThat(database.compactor.running()).isZero();
    }

    @Test
    void whatWasReplacedMeanwhileIsGivenUp() {
        database.flush("a", "b", "c");
        database.flush("b", "c", "d");
        database.duringMerge = () -> database.edit(new ManifestEdit.DeletedTable(0, 2));
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(told).isEmpty();
        assertThat(levels()).isEqualTo("0:1");
        assertThat(tables()).containsExactly("000003.sst");
        database.compactor.requireProgress();
    }

    @Test
    void whatCameToItsPlaceMeanwhileStays() {
        database.flush("a", "b", "c");
        database.flush("b", "c", "d");
        database.duringMerge = () -> database.edit(ManifestEdit.NewTable.of(6, database.table("c")));
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(told).isEmpty();
        assertThat(levels()).isEqualTo("0:2 6:1");
    }

    @Test
    void aFailureIsReportedAndNotTriedAgainBeforeTheWake() {
        database.flush("a", "b", "c");
        database.flush("b", "c", "d");
        database.duringMerge = () -> {
            throw new StorageException(StorageException.Kind.IO, "no");
        };
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(told).containsExactly("failed MERGE L0 [000002.sst, 000003.sst] into L6: no");
        assertThat(tables()).containsExactly("000002.sst", "000003.sst");
        assertThat(database.compactor.runOne()).isFalse();
        assertThatThrownBy(database.compactor::requireProgress)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.IO))
                .hasMessage("a compaction has failed: no");
        database.duringMerge = () -> {};
        database.compactor.wake();
        database.compactor.requireProgress();
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(levels()).isEqualTo("6:1");
    }

    @Test
    void whoWaitsForARangeIsToldThatItHasFailed() {
        database.flush("a", "b", "c");
        database.flush("b", "c", "d");
        database.duringMerge = () -> {
            throw new IllegalStateException("no");
        };
        CompletableFuture<?> done = database.compactor.request(KeyRange.ALL);
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(done).isCompletedExceptionally();
        CompactionThreads threads = CompactionThreads.start(database.compactor, 1);
        try {
            assertThatThrownBy(() -> database.compactor.compact(KeyRange.ALL))
                    .hasMessage("a compaction has failed")
                    .hasRootCauseMessage("no");
        } finally {
            threads.close();
        }
        assertThatThrownBy(() -> database.compactor.compact(KeyRange.ALL))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    @Test
    void aTableThatCannotBeReadStopsNoOther() {
        database.flush("a", "b");
        database.flush("a", "b");
        database.flush("x", "y");
        database.flush("x", "y");
        directory.put("000002.sst", Bytes.utf8("damaged"));
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(database.compactor.runOne()).isTrue();
        assertThat(database.compactor.runOne()).isFalse();
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).startsWith("failed MERGE L0 [000002.sst, 000003.sst]");
        assertThat(told.get(1)).startsWith("ended MERGE L0 [000004.sst, 000005.sst]");
    }

    @Test
    void nothingIsInstalledDuringAPause() throws Exception {
        database.flush("a", "b", "c");
        database.flush("b", "c", "d");
        CountDownLatch merging = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        database.duringMerge = () -> {
            merging.countDown();
            awaitUnchecked(goOn);
        };
        CompactionThreads threads = CompactionThreads.start(database.compactor, 1);
        try {
            merging.await();
            AutoCloseable pause = database.compactor.pause();
            goOn.countDown();
            assertThat(database.compactor.runOne()).isFalse();
            assertThat(levels()).isEqualTo("0:2");
            pause.close();
            pause.close();
            database.compactor.compact(KeyRange.ALL);
            assertThat(levels()).isEqualTo("6:1");
        } finally {
            threads.close();
        }
    }

    @Test
    void whatIsUnderWayAtTheCloseLeavesNothing() throws Exception {
        database.flush("a", "b", "c");
        database.flush("b", "c", "d");
        CountDownLatch merging = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        database.duringMerge = () -> {
            merging.countDown();
            awaitUnchecked(goOn);
        };
        CompactionThreads threads = CompactionThreads.start(database.compactor, 2);
        merging.await();
        CompletableFuture<?> waiting = database.compactor.request(KeyRange.ALL);
        database.compactor.cancel();
        goOn.countDown();
        threads.close();
        threads.close();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(told).isEmpty();
        assertThat(levels()).isEqualTo("0:2");
        assertThat(tables()).containsExactly("000002.sst", "000003.sst");
    }

    @ParameterizedTest
    @EnumSource
    void aFailureWhereverItComesLosesNothing(FaultWritableVfs.Fault fault) {
        boolean failed = true;
        for (long n = 1; failed; n++) {
            MemoryVfs clean = new MemoryVfs("test");
            database.close();
            FaultWritableVfs faulty = FaultWritableVfs.once(clean, n, fault);
            told.clear();
            try {
                database = new Database(faulty);
                database.flush("a", "b", "c");
                database.flush("b", "c", "d");
                List<String> before = tables(clean);
                database.compactor.runOne();
                failed = faulty.failed();
                if (told.stream().anyMatch(line -> line.startsWith("failed"))) {
                    assertThat(tables(clean)).containsAll(before);
                    boolean edits = database.versions.failure() == null;
                    assertThat(tables(clean).equals(before) || !edits)
                            .as("%s after call %d: %s", told, n, tables(clean))
                            .isTrue();
                    requireNobodyWaits(edits);
                }
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
            } finally {
                closeQuietly();
            }
            faulty.requireNothingOpen();
        }
        assertThat(told).hasSize(1).allMatch(line -> line.startsWith("ended"));
    }

    /** Where no edit can be made any more, whoever asks for a compaction is told so instead of waiting. */
    private void requireNobodyWaits(boolean edits) {
        if (!edits) {
            CompletableFuture<?> done = database.compactor.request(KeyRange.ALL);
            assertThat(database.compactor.runOne()).isFalse();
            assertThat(done).isCompletedExceptionally();
        }
    }

    @Test
    void bandwidthIsSharedOverTime() {
        Bandwidth bandwidth = new Bandwidth(1_000_000);
        long second = 1_000_000_000L;
        assertThat(bandwidth.take(100_000, 50 * second)).isZero();
        assertThat(bandwidth.take(100_000, 50 * second)).isEqualTo(second / 10);
        assertThat(bandwidth.take(100_000, 50 * second)).isEqualTo(second / 5);
        assertThat(bandwidth.take(100_000, 50 * second + second / 5)).isEqualTo(second / 10);
        assertThat(bandwidth.take(100_000, 90 * second)).as("not saved up").isZero();
        assertThat(bandwidth.take(1_000_000, second))
                .as("the clock was set back")
                .isEqualTo(second * 9 / 10);
        assertThat(new Bandwidth(Long.MAX_VALUE).take(1L << 40, 0)).isZero();
    }

    private void closeQuietly() {
        try {
            database.close();
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
        }
        database = new Database(new MemoryVfs("unused"));
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String levels() {
        return database.versions.current().levels().stream()
                .filter(level -> !level.tables().isEmpty())
                .map(level -> level.number() + ":" + level.tables().size())
                .collect(Collectors.joining(" "));
    }

    private List<String> tables() {
        return tables(directory);
    }

    private static List<String> tables(MemoryVfs directory) {
        return directory.list().stream().filter(name -> name.endsWith(".sst")).toList();
    }

    /** Tables of merge operands, so that merging them can be watched. */
    private final class Database implements AutoCloseable {

        final VersionSet versions;
        final Compactor compactor;
        volatile Runnable duringMerge = () -> {};

        private final Rewrite rewrite;
        private long sequence = 10;

        Database(WritableVfs directory) {
            TableFiles files = new TableFiles(directory, READING);
            this.versions = VersionSet.create(directory, 1, new VersionSet.Settings(files, 1 << 20, 1000));
            Merger merger = (key, older, newer) -> {
                duringMerge.run();
                return older.plus(newer);
            };
            this.rewrite = new Rewrite(
                    directory, versions::nextFileNumber, new RewriteOptions(SstableWriterOptions.DEFAULT, merger));
            Compactor.Settings settings =
                    new Compactor.Settings(READING, LEVELS, Long.MAX_VALUE, () -> Instant.ofEpochSecond(9));
            this.compactor =
                    new Compactor(directory, versions, rewrite, settings, version -> {}, new CompactionListener() {
                        @Override
                        public void ended(Compaction compaction, List<TableMetadata> output) {
                            told.add("ended " + compaction + ", " + output.size() + " made");
                        }

                        @Override
                        public void failed(Compaction compaction, Throwable failure) {
                            told.add("failed " + compaction + ": " + failure.getMessage());
                        }
                    });
        }

        void flush(String... keys) {
            edit(ManifestEdit.NewTable.of(0, table(keys)));
        }

        TableMetadata table(String... keys) {
            Memtable memtable = new Memtable(1);
            for (String key : keys) {
                memtable.add(Bytes.utf8(key), Trailer.of(sequence++, KeyKind.MERGE), Bytes.utf8("v"));
            }
            TableRun<?> run = TableRun.of(List.of(requireNonNull(memtable.view(Trailer.MAX_SEQUENCE))));
            return rewrite.run(RewriteInput.flush(List.of(run), List.of(), 1 << 20, 0), Pace.UNHINDERED)
                    .get(0);
        }

        void edit(ManifestEdit change) {
            duringMerge = () -> {};
            versions.apply(version -> List.of(new ManifestEdit.LastSequence(sequence), change));
        }

        @Override
        public void close() {
            compactor.cancel();
            versions.close();
        }
    }
}

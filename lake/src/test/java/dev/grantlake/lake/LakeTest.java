package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.commit.CommitStep;
import dev.grantlake.lake.error.StoreFailed;
import dev.grantlake.lake.error.StoreReadOnly;
import dev.grantlake.lake.error.TransactionConflict;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.TreeTable;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static dev.grantlake.lake.LakeFolder.QUIET;
import static dev.grantlake.lake.LakeFolder.bytes;
import static dev.grantlake.lake.LakeFolder.get;
import static dev.grantlake.lake.LakeFolder.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A lake as a whole: opening, commits of many threads, flushes, crashes, closing. */
@ExtendWith(Seeds.class)
@Timeout(120)
class LakeTest {

    private static final LakeOptions BUSY = LakeOptions.PRODUCTION.toBuilder()
            .tickInterval(Duration.ofMillis(10))
            .minFlushInterval(Duration.ofMillis(1))
            .build();

    private static final LakeOptions SYNCHRONOUS = LakeOptions.PRODUCTION.toBuilder()
            .writeMode(WriteMode.SYNCHRONOUS)
            .tickInterval(Duration.ofHours(1))
            .build();

    private final LakeFolder folder = new LakeFolder();

    @Test
    @DisplayName("19.1 and 19.2 a fresh lake, and one that is opened again")
    void opensAgain() {
        try (Lake lake = folder.open(LakeOptions.PRODUCTION)) {
            set(lake, "k", "v");
        }
        assertThat(folder.table.isClosed()).isTrue();
        try (Lake lake = folder.open(LakeOptions.PRODUCTION)) {
            assertThat(get(lake, "k")).isEqualTo("v");
            assertThat(lake.stats().version()).isEqualTo(2);
            assertThat(lake.stats().replayedCommits())
                    .as("the close has flushed")
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19.52 memtables of either form: set, overwrite, delete, flush, and open again")
    void keepsWhatMemtablesOfEitherFormHave(MemtableForm form) {
        LakeOptions options = QUIET.toBuilder().memtableForm(form).build();
        try (Lake lake = folder.open(options)) {
            set(lake, "a", "1");
            set(lake, "b", "1");
            set(lake, "c", "1");
            lake.flush();
            try (Transaction transaction = lake.begin(true)) {
                transaction.set(bytes("a"), bytes("2"));
                transaction.delete(bytes("b"));
                transaction.commit();
            }
            assertThat(get(lake, "a")).isEqualTo("2");
            lake.flush();
            set(lake, "d", "3");
        }
        try (Lake lake = folder.open(options)) {
            assertThat(lake.stats().replayedCommits())
                    .as("the log has the rest")
                    .isEqualTo(1);
            try (Transaction transaction = lake.begin(false)) {
                assertThat(transaction.getRange(KeyRange.ALL))
                        .containsExactly(
                                new LakeEntry(bytes("a"), bytes("2")),
                                new LakeEntry(bytes("c"), bytes("1")),
                                new LakeEntry(bytes("d"), bytes("3")));
            }
        }
    }

    @Test
    void isOpenOnceOnly() {
        MemoryVfs root = new MemoryVfs("lake");
        LakeFolders folders = new LakeFolders(root, new MemoryVfs("wal"));
        try (Lake lake = Lake.open(folders, trusted -> new TreeTable(), QUIET, Lake.Seams.none())) {
            set(lake, "k", "v");
            assertThatThrownBy(() -> Lake.open(folders, trusted -> new TreeTable(), QUIET, Lake.Seams.none()))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION));
            assertThat(get(lake, "k")).isEqualTo("v");
        }
    }

    @Test
    void letsGoOfEverythingWhenItCannotBeOpened() {
        MemoryVfs root = new MemoryVfs("lake");
        MemoryVfs log =
                new MemoryVfs("wal").put("00000000000000000001.log", bytes("this is not a log, and it is long"));
        TreeTable table = new TreeTable();
        LakeFolders folders = new LakeFolders(root, log);
        assertThatThrownBy(() -> Lake.open(folders, trusted -> table, QUIET, Lake.Seams.none()))
                .isInstanceOf(StorageException.class);
        assertThat(table.openViews()).isZero();
        assertThat(table.isClosed()).isTrue();
        root.lock("LOCK").close();
        assertThatThrownBy(() -> Lake.open(folders, trusted -> table, QUIET)).isInstanceOf(StorageException.class);
        assertThatThrownBy(root::list).as("these were given away").isInstanceOf(StorageException.class);
    }

    @Test
    @DisplayName("19.25 eight transactions at once on keys of their own")
    void commitsManyAtOnce() throws Exception {
        try (Lake lake = folder.open(BUSY)) {
            List<FutureTask<@Nullable Void>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "k" + i;
                writers.add(started(() -> set(lake, key, key)));
            }
            for (FutureTask<@Nullable Void> writer : writers) {
                writer.get();
            }
            for (int i = 0; i < 8; i++) {
                assertThat(get(lake, "k" + i)).isEqualTo("k" + i);
            }
        }
    }

    @Test
    @DisplayName("19.26 six writers of one key, each again on conflict")
    void letsWritersOfOneKeyTryAgain() throws Exception {
        try (Lake lake = folder.open(BUSY)) {
            AtomicInteger conflicts = new AtomicInteger();
            List<FutureTask<@Nullable Void>> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                writers.add(started(() -> {
                    for (int n = 0; n < 50; n++) {
                        increment(lake, conflicts);
                    }
                }));
            }
            for (FutureTask<@Nullable Void> writer : writers) {
                writer.get();
            }
            assertThat(get(lake, "n")).as("no update is lost").isEqualTo("300");
            assertThat(lake.stats().conflicts()).isEqualTo(conflicts.get());
        }
    }

    private static void increment(Lake lake, AtomicInteger conflicts) {
        while (true) {
            try (Transaction transaction = lake.begin(true)) {
                Bytes value = transaction.get(bytes("n"));
                int n = value == null ? 0 : Integer.parseInt(value.toUtf8());
                transaction.set(bytes("n"), bytes("" + (n + 1)));
                transaction.commit();
                return;
            } catch (TransactionConflict e) {
                assertThat(e.retryable()).isTrue();
                conflicts.incrementAndGet();
            }
        }
    }

    @Test
    @DisplayName("19.27 a close while 16 commit: each is committed or refused, and the two are not mixed up")
    void refusesCleanlyWhenItCloses() throws Exception {
        for (int round = 0; round < 20; round++) {
            LakeFolder own = new LakeFolder();
            Lake lake = own.open(BUSY);
            List<FutureTask<List<String>>> writers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String name = "w" + i + "-";
                FutureTask<List<String>> writer = new FutureTask<>(() -> commitUntilClosed(lake, name));
                new Thread(writer, "writer").start();
                writers.add(writer);
            }
            while (lake.stats().commits() < 50) {
                Thread.onSpinWait();
            }
            try {
                lake.close();
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("still open");
            }
            List<String> committed = new ArrayList<>();
            for (FutureTask<List<String>> writer : writers) {
                committed.addAll(writer.get());
            }
            try (Lake again = own.open(QUIET);
                    Transaction transaction = again.begin(false)) {
                Set<String> found = new TreeSet<>();
                transaction.keys(KeyRange.ALL, ScanLimit.NONE, 0).forEach(key -> found.add(key.toUtf8()));
                assertThat(found).isEqualTo(new TreeSet<>(committed));
            }
        }
    }

    private static List<String> commitUntilClosed(Lake lake, String name) {
        List<String> committed = new ArrayList<>();
        try {
            for (int n = 0; ; n++) {
                set(lake, name + n, "v");
                committed.add(name + n);
            }
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED);
        }
        return committed;
    }

    @Test
    @DisplayName("19.28 to 19.30 a crash after commits and no flush: all there, deletions too, each transaction whole")
    void bringsCommitsBack() {
        Lake lost = folder.open(QUIET);
        for (int i = 0; i < 50; i++) {
            set(lost, "k" + i, "v" + i);
        }
        try (Transaction transaction = lost.begin(true)) {
            transaction.set(bytes("new1"), bytes("x"));
            transaction.set(bytes("new2"), bytes("y"));
            transaction.delete(bytes("k0"));
            transaction.commit();
        }
        try (Lake lake = folder.open(QUIET)) {
            assertThat(lake.stats().replayedCommits()).isEqualTo(51);
            assertThat(get(lake, "k0")).isNull();
            for (int i = 1; i < 50; i++) {
                assertThat(get(lake, "k" + i)).isEqualTo("v" + i);
            }
            assertThat(get(lake, "new1")).isEqualTo("x");
            assertThat(get(lake, "new2")).isEqualTo("y");
        }
        lost.close();
    }

    @Test
    @DisplayName("19.40, 19.41 and 19.72 numbers are kept by flush and replay, also of tombstones")
    void keepsNumbers() {
        Lake lost = folder.open(QUIET);
        assertThat(set(lost, "a", "1")).isEqualTo(1);
        assertThat(set(lost, "b", "2")).isEqualTo(2);
        try (Transaction transaction = lost.begin(true)) {
            transaction.delete(bytes("c"));
            assertThat(transaction.commit()).isEqualTo(3);
        }
        try (Lake lake = folder.open(QUIET)) {
            long before = lake.stats().version();
            lake.flush();
            assertThat(lake.stats().version()).as("one version for all of it").isEqualTo(before + 1);
            assertThat(folder.table.row(before + 1, bytes("a")).seq()).isEqualTo(1);
            assertThat(folder.table.row(before + 1, bytes("b")).seq()).isEqualTo(2);
            assertThat(folder.table.row(before + 1, bytes("c"))).isEqualTo(new TreeTable.Row(null, 3));
        }
        lost.close();
    }

    @Test
    @DisplayName("19.42 a restart gives no number again, whatever is left of the log")
    void givesNoNumberAgain() {
        try (Lake lake = folder.open(QUIET)) {
            for (int i = 0; i < 5; i++) {
                set(lake, "k" + i, "v");
            }
            lake.flush();
        }
        // A counter that starts with what the log says starts at 0 again: the log is empty after a clean end.
        assertThat(folder.log.list().stream().mapToLong(folder.log::size).max().orElse(0))
                .as("nothing but a header")
                .isLessThanOrEqualTo(32);
        long naive = 0;
        assertThat(folder.table.rows(2).values())
                .as("and would give this again")
                .anyMatch(row -> row.seq() == naive + 1);
        try (Lake lake = folder.open(QUIET)) {
            assertThat(set(lake, "k", "v")).isEqualTo(6);
        }
    }

    @Test
    @DisplayName("19.51 one transaction of writes and deletions is one version, with all its effects")
    void showsATransactionWholeInHistory() {
        try (Lake lake = folder.open(SYNCHRONOUS)) {
            set(lake, "gone", "x");
            long before = lake.stats().version();
            try (Transaction transaction = lake.begin(true)) {
                transaction.set(bytes("a"), bytes("1"));
                transaction.set(bytes("b"), bytes("2"));
                transaction.delete(bytes("gone"));
                transaction.commit();
            }
            assertThat(lake.stats().version()).isEqualTo(before + 1);
            assertThat(folder.table.newest()).isEqualTo(before + 1);
            assertThat(folder.table.row(before + 1, bytes("gone")).value()).isNull();
            assertThat(folder.table.rows(before + 1)).containsKeys(bytes("a"), bytes("b"));
        }
    }

    @Test
    @DisplayName(
            "19.43, 19.45 and 19.49 a synchronous commit is in the table when it returns, with a number of its own")
    void waitsForTheTable() throws Exception {
        try (Lake lake = folder.open(SYNCHRONOUS)) {
            List<FutureTask<@Nullable Void>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "k" + i;
                writers.add(started(() -> {
                    for (int n = 0; n < 20; n++) {
                        long seq = set(lake, key, "" + n);
                        assertThat(folder.table
                                        .row(folder.table.newest(), bytes(key))
                                        .seq())
                                .isEqualTo(seq);
                    }
                }));
            }
            for (FutureTask<@Nullable Void> writer : writers) {
                writer.get();
            }
            assertThat(lake.stats().lastSeq()).isEqualTo(160);
            assertThat(folder.table.newest()).as("commits share versions").isLessThan(161);
            assertThat(folder.table.rows(folder.table.newest()).values().stream()
                            .map(TreeTable.Row::seq)
                            .distinct())
                    .hasSize(8);
        }
    }

    @Test
    @DisplayName("19.45 set, overwrite and delete in synchronous mode: the version has it when the commit returns")
    void writesAndDeletesSynchronously() {
        try (Lake lake = folder.open(SYNCHRONOUS)) {
            set(lake, "k", "1");
            assertThat(folder.table.row(lake.stats().version(), bytes("k")).value())
                    .isEqualTo(bytes("1"));
            set(lake, "k", "2");
            assertThat(folder.table.row(lake.stats().version(), bytes("k")).value())
                    .isEqualTo(bytes("2"));
            try (Transaction transaction = lake.begin(true)) {
                transaction.delete(bytes("k"));
                assertThat(transaction.commit()).isEqualTo(3);
            }
            assertThat(folder.table.row(lake.stats().version(), bytes("k"))).isEqualTo(new TreeTable.Row(null, 3));
            assertThat(get(lake, "k")).isNull();
        }
    }

    @Test
    @DisplayName("19.46 a close after synchronous commits has nothing to flush")
    void leavesNothingToFlush() {
        try (Lake lake = folder.open(SYNCHRONOUS)) {
            set(lake, "k", "1");
            assertThat(lake.stats().rows()).isZero();
        }
        assertThat(folder.table.newest()).as("one version for one commit").isEqualTo(2);
        try (Lake lake = folder.open(SYNCHRONOUS)) {
            assertThat(lake.stats().replayedCommits()).isZero();
            assertThat(get(lake, "k")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("19.47 in synchronous mode, too, a transaction begun before a write goes on to see the old value")
    void showsASynchronousCommitToLaterTransactionsOnly() {
        try (Lake lake = folder.open(SYNCHRONOUS)) {
            set(lake, "k", "old");
            try (Transaction before = lake.begin(false)) {
                set(lake, "k", "new");
                assertThat(before.get(bytes("k"))).isEqualTo(bytes("old"));
                assertThat(get(lake, "k")).isEqualTo("new");
                assertThat(before.get(bytes("k"))).isEqualTo(bytes("old"));
            }
        }
    }

    @Test
    @DisplayName("19.48 a conflict, a refusal of the table and a close have errors of their own")
    void tellsOutcomesApart() {
        Lake lake = folder.open(SYNCHRONOUS);
        try (Transaction first = lake.begin(true);
                Transaction second = lake.begin(true)) {
            first.set(bytes("k"), bytes("1"));
            second.set(bytes("k"), bytes("2"));
            first.commit();
            assertThatThrownBy(second::commit)
                    .isInstanceOfSatisfying(
                            TransactionConflict.class,
                            e -> assertThat(e.retryable()).isTrue());
        }
        AtomicBoolean refuse = new AtomicBoolean(true);
        folder.table.beforeWrite(() -> {
            if (refuse.getAndSet(false)) {
                throw new StoreFailed("refused", null);
            }
        });
        assertThatThrownBy(() -> set(lake, "k", "3"))
                .isInstanceOfSatisfying(
                        StoreFailed.class, e -> assertThat(e.retryable()).isFalse());
        Transaction late = lake.begin(true);
        late.set(bytes("k"), bytes("4"));
        assertThatThrownBy(lake::close).hasMessageContaining("still open");
        assertThatThrownBy(late::commit)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        late.close();
    }

    /** Each transaction adds one key and numbers have no gaps, so what is seen up to a number is as many. */
    @Test
    @DisplayName("19.72 commits of 16 writers are seen in the order of their numbers")
    void showsCommitsInTheOrderOfTheirNumbers() throws Exception {
        try (Lake lake = folder.open(BUSY)) {
            List<FutureTask<@Nullable Void>> writers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String name = "w" + i + "-";
                writers.add(started(() -> {
                    for (int n = 0; n < 40; n++) {
                        long seq = set(lake, name + n, "v");
                        try (Transaction transaction = lake.begin(false)) {
                            assertThat(transaction.readSeq()).isGreaterThanOrEqualTo(seq);
                            assertThat(transaction.count(KeyRange.ALL)).isEqualTo(transaction.readSeq());
                        }
                    }
                }));
            }
            for (FutureTask<@Nullable Void> writer : writers) {
                writer.get();
            }
            assertThat(lake.stats().lastSeq()).isEqualTo(16 * 40);
        }
    }

    @Test
    void saysThatASynchronousCommitIsLoggedOnly() {
        try (Lake lake = folder.open(SYNCHRONOUS)) {
            AtomicBoolean refuse = new AtomicBoolean(true);
            folder.table.beforeWrite(() -> {
                if (refuse.get()) {
                    throw new StoreFailed("refused", null);
                }
            });
            assertThatThrownBy(() -> set(lake, "k", "v")).isInstanceOf(StoreFailed.class);
            assertThat(get(lake, "k")).as("it is committed all the same").isEqualTo("v");
            refuse.set(false);
            set(lake, "l", "w");
            assertThat(folder.table.rows(folder.table.newest())).containsKeys(bytes("k"), bytes("l"));
        }
    }

    @Test
    @DisplayName("19.73 the first committer wins; of two puts one; blind writes of the last writer both succeed")
    void letsTheFirstWin() {
        try (Lake lake = folder.open(QUIET)) {
            try (Transaction first = lake.begin(true);
                    Transaction second = lake.begin(true);
                    Transaction third = lake.begin(true)) {
                first.put(bytes("p"), bytes("1"));
                second.put(bytes("p"), bytes("2"));
                third.set(bytes("q"), bytes("3"));
                first.commit();
                lake.flush();
                assertThatThrownBy(second::commit).isInstanceOf(TransactionConflict.class);
                assertThat(second.isFinished()).isFalse();
                third.commit();
            }
            assertThat(get(lake, "p")).isEqualTo("1");
            assertThat(lake.stats().conflicts()).isEqualTo(1);
        }
        LakeOptions loose =
                QUIET.toBuilder().conflicts(ConflictMode.LAST_WRITER_WINS).build();
        try (Lake lake = new LakeFolder().open(loose);
                Transaction first = lake.begin(true);
                Transaction second = lake.begin(true);
                Transaction checked = lake.begin(true)) {
            first.set(bytes("k"), bytes("1"));
            second.set(bytes("k"), bytes("2"));
            checked.putIf(bytes("k"), bytes("3"), null);
            first.commit();
            second.commit();
            assertThat(get(lake, "k")).isEqualTo("2");
            assertThatThrownBy(checked::commit).isInstanceOf(TransactionConflict.class);
        }
    }

    @Test
    @DisplayName("19.74 a snapshot stays as it is across flushes")
    void keepsSnapshots(Dice dice) {
        try (Lake lake = folder.open(QUIET)) {
            List<Transaction> readers = new ArrayList<>();
            List<List<LakeEntry>> expected = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                set(lake, "k" + dice.below(20), "v" + i);
                if (dice.oneIn(3)) {
                    lake.flush();
                }
                if (dice.oneIn(4)) {
                    Transaction reader = lake.begin(false);
                    readers.add(reader);
                    expected.add(reader.getRange(KeyRange.ALL));
                }
            }
            for (int i = 0; i < readers.size(); i++) {
                assertThat(readers.get(i).getRange(KeyRange.ALL)).isEqualTo(expected.get(i));
                readers.get(i).close();
            }
        }
        assertThat(folder.table.openViews()).isZero();
    }

    @Test
    @DisplayName("19.76 a table that does not take rows bounds memory, and does not lose what is committed")
    void boundsMemory() throws Exception {
        LakeOptions tight = BUSY.toBuilder().memtables(64 << 10, 2).build();
        Lake lake = folder.open(tight);
        CountDownLatch gate = new CountDownLatch(1);
        folder.table.beforeWrite(() -> awaitUninterruptibly(gate));
        AtomicInteger written = new AtomicInteger();
        FutureTask<@Nullable Void> writer = started(() -> {
            for (int i = 0; i < 400; i++) {
                set(lake, "k" + i, "x".repeat(1000));
                written.incrementAndGet();
            }
        });
        while (lake.stats().stalls() == 0) {
            Thread.onSpinWait();
        }
        assertThat(lake.stats().heapBytes()).isLessThan(80 << 10);
        assertThat(lake.stats().immutables()).isLessThanOrEqualTo(2);
        assertThat(written.get()).isLessThan(400);
        gate.countDown();
        writer.get();
        lake.close();
        try (Lake again = folder.open(QUIET);
                Transaction transaction = again.begin(false)) {
            assertThat(transaction.count(KeyRange.ALL)).isEqualTo(400);
        }
    }

    /** What a commit goes past does not grow with the commits and flushes before it. */
    @Test
    void keepsNothingOfWhatIsFlushed() {
        try (Lake lake = folder.open(QUIET)) {
            for (int i = 0; i < 500; i++) {
                set(lake, "k" + i, "v");
                set(lake, "k", "v" + i);
                lake.flush();
                assertThat(folder.log.list()).as("segments").hasSizeLessThanOrEqualTo(2);
                assertThat(lake.stats().immutables()).isZero();
                assertThat(lake.stats().rows()).isZero();
                assertThat(folder.table.openViews())
                        .as("versions that are read")
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void failsCommitsThatWaitForAFlushThatFails() {
        LakeOptions tight = BUSY.toBuilder().memtables(64 << 10, 2).build();
        Lake lake = folder.open(tight);
        folder.table.beforeWrite(() -> {
            throw new StoreFailed("refused", null);
        });
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 400; i++) {
                        set(lake, "k" + i, "x".repeat(1000));
                    }
                })
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("the last flush has failed");
        assertThatThrownBy(lake::close).isInstanceOf(StoreFailed.class);
    }

    @Test
    @DisplayName(
            "19.65 and 19.66 D11, D12: a close whose last flush fails says so, keeps the rows, and refuses commits")
    void saysThatTheLastFlushFailed() {
        Lake lake = folder.open(LakeOptions.PRODUCTION.toBuilder()
                .tickInterval(Duration.ofHours(1))
                .build());
        set(lake, "k", "v");
        folder.table.beforeWrite(() -> {
            throw new StoreFailed("refused", null);
        });
        Transaction late = lake.begin(true);
        late.set(bytes("late"), bytes("v"));
        assertThatThrownBy(lake::close).isInstanceOf(StoreFailed.class).hasMessageContaining("refused");
        assertThatThrownBy(late::commit)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        late.close();
        assertThat(folder.table.isClosed()).as("everything is released").isTrue();
        lake.close();
        try (Lake again = folder.open(QUIET)) {
            assertThat(get(again, "k")).isEqualTo("v");
            assertThat(get(again, "late")).isNull();
        }
    }

    @Test
    @DisplayName("19.80 64 writers need far fewer forces than they make commits")
    void forcesOnceForMany() throws Exception {
        List<Thread> writers = new CopyOnWriteArrayList<>();
        AtomicInteger committed = new AtomicInteger();
        AtomicBoolean first = new AtomicBoolean(true);
        CommitStep.Watch slowOnce = step -> {
            if (step == CommitStep.LOGGED && first.getAndSet(false)) {
                // The disk takes so long that all others have come.
                while (writers.stream().filter(LakeTest::waits).count() < 63) {
                    Thread.onSpinWait();
                }
            }
        };
        try (Lake lake = folder.open(QUIET, Lake.Seams.none().with(slowOnce))) {
            for (int i = 0; i < 64; i++) {
                String name = "w" + i;
                writers.add(new Thread(
                        () -> {
                            set(lake, name, "v");
                            committed.incrementAndGet();
                        },
                        "writer"));
            }
            for (Thread writer : writers) {
                writer.start();
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(committed.get()).isEqualTo(64);
            assertThat(lake.stats().commits()).isEqualTo(64);
            assertThat(lake.stats().forces()).isLessThanOrEqualTo(2);
        }
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    @Test
    void keepsBufferedCommitsFromTheirWriteOn(Dice dice) {
        for (int round = 0; round < 10; round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            TreeTable table = new TreeTable();
            Lake lost = onDisk(disk, table, QUIET);
            for (int i = 0; i < 20; i++) {
                try (Transaction transaction = lost.begin(true)) {
                    transaction.set(bytes("k" + (char) ('a' + i)), bytes("v"));
                    transaction.commit(i == 9 ? Durability.SYNC : Durability.BUFFERED);
                }
            }
            try (Lake lake = onDisk(disk.crash(dice), table.reopened(), QUIET);
                    Transaction transaction = lake.begin(false)) {
                List<Bytes> keys = transaction.keys(KeyRange.ALL, ScanLimit.NONE, 0);
                assertThat(keys).as("what was before the durable one").hasSizeGreaterThanOrEqualTo(10);
                assertThat(keys.get(keys.size() - 1))
                        .as("a prefix")
                        .isEqualTo(bytes("k" + (char) ('a' + keys.size() - 1)));
            }
            lost.close();
        }
    }

    private static Lake onDisk(ForgetfulDisk disk, TreeTable table, LakeOptions options) {
        LakeFolders folders = new LakeFolders(disk.directory("lake"), disk.directory("wal"));
        return Lake.open(folders, trusted -> table, options, Lake.Seams.none());
    }

    @Test
    @DisplayName("19.71 loss of power at any moment: durable commits are all there, whole, and the order is kept")
    void survivesTheLossOfPower(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        TreeTable table = new TreeTable();
        AtomicInteger durable = new AtomicInteger();
        AtomicBoolean checking = new AtomicBoolean(true);
        disk.afterEachChange(() -> {
            if (dice.oneIn(5) && checking.compareAndSet(false, true)) {
                int promised = durable.get();
                try (Lake lake = onDisk(disk.crash(dice), table.reopened(), QUIET)) {
                    int n = Integer.parseInt(String.valueOf(get(lake, "a")));
                    assertThat(n).isGreaterThanOrEqualTo(promised);
                    assertThat(get(lake, "b"))
                            .as("both keys of each transaction")
                            .isEqualTo("" + n);
                    long last = lake.stats().lastSeq();
                    assertThat(set(lake, "c", "x")).isGreaterThan(last).isGreaterThan(n);
                } finally {
                    checking.set(false);
                }
            }
        });
        try (Lake lake = onDisk(disk, table, QUIET)) {
            both(lake, 0);
            checking.set(false);
            for (int i = 1; i <= 40; i++) {
                both(lake, i);
                durable.set(i);
                if (dice.oneIn(4)) {
                    lake.flush();
                }
            }
        }
    }

    private static long both(Lake lake, int n) {
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(bytes("a"), bytes("" + n));
            transaction.set(bytes("b"), bytes("" + n));
            return transaction.commit();
        }
    }

    /** Every n-th call of the log's directory fails once, or from then on: no promise is broken, and nothing hangs. */
    @Test
    void standsFaultsOfTheLog() {
        int failed = 0;
        for (Fault fault : Fault.values()) {
            for (long n = 1; n <= 60; n++) {
                for (boolean forGood : new boolean[] {false, true}) {
                    MemoryVfs wal = new MemoryVfs("wal");
                    FaultWritableVfs faulty =
                            forGood ? FaultWritableVfs.from(wal, n, fault) : FaultWritableVfs.once(wal, n, fault);
                    failed += standsFault(wal, faulty) ? 1 : 0;
                }
            }
        }
        assertThat(failed).isPositive();
    }

    private static boolean standsFault(MemoryVfs wal, FaultWritableVfs faulty) {
        TreeTable table = new TreeTable();
        MemoryVfs root = new MemoryVfs("lake");
        int promised = 0;
        int commits = 0;
        boolean readOnly = false;
        try (Lake lake = Lake.open(new LakeFolders(root, faulty), trusted -> table, QUIET, Lake.Seams.none())) {
            for (int i = 1; i <= 12; i++) {
                try {
                    assertThat(both(lake, i)).as("what failed leaves no gap").isEqualTo(++commits);
                    promised = i;
                    assertThat(readOnly).as("nothing is written any more").isFalse();
                } catch (StoreReadOnly e) {
                    readOnly = true;
                } catch (StoreFailed e) {
                    assertThat(String.valueOf(get(lake, "a"))).as("not seen").isNotEqualTo("" + i);
                }
                if (i % 4 == 0) {
                    flushIfPossible(lake);
                }
                assertThat(get(lake, "a")).isEqualTo(promised == 0 ? null : "" + promised);
            }
        } catch (StorageException e) {
            assertThat(e.kind()).isNotEqualTo(StorageException.Kind.CORRUPT);
        }
        try (Lake lake = Lake.open(new LakeFolders(root, wal), trusted -> table.reopened(), QUIET)) {
            String a = get(lake, "a");
            assertThat(get(lake, "b")).isEqualTo(a);
            assertThat(a == null ? 0 : Integer.parseInt(a)).isGreaterThanOrEqualTo(promised);
        }
        return faulty.failed();
    }

    private static void flushIfPossible(Lake lake) {
        try {
            lake.flush();
        } catch (StorageException e) {
            assertThat(e.kind()).isNotEqualTo(StorageException.Kind.CORRUPT);
        }
    }

    @Test
    @DisplayName("19.75 a scan while flushes go on misses no key")
    void missesNoKeyWhileItFlushes() throws Exception {
        int keys = 50;
        try (Lake lake = folder.open(BUSY)) {
            AtomicBoolean over = new AtomicBoolean();
            FutureTask<@Nullable Void> writer = started(() -> {
                for (int n = 0; !over.get(); n++) {
                    set(lake, "k" + n % keys, "" + n);
                }
            });
            while (lake.stats().commits() < keys) {
                Thread.onSpinWait();
            }
            long until = lake.stats().version() + 20;
            while (lake.stats().version() < until) {
                try (Transaction transaction = lake.begin(false)) {
                    assertThat(transaction.count(KeyRange.ALL)).isEqualTo(keys);
                    assertThat(transaction.keysDescending(KeyRange.ALL, ScanLimit.NONE, 0))
                            .hasSize(keys);
                }
            }
            over.set(true);
            writer.get();
        }
    }

    @Test
    void forcesAtIntervals() {
        LakeOptions interval = QUIET.toBuilder()
                .sync(new SyncMode.Interval(Duration.ofMillis(101)))
                .build();
        try (Lake lake = folder.open(interval)) {
            set(lake, "k", "v");
            while (lake.stats().forces() == 0) {
                Thread.onSpinWait();
            }
        }
        try (Lake lake = folder.open(QUIET.toBuilder().sync(SyncMode.NEVER).build())) {
            set(lake, "l", "v");
            assertThat(lake.stats().forces()).isZero();
        }
        assertThatThrownBy(() -> new SyncMode.Interval(Duration.ofMillis(100))).isInstanceOf(StorageException.class);
    }

    @Test
    @DisplayName("19.23 a close flushes at once, and waits for no tick")
    void closesSoon() {
        Lake lake = folder.open(LakeOptions.PRODUCTION.toBuilder()
                .tickInterval(Duration.ofHours(1))
                .minFlushInterval(Duration.ofHours(1))
                .build());
        for (int i = 0; i < 1000; i++) {
            set(lake, "k" + i, "v");
        }
        lake.close();
        assertThat(folder.table.rows(folder.table.newest())).hasSize(1000);
    }

    @Test
    @DisplayName("19.46 with the flusher off nothing is flushed by itself")
    void flushesNothingByItself() {
        try (Lake lake = folder.open(QUIET.toBuilder().maxPendingRows(1).build())) {
            set(lake, "k", "v");
            set(lake, "l", "v");
        }
        assertThat(folder.table.newest()).isEqualTo(1);
    }

    @Test
    void saysThatTransactionsAreOpen() {
        Lake lake = folder.open(QUIET);
        Transaction open = lake.begin(false);
        assertThatThrownBy(lake::close).isInstanceOf(StorageException.class).hasMessageContaining("1 transactions");
        assertThatThrownBy(() -> open.get(bytes("k"))).isInstanceOf(StorageException.class);
        open.close();
        assertThat(folder.table.openViews()).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FutureTask<@Nullable Void> started(Runnable work) {
        FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
        new Thread(task, "worker").start();
        return task;
    }
}

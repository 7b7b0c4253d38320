package dev.grantlake.lake;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.commit.CommitStep;
import dev.grantlake.lake.error.StoreFailed;
import dev.grantlake.lake.error.TransactionConflict;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.testing.TreeTable;
import dev.grantlake.vfs.MemoryVfs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import static dev.grantlake.lake.LakeFolder.QUIET;
import static dev.grantlake.lake.LakeFolder.bytes;
import static dev.grantlake.lake.LakeFolder.get;
import static dev.grantlake.lake.LakeFolder.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Known defects of a simpler design, each shown on that design first ({@link Naive}), so that it is certain that the
 * test would find it, and then on the lake.
 */
@Timeout(60)
class DefectsTest {

    private final LakeFolder folder = new LakeFolder();

    /** Two counters, a memtable that takes one operation after the other, a flush up to the present generation. */
    private static final class Naive {

        private record Cell(String value, long generation, long seq) {}

        private record Logged(long generation, Map<String, String> operations) {}

        private long generation;
        private long seq;
        private final List<Logged> log = new ArrayList<>();
        private final NavigableMap<String, Cell> memtable = new TreeMap<>();
        private final NavigableMap<String, Cell> table = new TreeMap<>();
        private final List<String> warnings = new ArrayList<>();

        long mint() {
            return ++generation;
        }

        void log(long generation, Map<String, String> operations) {
            log.add(new Logged(generation, operations));
        }

        void insert(String key, String value, long generation, long seq) {
            memtable.put(key, new Cell(value, generation, seq));
        }

        void commit(String key, String value) {
            long generation = mint();
            log(generation, Map.of(key, value));
            insert(key, value, generation, ++seq);
        }

        void flush() {
            moveRows();
            truncateLog(generation);
        }

        void moveRows() {
            memtable.forEach((key, cell) -> table.put(key, new Cell(cell.value(), generation, cell.seq())));
            memtable.clear();
        }

        /** Whatever becomes of the last flush. */
        void shutDown(Runnable disk) {
            try {
                disk.run();
                flush();
            } catch (StoreFailed e) {
                warnings.add(e.getMessage());
            }
        }

        void truncateLog(long upTo) {
            log.removeIf(record -> record.generation() <= upTo);
        }

        Naive restarted() {
            Naive next = new Naive();
            next.table.putAll(table);
            next.seq = table.values().stream().mapToLong(Cell::seq).max().orElse(0);
            for (Logged record : log) {
                next.generation = Math.max(next.generation, record.generation());
                next.seq++;
                record.operations().forEach((key, value) -> next.insert(key, value, record.generation(), next.seq));
            }
            return next;
        }

        long generationOf(String key) {
            Cell cell = table.get(key);
            return cell == null ? -1 : cell.generation();
        }

        @Nullable
        String get(String key) {
            Cell cell = memtable.getOrDefault(key, table.get(key));
            return cell == null ? null : cell.value();
        }
    }

    /**
     * Has {@code others} begin at a step of the next commit, which goes on when they can do nothing but wait for it.
     */
    private Lake withRival(CommitStep at, AtomicReference<@Nullable Runnable> rival, List<FutureTask<?>> started) {
        return folder.open(QUIET, Lake.Seams.none().with(step -> {
            Runnable work = step == at ? rival.getAndSet(null) : null;
            if (work != null) {
                FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
                Thread thread = new Thread(task, "rival");
                thread.start();
                started.add(task);
                while (thread.getState() != Thread.State.WAITING && !task.isDone()) {
                    Thread.onSpinWait();
                }
            }
        }));
    }

    @Test
    @DisplayName("19.55 D1: a commit that is logged and not in memory when a flush begins is not lost")
    void keepsACommitAtTheBoundaryOfAFlush() throws Exception {
        Naive naive = new Naive();
        long generation = naive.mint();
        naive.log(generation, Map.of("k", "v"));
        naive.flush();
        naive.insert("k", "v", generation, 1);
        assertThat(naive.get("k")).as("the naive commit has returned").isEqualTo("v");
        assertThat(naive.restarted().get("k")).as("and is lost by a crash").isNull();

        for (CommitStep step : CommitStep.values()) {
            AtomicReference<@Nullable Runnable> rival = new AtomicReference<>();
            List<FutureTask<?>> started = new ArrayList<>();
            Lake lake = withRival(step, rival, started);
            set(lake, "before", step.name());
            rival.set(lake::flush);
            set(lake, "k", step.name());
            started.get(0).get();
            try (Lake afterCrash = folder.open(QUIET)) {
                assertThat(get(afterCrash, "k")).as("%s", step).isEqualTo(step.name());
                assertThat(get(afterCrash, "before")).isEqualTo(step.name());
            }
            lake.close();
        }
    }

    @Test
    @DisplayName("19.56 D2: no version holds half a transaction")
    void writesNoHalfTransaction() throws Exception {
        Naive naive = new Naive();
        long generation = naive.mint();
        naive.log(generation, Map.of("a", "1", "b", "1"));
        naive.insert("a", "1", generation, 1);
        naive.flush();
        assertThat(naive.table).as("half of it").containsOnlyKeys("a");
        naive.insert("b", "1", generation, 1);
        assertThat(naive.restarted().get("b")).as("for good, after a crash").isNull();

        for (CommitStep step : CommitStep.values()) {
            AtomicReference<@Nullable Runnable> rival = new AtomicReference<>();
            List<FutureTask<?>> started = new ArrayList<>();
            Lake lake = withRival(step, rival, started);
            long first = lake.stats().version();
            set(lake, "before", "v");
            rival.set(lake::flush);
            try (Transaction transaction = lake.begin(true)) {
                transaction.set(bytes("a"), bytes(step.name()));
                transaction.set(bytes("b"), bytes(step.name()));
                transaction.commit();
            }
            started.get(0).get();
            lake.flush();
            for (long version = first; version <= folder.table.newest(); version++) {
                Map<Bytes, TreeTable.Row> rows = folder.table.rows(version);
                assertThat(rows.get(bytes("a")))
                        .as("%s, version %s", step, version)
                        .isEqualTo(rows.get(bytes("b")));
            }
            lake.close();
        }
    }

    @Test
    @DisplayName("19.57 D3: a flush between the layers of a scan hides no row")
    void scansAcrossAFlush() {
        Naive naive = new Naive();
        naive.commit("k", "v");
        List<String> shown = new ArrayList<>(naive.table.keySet());
        naive.flush();
        shown.addAll(naive.memtable.keySet());
        assertThat(shown).as("the naive scan reads the table first").isEmpty();

        try (Lake lake = folder.open(QUIET)) {
            set(lake, "k", "v");
            try (Transaction transaction = lake.begin(false);
                    Cursor cursor = transaction.cursor(KeyRange.ALL)) {
                lake.flush();
                set(lake, "l", "w");
                lake.flush();
                assertThat(cursor.first()).isTrue();
                assertThat(cursor.key().copy()).isEqualTo(bytes("k"));
                assertThat(cursor.next()).isFalse();
                assertThat(transaction.get(bytes("k"))).isEqualTo(bytes("v"));
            }
        }
    }

    @Test
    @DisplayName("19.62 D8: an update is not lost")
    void losesNoUpdate() {
        Naive naive = new Naive();
        naive.commit("n", "0");
        int first = Integer.parseInt(String.valueOf(naive.get("n")));
        int second = Integer.parseInt(String.valueOf(naive.get("n")));
        naive.commit("n", "" + (first + 1));
        naive.commit("n", "" + (second + 1));
        assertThat(naive.get("n")).as("two increments").isEqualTo("1");

        try (Lake lake = folder.open(QUIET)) {
            set(lake, "n", "0");
            try (Transaction one = lake.begin(true);
                    Transaction other = lake.begin(true)) {
                increment(one);
                increment(other);
                one.commit();
                assertThatThrownBy(other::commit).isInstanceOf(TransactionConflict.class);
            }
            try (Transaction again = lake.begin(true)) {
                increment(again);
                again.commit();
            }
            assertThat(get(lake, "n")).isEqualTo("2");
        }
    }

    private static void increment(Transaction transaction) {
        Bytes value = transaction.get(bytes("n"));
        int n = value == null ? 0 : Integer.parseInt(value.toUtf8());
        transaction.set(bytes("n"), bytes("" + (n + 1)));
    }

    @Test
    @DisplayName("19.63 D9: the stamp of a flush goes on growing after a restart")
    void stampsGrowOverRestarts() {
        Naive naive = new Naive();
        naive.commit("a", "1");
        naive.commit("b", "2");
        naive.flush();
        Naive next = naive.restarted();
        next.commit("c", "3");
        next.flush();
        assertThat(next.generationOf("c")).as("the naive stamp").isLessThan(next.generationOf("a"));

        long stamp = 0;
        for (int life = 0; life < 3; life++) {
            try (Lake lake = folder.open(QUIET)) {
                set(lake, "k" + life, "v");
                lake.flush();
                long present = folder.table.maxSeq(folder.table.newest());
                assertThat(present).isGreaterThan(stamp);
                stamp = present;
            }
        }
    }

    @Test
    @DisplayName("19.64 D10: what is in the table and still in the log keeps its number")
    void keepsNumbersOfWhatIsReplayedNeedlessly() {
        Naive naive = new Naive();
        naive.commit("k", "v");
        naive.moveRows();
        assertThat(naive.restarted().memtable.values())
                .as("the naive numbers of rows that have one")
                .doesNotContainAnyElementsOf(naive.table.values());

        MemoryVfs root = new MemoryVfs("lake");
        MemoryVfs wal = new MemoryVfs("wal");
        TreeTable table = new TreeTable();
        Lake lost = Lake.open(new LakeFolders(root, wal), trusted -> table, QUIET, Lake.Seams.none());
        set(lost, "k", "v");
        root.close();
        assertThatThrownBy(lost::flush).isInstanceOf(StorageException.class);
        assertThat(table.newest()).as("the table has it").isEqualTo(2);
        MemoryVfs walNow = new MemoryVfs("wal");
        wal.list().forEach(name -> walNow.put(name, wal.content(name)));
        try (Lake lake = Lake.open(
                new LakeFolders(new MemoryVfs("lake"), walNow),
                trusted -> table.reopened(),
                QUIET,
                Lake.Seams.none())) {
            assertThat(lake.stats().replayedCommits()).isZero();
            assertThat(table.row(2, bytes("k")).seq()).isEqualTo(1);
            assertThat(set(lake, "l", "w")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("19.65 D11: a shutdown whose last flush has failed reports no success")
    void reportsThatTheLastFlushHasFailed() {
        Runnable refusal = () -> {
            throw new StoreFailed("refused", null);
        };
        Naive naive = new Naive();
        naive.commit("k", "v");
        naive.shutDown(refusal);
        assertThat(naive.table).as("the naive shutdown has returned").isEmpty();
        assertThat(naive.warnings).as("and somebody may read this").containsExactly("refused");

        Lake lake = folder.open(LakeOptions.PRODUCTION.toBuilder()
                .tickInterval(Duration.ofHours(1))
                .build());
        set(lake, "k", "v");
        folder.table.beforeWrite(refusal);
        assertThatThrownBy(lake::close).isInstanceOf(StoreFailed.class).hasMessageContaining("refused");
        assertThat(folder.table.isClosed()).as("released all the same").isTrue();
        try (Lake again = folder.open(QUIET)) {
            assertThat(get(again, "k")).as("the log has it").isEqualTo("v");
        }
    }

    @Test
    @DisplayName("19.66 D12: what comes after the shutdown began is refused, and is not there later")
    void refusesCommitsAfterTheShutdown() {
        Naive naive = new Naive();
        naive.flush();
        naive.commit("late", "v");
        assertThat(naive.restarted().get("late"))
                .as("the last flush is done, and the log takes it")
                .isEqualTo("v");

        Lake lake = folder.open(QUIET);
        Transaction late = lake.begin(true);
        late.set(bytes("late"), bytes("v"));
        assertThatThrownBy(lake::close).hasMessageContaining("still open");
        assertThatThrownBy(late::commit).isInstanceOf(StorageException.class);
        late.close();
        try (Lake again = folder.open(QUIET)) {
            assertThat(get(again, "late")).isNull();
        }
    }

    /** The steps of a commit one by one: nobody sees anything of a group before its last step, and then all of it. */
    @Test
    void showsACommitInOneStep() {
        AtomicReference<@Nullable Lake> opened = new AtomicReference<>();
        List<String> seen = new ArrayList<>();
        Lake lake = folder.open(QUIET, Lake.Seams.none().with(step -> {
            Lake present = opened.get();
            if (present != null) {
                seen.add(step + " " + get(present, "a") + get(present, "b"));
            }
        }));
        opened.set(lake);
        try (Transaction transaction = lake.begin(true)) {
            transaction.set(bytes("a"), bytes("1"));
            transaction.set(bytes("b"), bytes("2"));
            transaction.commit();
        }
        assertThat(seen)
                .containsExactly(
                        "GROUPED nullnull", "LOGGED nullnull", "FORCED nullnull", "APPLIED nullnull", "PUBLISHED 12");
        lake.close();
    }
}

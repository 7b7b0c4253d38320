package dev.grantlake.lsm.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.WritePauses;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a commit asks of the log, of memory and of other commits. */
class CommitsTest {

    private static final long MEMTABLE_BYTES = 64 << 10;

    private final WriteFault fault = new WriteFault(Location.of("db", "database"));
    private final Memtables memtables = new Memtables();
    private final List<String> stalls = new ArrayList<>();

    /** Memtables that nobody flushes. */
    private static final class Memtables implements CommitTarget {

        final List<Memtable> newestFirst = new ArrayList<>();
        volatile long visibleBelow;
        volatile @Nullable String obstacle;
        volatile @Nullable StorageException failure;

        @Override
        public Memtable memtable() {
            return newestFirst.get(0);
        }

        @Override
        public void publish(long newVisibleBelow) {
            visibleBelow = newVisibleBelow;
        }

        @Override
        public void rotate(Memtable fresh, long logNumber) {
            newestFirst.add(0, fresh);
        }

        @Override
        public @Nullable String obstacle() {
            return obstacle;
        }

        @Override
        public void urge() {}

        @Override
        public void requireProgress() {
            StorageException failed = failure;
            if (failed != null) {
                throw failed;
            }
        }
    }

    private Commits open(WritableVfs directory) {
        AtomicLong numbers = new AtomicLong(1);
        return new Commits(
                directory,
                numbers::incrementAndGet,
                10,
                new Commits.Settings(MEMTABLE_BYTES, 0, false),
                memtables,
                fault,
                new StallListener() {
                    @Override
                    public void began(String reason) {
                        stalls.add("began: " + reason);
                    }

                    @Override
                    public void ended() {
                        stalls.add("ended");
                    }
                });
    }

    @Test
    void asksOfTheDiskWhatIsPromised() {
        RecordingVfs directory = new RecordingVfs(new MemoryVfs("db"));
        Commits commits = open(directory);
        assertThat(directory.takeNotes()).containsExactly("create 000002.log", "force the directory");
        commits.commit(set("a"), Durability.BUFFERED);
        commits.commit(new WriteBatch(), Durability.SYNC);
        assertThat(directory.takeNotes()).isEmpty();
        commits.commit(set("b"), Durability.SYNC);
        assertThat(directory.takeNotes()).containsExactly("write 000002.log 0+72", "force 000002.log");
        commits.commit(new WriteBatch().logData(text("note")), Durability.SYNC);
        assertThat(directory.takeNotes()).containsExactly("write 000002.log 72+37", "force 000002.log");
        commits.rotate();
        assertThat(directory.takeNotes())
                .containsExactly(
                        "write 000002.log 109+11",
                        "force 000002.log",
                        "close 000002.log",
                        "create 000003.log",
                        "force the directory");
        commits.rotate();
        assertThat(directory.takeNotes()).as("nothing to put aside").isEmpty();
        commits.close();
        commits.finish();
        assertThat(directory.takeNotes())
                .containsExactly("write 000003.log 0+11", "force 000003.log", "close 000003.log");
        assertThat(commits.batches()).isEqualTo(3);
        assertThat(commits.operations()).isEqualTo(2);
        assertThat(memtables.visibleBelow).isEqualTo(12);
    }

    /** The first force lasts until all others have committed, so the second is for all of them. */
    @Test
    void manyThatWaitShareAForce() throws Exception {
        int threads = 64;
        CountDownLatch waiting = new CountDownLatch(threads - 1);
        List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
        HookedVfs directory = new HookedVfs(new MemoryVfs("db"));
        Commits commits = open(directory);
        directory.onForce(() -> {
            for (int i = 1; i < threads; i++) {
                String key = "key" + i;
                tasks.add(started(() -> {
                    commits.commit(set(key), Durability.BUFFERED);
                    waiting.countDown();
                    commits.commit(set(key), Durability.SYNC);
                }));
            }
            await(waiting);
            while (commits.batches() < 2L * threads - 1) {
                Thread.onSpinWait();
            }
        });
        commits.commit(set("first"), Durability.SYNC);
        for (FutureTask<@Nullable Void> task : tasks) {
            task.get();
        }
        assertThat(commits.logForces()).isEqualTo(2);
        commits.close();
        commits.finish();
    }

    @Test
    void aFullMemtableIsPutAsideWithItsLog() {
        RecordingVfs directory = new RecordingVfs(new MemoryVfs("db"));
        Commits commits = open(directory);
        Memtable first = memtables.memtable();
        commits.commit(set("large", 128 << 10), Durability.BUFFERED);
        assertThat(memtables.newestFirst).as("a batch larger than a memtable").containsExactly(first);
        commits.commit(set("small"), Durability.BUFFERED);
        assertThat(memtables.newestFirst).hasSize(2).endsWith(first);
        assertThat(directory.takeNotes()).contains("force 000002.log", "create 000003.log");
        commits.close();
        commits.finish();
    }

    @Test
    void writesWaitWhereNothingCanBePutAside() throws Exception {
        Commits commits = open(new MemoryVfs("db"));
        memtables.obstacle = "flushes";
        commits.commit(set("large", 128 << 10), Durability.BUFFERED);
        FutureTask<@Nullable Void> write = new FutureTask<>(() -> commits.commit(set("a"), Durability.SYNC), null);
        Thread writer = new Thread(write, "writer");
        writer.start();
        awaitWaiting(writer);
        commits.signal();
        awaitWaiting(writer);
        assertThat(stalls).containsExactly("began: flushes");
        assertThat(commits.batches()).isEqualTo(1);
        memtables.obstacle = null;
        commits.signal();
        write.get();
        assertThat(stalls).containsExactly("began: flushes", "ended");
        assertThat(commits.stalls()).isEqualTo(1);
        commits.close();
        commits.finish();
    }

    @Test
    void writesDoNotWaitForWorkThatHasFailed() throws Exception {
        Commits commits = open(new MemoryVfs("db"));
        memtables.obstacle = "flushes";
        commits.commit(set("large", 128 << 10), Durability.BUFFERED);
        FutureTask<@Nullable Void> write = new FutureTask<>(() -> commits.commit(set("a"), Durability.SYNC), null);
        Thread writer = new Thread(write, "writer");
        writer.start();
        awaitWaiting(writer);
        memtables.failure = new StorageException(Kind.IO, "no space left");
        commits.signal();
        assertThatThrownBy(write::get).isInstanceOf(ExecutionException.class).hasMessageContaining("no space left");
        assertThat(commits.batches()).isEqualTo(1);
        memtables.failure = null;
        memtables.obstacle = null;
        commits.commit(set("a"), Durability.SYNC);
        assertThat(stalls).containsExactly("began: flushes", "ended");
        commits.close();
        commits.finish();
    }

    @Test
    void refusesWhatTablesCannotHold() {
        Commits commits = open(new MemoryVfs("db"));
        WriteBatch noKey = set("a").set(Bytes.EMPTY, text("value"));
        assertKind(Kind.INVALID_ARGUMENT, () -> commits.commit(noKey, Durability.SYNC));
        WriteBatch merge = set("a").merge(text("b"), text("value"));
        assertKind(Kind.FAILED_PRECONDITION, () -> commits.commit(merge, Durability.SYNC));
        commits.commit(new WriteBatch().deleteRange(Bytes.EMPTY, text("b")), Durability.SYNC);
        assertThat(commits.batches()).isEqualTo(1);
        assertThat(memtables.visibleBelow).isEqualTo(11);
        commits.close();
        commits.finish();
    }

    @Test
    void takesNothingMoreAfterAFailedWriteOrForce() {
        // The log is created, the directory forced; then the log is written and forced.
        for (int failing = 3; failing <= 4; failing++) {
            CommitsTest test = new CommitsTest();
            FaultWritableVfs directory = FaultWritableVfs.once(new MemoryVfs("db"), failing, Fault.BROKEN);
            Commits commits = test.open(directory);
            WriteBatch batch = set("a");
            assertThatThrownBy(() -> commits.commit(batch, Durability.SYNC)).hasMessageContaining("injected");
            long calls = directory.calls();
            for (Durability durability : Durability.values()) {
                assertThatThrownBy(() -> commits.commit(batch, durability))
                        .hasMessageContaining("no more writes are taken since one has failed")
                        .cause()
                        .hasMessageContaining("injected");
            }
            assertThatThrownBy(commits::rotate).hasMessageContaining("no more writes are taken");
            assertThat(directory.calls()).isEqualTo(calls);
            commits.close();
            assertThatThrownBy(commits::finish).hasMessageContaining("no more writes are taken");
            directory.requireNothingOpen();
        }
    }

    /** Whoever waits for the disk when writes are paused has been served when the pause has begun. */
    @Test
    void aPauseWaitsForForcesUnderWay() throws Exception {
        HookedVfs directory = new HookedVfs(new MemoryVfs("db"));
        Commits commits = open(directory);
        List<FutureTask<WritePauses.Pause>> pauses = new ArrayList<>();
        directory.onForce(() -> {
            FutureTask<WritePauses.Pause> pause = new FutureTask<>(() -> commits.pause(() -> {}));
            pauses.add(pause);
            Thread pausing = new Thread(pause, "pausing");
            pausing.start();
            awaitWaiting(pausing);
        });
        commits.commit(set("a"), Durability.SYNC);
        pauses.get(0).get().close();
        commits.commit(set("b"), Durability.SYNC);
        commits.close();
        commits.finish();
    }

    @Test
    void whoWaitsForTheDiskIsServedBeforeTheClose() throws Exception {
        HookedVfs directory = new HookedVfs(new MemoryVfs("db"));
        Commits commits = open(directory);
        List<FutureTask<@Nullable Void>> closing = new ArrayList<>();
        directory.onForce(() -> {
            FutureTask<@Nullable Void> close = new FutureTask<>(
                    () -> {
                        commits.close();
                        commits.finish();
                    },
                    null);
            closing.add(close);
            Thread closer = new Thread(close, "closer");
            closer.start();
            awaitWaiting(closer);
        });
        commits.commit(set("a"), Durability.SYNC);
        closing.get(0).get();
        assertKind(Kind.CLOSED, () -> commits.commit(set("b"), Durability.SYNC));
    }

    @Test
    void anInterruptIsLeftToTheCaller() {
        Commits commits = open(new MemoryVfs("db"));
        Thread.currentThread().interrupt();
        commits.commit(set("a"), Durability.SYNC);
        assertThat(Thread.interrupted()).isTrue();
        commits.close();
        commits.finish();
    }

    private static WriteBatch set(String key) {
        return set(key, 1);
    }

    private static WriteBatch set(String key, int valueBytes) {
        return new WriteBatch().set(text(key), Bytes.wrap(new byte[valueBytes]));
    }

    private static FutureTask<@Nullable Void> started(Runnable work) {
        FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
        new Thread(task, "writer").start();
        return task;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    private static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Bytes text(String text) {
        return Bytes.utf8(text);
    }
}

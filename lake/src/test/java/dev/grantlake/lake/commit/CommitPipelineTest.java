package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lake.log.CommitLimits;
import dev.grantlake.lake.log.LogSegments;
import dev.grantlake.lake.memtable.SkipListMemtable;
import dev.grantlake.lake.read.Pending;
import dev.grantlake.lake.table.TableView;
import dev.grantlake.lake.testing.TreeTable;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToLongBiFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class CommitPipelineTest {

    private final ForgetfulDisk disk = new ForgetfulDisk();
    private final CommitPipeline pipeline = pipeline(disk.directory("wal"));

    private static CommitPipeline pipeline(WritableVfs wal) {
        return new CommitPipeline(
                new CommitPipeline.Start(
                        wal, new LogSegments(wal, List.of()), 1, 0, new SkipListMemtable(), new TreeTable().head()),
                CommitSettings.DEFAULT,
                SkipListMemtable::new,
                FlushSignal.NONE,
                CommitStep.Watch.NONE);
    }

    private long commit(int key) {
        return commit(key, CommitPipeline::commit);
    }

    private long commit(int key, ToLongBiFunction<CommitPipeline, Submission> way) {
        try (Snapshot snapshot = pipeline.states().open(true)) {
            Bytes name = Bytes.utf8("k" + key);
            Pending pending = new Pending();
            pending.set(name, Bytes.EMPTY);
            CheckedKey checked = new CheckedKey(name, snapshot.seq());
            return way.applyAsLong(pipeline, Submission.of(pending, List.of(checked), true, CommitLimits.DEFAULT));
        }
    }

    /** What a commit has to look through does not grow with the commits before it. */
    @Test
    void remembersNothingThatAllHaveSeen() {
        for (int i = 0; i < 10_000; i++) {
            commit(i);
            assertThat(pipeline.rememberedKeys()).isEqualTo(1);
        }
        pipeline.stop();
        pipeline.close();
    }

    @Test
    void remembersWhatAWriterHasNotSeen() {
        commit(0);
        try (Snapshot reader = pipeline.states().open(false)) {
            assertThat(reader.seq()).isEqualTo(1);
            try (Snapshot writer = pipeline.states().open(true)) {
                assertThat(writer.seq()).isEqualTo(1);
                for (int i = 1; i <= 1000; i++) {
                    commit(i);
                }
                assertThat(pipeline.rememberedKeys()).isEqualTo(1000);
            }
            commit(0);
            assertThat(pipeline.rememberedKeys()).as("readers do not count").isEqualTo(1);
        }
        pipeline.stop();
        pipeline.close();
    }

    /** Whoever holds the lock and does not lead has the next one in the queue look when it lets go. */
    @Test
    void wakesACommitThatCameWhileTheLogWasForced() throws Exception {
        Pending pending = new Pending();
        pending.set(Bytes.utf8("k"), Bytes.EMPTY);
        pipeline.commit(Submission.of(pending, List.of(), false, CommitLimits.DEFAULT));
        FutureTask<Long> late = commitDuring(CommitPipeline::force, CommitPipeline::commit);
        assertThat(late.get()).isEqualTo(2);
        pipeline.stop();
        pipeline.close();
    }

    /** It was let in before the stop, and came to the queue too late to be among those that the stop has served. */
    @Test
    void refusesACommitThatCameWhileTheLogWasClosed() {
        commit(0);
        pipeline.stop();
        FutureTask<Long> late = commitDuring(CommitPipeline::close, CommitPipeline::carryOut);
        assertThatThrownBy(late::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    /** A flush may put another version in the place of one just when somebody asks for its number. */
    @Test
    void aVersionIsHeldWhileItsNumberIsAskedFor() {
        AtomicBoolean closed = new AtomicBoolean();
        TableView replaced = (TableView) Proxy.newProxyInstance(
                TableView.class.getClassLoader(), new Class<?>[] {TableView.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                        return null;
                    }
                    pipeline.moved(new TreeTable().head());
                    assertThat(closed)
                            .as("closed before " + method.getName() + " returns")
                            .isFalse();
                    return 7L;
                });
        pipeline.moved(replaced);
        assertThat(pipeline.tableVersion()).isEqualTo(7);
        assertThat(closed).isTrue();
        pipeline.stop();
        pipeline.close();
    }

    /** Has a commit begin when {@code work} first calls the disk; that call ends when the commit waits. */
    private FutureTask<Long> commitDuring(
            Consumer<CommitPipeline> work, ToLongBiFunction<CommitPipeline, Submission> way) {
        FutureTask<Long> late = new FutureTask<>(() -> commit(1, way));
        AtomicReference<@Nullable Thread> waiting = new AtomicReference<>(new Thread(late, "late"));
        disk.afterEachChange(() -> {
            Thread thread = waiting.getAndSet(null);
            if (thread != null) {
                thread.start();
                while (thread.getState() != Thread.State.WAITING && !late.isDone()) {
                    Thread.onSpinWait();
                }
            }
        });
        work.accept(pipeline);
        assertThat(waiting.get()).as("the disk was called").isNull();
        return late;
    }
}

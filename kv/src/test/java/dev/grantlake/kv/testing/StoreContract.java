package dev.grantlake.kv.testing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.Maintenance;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.Merger;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.kv.WritePauses;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What every {@link KeyValueStore} keeps; a test class of an implementation implements it and says how to make one. */
@ExtendWith(Seeds.class)
public interface StoreContract {

    /** An empty store; the contract closes it. */
    KeyValueStore openStore(StoreOptions options) throws Exception;

    private KeyValueStore openStore() throws Exception {
        return openStore(StoreOptions.DEFAULT.with(Merger.CONCATENATION));
    }

    @Test
    default void doesAsTheModelDoes(Dice dice) throws Exception {
        for (int i = 0; i < Seeds.rounds(40); i++) {
            try (KeyValueStore store = openStore()) {
                new StoreWalk(store, dice).run(150);
            }
        }
    }

    @Test
    default void takesOperationsInTheirOrder() throws Exception {
        try (KeyValueStore store = openStore()) {
            store.commit(new WriteBatch()
                    .set(a(), text("1"))
                    .deleteRange(a(), b())
                    .merge(a(), text("2"))
                    .merge(a(), text("3"))
                    .set(b(), text("4"))
                    .delete(b()));
            assertThat(store.get(a())).isEqualTo(text("23"));
            assertThat(store.get(b())).isNull();
        }
    }

    @Test
    default void leavesTheBatchToItsOwner() throws Exception {
        try (KeyValueStore store = openStore()) {
            WriteBatch batch = new WriteBatch().set(a(), text("1"));
            store.commit(batch);
            batch.clear().set(b(), text("2"));
            store.commit(batch);
            store.commit(batch);
            batch.clear();
            store.commit(batch);
            assertThat(store.get(a())).isEqualTo(text("1"));
            assertThat(store.get(b())).isEqualTo(text("2"));
        }
    }

    @Test
    default void doesNothingOfABatchThatFails() throws Exception {
        try (KeyValueStore store = openStore(StoreOptions.DEFAULT)) {
            WriteBatch batch = new WriteBatch().set(a(), text("1")).merge(b(), text("2"));
            assertKind(Kind.FAILED_PRECONDITION, () -> store.commit(batch));
            assertThat(store.get(a())).isNull();
            store.commit(new WriteBatch().set(b(), text("3")));
            assertThat(store.get(b())).isEqualTo(text("3"));
        }
    }

    @Test
    default void showsEachBatchWhole() throws Exception {
        int keys = 20;
        int batches = 300;
        AtomicInteger writing = new AtomicInteger(2);
        try (KeyValueStore store = openStore()) {
            List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                byte stamp = (byte) writer;
                tasks.add(started(() -> {
                    try {
                        for (int i = 0; i < batches; i++) {
                            Bytes value = Bytes.wrap(new byte[] {stamp, (byte) i, (byte) (i >> Byte.SIZE)});
                            WriteBatch batch = new WriteBatch();
                            for (int key = 0; key < keys; key++) {
                                batch.set(Bytes.wrap(new byte[] {(byte) key}), value);
                            }
                            store.commit(batch, i % 2 == 0 ? Durability.SYNC : Durability.BUFFERED);
                            assertThat(store.get(Bytes.wrap(new byte[] {0}))).isNotNull();
                        }
                    } finally {
                        writing.decrementAndGet();
                    }
                }));
            }
            for (int reader = 0; reader < 2; reader++) {
                tasks.add(started(() -> {
                    do {
                        assertOneValue(store, keys);
                        try (KeyValueReader snapshot = store.snapshot()) {
                            assertOneValue(snapshot, keys);
                        }
                    } while (writing.get() > 0);
                }));
            }
            for (FutureTask<@Nullable Void> task : tasks) {
                task.get();
            }
        }
    }

    @Test
    default void losesNoCommit() throws Exception {
        int writers = 3;
        int commits = 3000;
        CyclicBarrier start = new CyclicBarrier(writers);
        try (KeyValueStore store = openStore()) {
            List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                byte mark = (byte) writer;
                tasks.add(started(() -> {
                    await(start);
                    for (int i = 0; i < commits; i++) {
                        Bytes key = Bytes.wrap(new byte[] {mark, (byte) (i >> Byte.SIZE), (byte) i});
                        store.commit(new WriteBatch().set(key, a()), Durability.BUFFERED);
                    }
                }));
            }
            for (FutureTask<@Nullable Void> task : tasks) {
                task.get();
            }
            assertThat(entriesOf(store)).hasSize(writers * commits);
        }
    }

    @Test
    default void showsEachReplacementWhole() throws Exception {
        byte keys = 20;
        List<KeyRange> ranges = new ArrayList<>();
        for (byte key = 0; key < keys; key++) {
            ranges.add(KeyRange.prefix(Bytes.wrap(new byte[] {key})));
        }
        try (KeyValueStore store = openStore()) {
            assumeTrue(store instanceof RangeReplacement);
            RangeReplacement replacing = (RangeReplacement) store;
            CyclicBarrier start = new CyclicBarrier(2);
            FutureTask<@Nullable Void> writer = started(() -> {
                await(start);
                for (int i = 0; i < 500; i++) {
                    Map<Bytes, Bytes> content = new TreeMap<>();
                    for (byte key = 0; key < keys; key++) {
                        content.put(Bytes.wrap(new byte[] {key, (byte) i}), Bytes.wrap(new byte[] {(byte) i}));
                    }
                    try (MemoryKeyValueStore source = new MemoryKeyValueStore().putAll(content);
                            Cursor cursor = source.cursor(KeyRange.ALL)) {
                        replacing.replaceRanges(ranges, cursor);
                    }
                }
            });
            await(start);
            do {
                assertOneValue(store, keys);
            } while (!writer.isDone());
            writer.get();
            assertOneValue(store, keys);
        }
    }

    private static void assertOneValue(KeyValueReader reader, int keys) {
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            if (cursor.first()) {
                Bytes value = cursor.value().copy();
                int seen = 1;
                while (cursor.next()) {
                    assertThat(cursor.value().copy()).isEqualTo(value);
                    seen++;
                }
                assertThat(seen).isEqualTo(keys);
            }
        }
    }

    @Test
    default void replacesRangesInOneStep() throws Exception {
        try (KeyValueStore store = openStore()) {
            assumeTrue(store instanceof RangeReplacement);
            store.commit(new WriteBatch()
                    .set(text("a1"), text("old"))
                    .set(text("b1"), text("old"))
                    .set(text("c1"), text("old"))
                    .set(text("d1"), text("old")));
            try (KeyValueReader before = store.snapshot();
                    Cursor content = store.cursor(KeyRange.prefix(text("d")))) {
                long entries = ((RangeReplacement) store)
                        .replaceRanges(List.of(KeyRange.prefix(text("a")), KeyRange.prefix(text("c"))), content);
                assertThat(entries).isEqualTo(1);
                assertThat(entriesOf(store)).containsOnlyKeys(text("b1"), text("d1"));
                assertThat(entriesOf(before)).hasSize(4);
            }
        }
    }

    @Test
    default void leavesAllAsItWasIfContentIsOutOfOrder() throws Exception {
        try (KeyValueStore store = openStore()) {
            assumeTrue(store instanceof RangeReplacement);
            store.commit(new WriteBatch().set(a(), text("1")).set(b(), text("2")));
            Map<Bytes, Bytes> before = entriesOf(store);
            try (MemoryKeyValueStore source = new MemoryKeyValueStore().putAll(before);
                    Cursor standing = new StutteringCursor(source.cursor(KeyRange.ALL))) {
                assertKind(
                        Kind.INVALID_ARGUMENT,
                        () -> ((RangeReplacement) store).replaceRanges(List.of(KeyRange.ALL), standing));
            }
            assertThat(entriesOf(store)).isEqualTo(before);
        }
    }

    @Test
    default void keepsWritesWaitingWhilePaused() throws Exception {
        try (KeyValueStore store = openStore()) {
            assumeTrue(store instanceof WritePauses);
            WritePauses.Pause first = ((WritePauses) store).pauseWrites();
            WritePauses.Pause second = ((WritePauses) store).pauseWrites();
            FutureTask<@Nullable Void> write =
                    new FutureTask<>(() -> store.commit(new WriteBatch().set(a(), b())), null);
            Thread writer = new Thread(write, "writer");
            writer.start();
            awaitWaiting(writer);
            first.close();
            first.close();
            awaitWaiting(writer);
            assertThat(store.get(a())).isNull();
            assertThat(entriesOf(store)).isEmpty();
            second.close();
            write.get();
            assertThat(store.get(a())).isEqualTo(b());
        }
    }

    @Test
    default void failsWritesThatWaitWhenItIsClosed() throws Exception {
        KeyValueStore store = openStore();
        if (!(store instanceof WritePauses pauses)) {
            store.close();
            return;
        }
        pauses.pauseWrites();
        FutureTask<@Nullable Void> write = new FutureTask<>(() -> store.commit(new WriteBatch().set(a(), b())), null);
        Thread writer = new Thread(write, "writer");
        writer.start();
        awaitWaiting(writer);
        store.close();
        assertThatThrownBy(write::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }

    @Test
    default void takesNothingMoreOnceItIsClosed() throws Exception {
        KeyValueStore store = openStore();
        store.close();
        store.close();
        WriteBatch batch = new WriteBatch().set(a(), b());
        assertKind(Kind.CLOSED, () -> store.commit(batch));
        assertKind(Kind.CLOSED, () -> store.commit(batch, Durability.BUFFERED));
        assertKind(Kind.CLOSED, () -> store.get(a()));
        assertKind(Kind.CLOSED, store::snapshot);
        if (store instanceof Maintenance maintenance) {
            assertKind(Kind.CLOSED, maintenance::flush);
            assertKind(Kind.CLOSED, () -> maintenance.compact(KeyRange.ALL));
        }
        if (store instanceof WritePauses pauses) {
            assertKind(Kind.CLOSED, pauses::pauseWrites);
        }
        if (store instanceof RangeReplacement replacing) {
            try (MemoryKeyValueStore source = new MemoryKeyValueStore();
                    Cursor content = source.cursor(KeyRange.ALL)) {
                assertKind(Kind.CLOSED, () -> replacing.ingest(content));
            }
        }
    }

    private static Map<Bytes, Bytes> entriesOf(KeyValueReader reader) {
        Map<Bytes, Bytes> entries = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return entries;
    }

    private static FutureTask<@Nullable Void> started(Runnable work) {
        FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
        new Thread(task, "walker").start();
        return task;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
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

    private static Bytes a() {
        return text("a");
    }

    private static Bytes b() {
        return text("b");
    }

    private static Bytes text(String text) {
        return Bytes.utf8(text);
    }
}

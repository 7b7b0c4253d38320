package dev.grantlake.testkit.writing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Calls in an order, at a time or with an argument that one does not expect. Whatever comes, nothing is left over. */
class WriterLifeTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final ResourceId GROUP = ResourceId.of("group", "g1");
    private static final EntitlementKey MEMBER = new EntitlementKey(GROUP, "group:g1:member");
    private static final byte[] OLD = {'o', 'l', 'd'};

    @TempDir
    private Path folder;

    private Path file;
    private Path scratch;
    private WriteOptions options;

    @BeforeEach
    void begin() throws IOException {
        scratch = Files.createDirectory(folder.resolve("scratch"));
        file = Files.write(folder.resolve("out.c1z"), OLD);
        options = WriteOptions.defaults()
                .withReplace(true)
                .withMemoryBytes(1 << 20)
                .withThreads(3)
                .withTemporaryFolder(scratch)
                .withClock(InstantSource.fixed(NOW));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(scratch).isEmptyDirectory();
        try (Stream<Path> names = Files.list(folder)) {
            assertThat(names).containsExactlyInAnyOrder(scratch, file);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("grantlake-"));
    }

    private SyncWriter create() {
        return Grantlake.create(file, NewSync.full(), options);
    }

    @Test
    void whatTheCallersOwnIterableThrowsComesThroughAndEndsTheSync() throws IOException {
        RuntimeException own = new IllegalStateException("the connector is gone");
        for (boolean grants : List.of(true, false)) {
            try (SyncWriter sync = create()) {
                sync.putGrant(MEMBER, user(1));
                assertThatThrownBy(() -> {
                            if (grants) {
                                sync.putGrants(failing(own, grant(2)));
                            } else {
                                sync.putResources(failing(own, grant(2).getPrincipal()));
                            }
                        })
                        .isSameAs(own);
                assertThatThrownBy(() -> sync.putGrant(MEMBER, user(3)))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                        .hasCause(own);
                assertFails(Kind.FAILED_PRECONDITION, sync::finish);
            }
            assertThat(file).hasBinaryContent(OLD);
        }
    }

    @Test
    void anErrorOfTheCallersIterableComesThroughToo() {
        Error own = new AssertionError("not even an exception");
        try (SyncWriter sync = create()) {
            assertThatThrownBy(() -> sync.putGrants(() -> {
                        throw own;
                    }))
                    .isSameAs(own);
            assertFails(Kind.FAILED_PRECONDITION, sync::finish);
        }
    }

    @Test
    void nullIsNoRecord() {
        try (SyncWriter sync = create()) {
            assertThatThrownBy(() -> sync.put(nothing(Grant.class))).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> sync.putSession(nothing(String.class), Bytes.EMPTY))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> sync.putAsset("a", "b", nothing(Bytes.class)))
                    .isInstanceOf(NullPointerException.class);
            sync.putGrant(MEMBER, user(1));
            assertThatThrownBy(() -> sync.putGrants(Arrays.asList(grant(2), nothing(Grant.class))))
                    .isInstanceOf(NullPointerException.class);
            assertFails(Kind.FAILED_PRECONDITION, sync::finish);
        }
    }

    @Test
    void whatIsWrittenTakesNothingMore() throws IOException {
        SyncWriter sync = create();
        sync.putGrant(MEMBER, user(1));
        sync.finish();
        byte[] written = Files.readAllBytes(file);
        assertFails(Kind.CLOSED, sync::finish);
        assertFails(Kind.CLOSED, () -> sync.saveUnfinished("token"));
        assertFails(Kind.CLOSED, () -> sync.checkpoint("token"));
        assertFails(Kind.CLOSED, () -> sync.putGrant(MEMBER, user(2)));
        assertFails(Kind.CLOSED, () -> sync.putSession("key", Bytes.EMPTY));
        sync.close();
        sync.abort();
        sync.close();
        assertThat(file).hasBinaryContent(written);
    }

    @Test
    void whatIsGivenUpTakesNothingMore() {
        SyncWriter sync = create();
        sync.putGrant(MEMBER, user(1));
        sync.abort();
        sync.close();
        assertFails(Kind.CLOSED, sync::finish);
        assertFails(Kind.CLOSED, () -> sync.putGrant(MEMBER, user(2)));
        assertThat(file).hasBinaryContent(OLD);
    }

    @Test
    void eightThreadsPutAtOnce() throws Exception {
        int each = 20_000;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (SyncWriter sync = create()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int first = thread * each / 2;
                calls.add(threads.submit(() -> {
                    for (int i = first; i < first + each; i += 500) {
                        List<Grant> some = new ArrayList<>();
                        for (int user = i; user < i + 500; user++) {
                            some.add(grant(user));
                        }
                        sync.putGrants(some);
                        sync.put(some.get(0).getPrincipal());
                        sync.putSession("thread " + first, Bytes.EMPTY);
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            assertThat(sync.finish().statistics().grants()).isEqualTo(9L * each / 2);
        } finally {
            threads.shutdown();
        }
        try (Store store = Grantlake.open(file)) {
            assertThat(store.latestSync().orElseThrow().sessions().all().count())
                    .isEqualTo(8);
        }
        ReadBack.requireSound(file);
    }

    @Test
    void closeEndsAFinishThatIsUnderWay() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch finishing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        // The clock is asked at the beginning, and at the end for the time of it.
        options = options.withClock(() -> {
            if (asked.incrementAndGet() > 2) {
                finishing.countDown();
                await(goOn);
            }
            return NOW;
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (SyncWriter sync = create()) {
            sync.putGrant(MEMBER, user(1));
            Future<?> finish = threads.submit(sync::finish);
            await(finishing);
            Thread closing = new Thread(sync::close, "closing");
            closing.start();
            while (closing.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            goOn.countDown();
            assertThatThrownBy(finish::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
            closing.join();
        } finally {
            threads.shutdown();
        }
        assertThat(file).hasBinaryContent(OLD);
    }

    @Test
    void closeEndsACallThatWouldGoOnForever() throws Exception {
        CountDownLatch putting = new CountDownLatch(10_000);
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (SyncWriter sync = create()) {
            Future<?> put = threads.submit(() -> sync.putGrants(endless(putting)));
            await(putting);
            sync.abort();
            assertThatThrownBy(put::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        } finally {
            threads.shutdown();
        }
        assertThat(file).hasBinaryContent(OLD);
    }

    @Test
    void aFileThatMayNotBeReplacedStays() {
        options = options.withReplace(false);
        assertFails(Kind.ALREADY_EXISTS, this::create);
        assertThat(file).hasBinaryContent(OLD);
    }

    @Test
    void aFileThatAppearedMeanwhileStays() throws IOException {
        options = options.withReplace(false);
        Files.delete(file);
        try (SyncWriter sync = create()) {
            sync.putGrant(MEMBER, user(1));
            Files.write(file, OLD);
            assertThatThrownBy(sync::finish)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS))
                    .hasMessageContaining(file.toString());
        }
        assertThat(file).hasBinaryContent(OLD);
    }

    @Test
    void whereNothingCanBeWrittenIsSaidAtOnce() {
        for (String path : List.of("/proc/out.c1z", folder + "/none/out.c1z", folder.toString())) {
            assertThatThrownBy(() -> Grantlake.create(Path.of(path), NewSync.full(), options))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(path);
        }
    }

    @Test
    void aTemporaryFolderThatIsNotThereIsNamed() throws IOException {
        options = options.withTemporaryFolder(folder.resolve("none"));
        try (SyncWriter sync = create()) {
            assertThatThrownBy(() -> {
                        sync.putGrants(() -> Stream.iterate(0, i -> i + 1)
                                .limit(500_000)
                                .map(WriterLifeTest::grant)
                                .iterator());
                        sync.finish();
                    })
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                    .hasMessageContaining(folder.resolve("none").toString());
        }
        assertThat(file).hasBinaryContent(OLD);
    }

    /** A null where none may be. */
    @SuppressWarnings("NullAway")
    private static <T> T nothing(Class<T> type) {
        return type.cast(null);
    }

    private static <T> Iterable<T> failing(RuntimeException own, T first) {
        return () -> new Iterator<>() {
            private boolean given;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public T next() {
                if (given) {
                    throw own;
                }
                given = true;
                return first;
            }
        };
    }

    private static Iterable<Grant> endless(CountDownLatch counted) {
        return () -> Stream.iterate(0, i -> i + 1)
                .peek(i -> counted.countDown())
                .map(WriterLifeTest::grant)
                .iterator();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ResourceId user(int number) {
        return ResourceId.of("user", "u" + number);
    }

    private static Grant grant(int user) {
        return Grant.newBuilder()
                .setEntitlement(Entitlement.newBuilder().setId(MEMBER.id()).setResource(resource(GROUP)))
                .setPrincipal(resource(user(user)))
                .build();
    }

    private static Resource resource(ResourceId id) {
        return Resource.newBuilder()
                .setId(dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                        .setResourceType(id.type())
                        .setResource(id.id()))
                .build();
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}

package dev.grantlake.c1z;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.testing.CountingVfs;
import dev.grantlake.vfs.testing.FaultVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import dev.grantlake.wire.c1z.v3.IndexedFrameEntry;
import dev.grantlake.wire.c1z.v3.IndexedFrameIndex;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class C1zFileTest {

    private static final Bytes HELLO = Bytes.utf8("hello");

    @TempDir
    Path scratch;

    private final ReadMetrics metrics = new ReadMetrics();
    private final BufferCache cache = new BufferCache(64 << 20);

    @Test
    void readingOneFileDecodesOneFrame(Dice dice) {
        byte[] large = dice.bytes(200_000);
        CountingVfs vfs = new CountingVfs(Containers.of(EnvelopeBuilder.indexed()
                .file("a", large)
                .file("b", HELLO.toArray())
                .file("c", large)
                .build()));
        try (C1zFile file = open(vfs);
                ReadableFile b = file.payload().open("b")) {
            assertThat(metrics.snapshot().framesDecoded()).isZero();
            assertThat(vfs.total().reads()).as("head, and footer with index").isEqualTo(2);

            assertThat(b.size()).isEqualTo(5);
            assertThat(b.read(1, 3)).isEqualTo(Bytes.utf8("ell"));
            assertThat(b.read(0, 5)).isEqualTo(HELLO);

            assertThat(vfs.total().reads()).isEqualTo(3);
            assertThat(metrics.snapshot().framesDecoded()).isEqualTo(1);
            assertThat(metrics.snapshot().frameBytes()).isEqualTo(5);
            assertThat(metrics.snapshot().cacheHits()).isEqualTo(1);
            assertThat(metrics.snapshot().spooledBytes()).isZero();
            assertThat(metrics.snapshot().fileBytes()).isLessThan((32 << 10) + (16 << 10) + 100);
        }
    }

    @Test
    void whatIsFetchedAheadIsDecodedOnce(Dice dice) {
        byte[] content = dice.bytes(200_000);
        EnvelopeBuilder builder = EnvelopeBuilder.indexed();
        for (int i = 0; i < 8; i++) {
            builder.file("file-" + i, content);
        }
        try (C1zFile file = open(Containers.of(builder.build()))) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 8; i++) {
                    file.payload().prefetch("file-" + i);
                }
            }
            file.payload().prefetch("no such file");
            for (int i = 7; i >= 0; i--) {
                assertThat(read(file, "file-" + i)).isEqualTo(Bytes.wrap(content));
            }
            assertThat(metrics.snapshot().framesDecoded()).isEqualTo(8);
        }
    }

    @Test
    void aFaultFoundAheadIsTheReaders() {
        byte[] container = twoFiles().build(index -> entry(index).setRawXxh64(7));
        try (C1zFile file = open(Containers.of(container))) {
            file.payload().prefetch("first");
            assertThat(read(file, "second")).isEqualTo(HELLO);
            assertRefused(() -> read(file, "first"), Kind.CORRUPT, "xxh64 0000000000000007");
        }
    }

    @Test
    void closingWaitsForWhatIsDecodedAhead(Dice dice) {
        byte[] container =
                EnvelopeBuilder.indexed().file("a", dice.bytes(4 << 20)).build();
        for (int round = 0; round < 20; round++) {
            try (LeakCheckingVfs vfs = new LeakCheckingVfs(Containers.of(container))) {
                C1zFile file = open(vfs);
                file.payload().prefetch("a");
                file.close();
                file.payload().prefetch("a");
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("grantlake-decode-"));
    }

    @Test
    void aSmallContainerIsOneRead() {
        CountingVfs vfs = new CountingVfs(Containers.of(
                EnvelopeBuilder.indexed().file("a", HELLO.toArray()).build()));
        try (C1zFile file = open(vfs)) {
            assertThat(Contents.of(file.payload())).isEqualTo(Map.of("a", HELLO));
        }
        assertThat(vfs.total().reads()).isEqualTo(1);
    }

    @Test
    void aLongIndexIsReadWhole() {
        EnvelopeBuilder builder = EnvelopeBuilder.indexed();
        for (int i = 0; i < 3_000; i++) {
            builder.file("file-" + i, new byte[] {(byte) i});
        }
        try (C1zFile file = open(Containers.of(builder.build()))) {
            assertThat(file.files()).hasSize(3_000);
            assertThat(read(file, "file-2999")).isEqualTo(Bytes.wrap(new byte[] {(byte) 2999}));
        }
    }

    @Test
    void listsNamesInByteOrder() {
        byte[] none = {};
        try (C1zFile file = open(Containers.of(EnvelopeBuilder.indexed()
                .file("\uffff", none)
                .file("\ud800\udc00", none)
                .file("b", none)
                .file("a/b", none)
                .file("Z", none)
                .build()))) {
            assertThat(file.payload().list()).containsExactly("Z", "a/b", "b", "\uffff", "\ud800\udc00");
            assertThat(file.payload().exists("a/b")).isTrue();
            assertThat(file.payload().exists("a")).isFalse();
            assertThat(file.payload().size("Z")).isZero();
        }
    }

    @Test
    void answersForFilesThatAreNotThereAndForRangesOutside() {
        try (C1zFile file = open(Containers.of(
                        EnvelopeBuilder.indexed().file("a", HELLO.toArray()).build()));
                ReadableFile a = file.payload().open("a")) {
            assertThat(a.description()).isEqualTo("memory/test.c1z/a");
            assertRefused(() -> file.payload().open("b"), Kind.NOT_FOUND, "no file \"b\"");
            assertRefused(() -> file.payload().size("b"), Kind.NOT_FOUND, "no file \"b\"");
            assertRefused(() -> a.read(0, 6), Kind.CORRUPT, "memory/test.c1z/a");
            assertRefused(() -> a.read(5, 1), Kind.CORRUPT, "memory/test.c1z/a");
            assertRefused(() -> a.read(Long.MAX_VALUE, 1), Kind.CORRUPT, "memory/test.c1z/a");
            assertThat(a.read(5, 0)).isEqualTo(Bytes.EMPTY);
        }
    }

    @Test
    void closingEndsEverythingReadFromIt() {
        LeakCheckingVfs vfs = new LeakCheckingVfs(Containers.of(
                EnvelopeBuilder.indexed().file("a", HELLO.toArray()).build()));
        C1zFile file = open(vfs);
        Vfs payload = file.payload();
        ReadableFile a = payload.open("a");
        ReadableFile closed = payload.open("a");
        closed.close();
        closed.close();
        payload.close();
        assertThat(a.read(0, 5)).isEqualTo(HELLO);
        assertRefused(() -> closed.read(0, 5), Kind.CLOSED, "closed");

        file.close();
        file.close();
        vfs.requireNothingOpen();
        assertRefused(() -> a.read(0, 5), Kind.CLOSED, "closed");
        assertRefused(() -> payload.open("a"), Kind.CLOSED, "closed");
        assertRefused(payload::list, Kind.CLOSED, "closed");
    }

    @Test
    void threadsThatComeAtOnceDecodeOnce(Dice dice) throws Exception {
        byte[] content = dice.compressible(1 << 20, 30);
        for (int maxHeapFileBytes : new int[] {16 << 20, 0}) {
            ReadMetrics counted = new ReadMetrics();
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try (C1zFile file = C1zFile.open(
                    Containers.of(EnvelopeBuilder.indexed().file("a", content).build()),
                    Containers.NAME,
                    C1zReadOptions.defaults().withMaxHeapFileBytes(maxHeapFileBytes),
                    new ReadComponents(cache, counted, scratch))) {
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Bytes>> results = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    results.add(threads.submit(() -> {
                        start.await();
                        return read(file, "a");
                    }));
                }
                start.countDown();
                for (Future<Bytes> result : results) {
                    assertThat(result.get()).isEqualTo(Bytes.wrap(content));
                }
                assertThat(counted.snapshot().framesDecoded()).isEqualTo(1);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void largeFilesAreSpooledOnceAndLeaveNothing(Dice dice) throws IOException {
        byte[] first = dice.compressible(300_000, 50);
        byte[] second = dice.compressible(500_000, 50);
        byte[] container = EnvelopeBuilder.indexed()
                .file("first", first)
                .file("second", second)
                .file("small", HELLO.toArray())
                .build();
        C1zReadOptions options = C1zReadOptions.defaults().withMaxHeapFileBytes(100_000);
        try (C1zFile file = open(Containers.of(container), options)) {
            for (int round = 0; round < 2; round++) {
                assertThat(read(file, "second")).isEqualTo(Bytes.wrap(second));
                assertThat(read(file, "first")).isEqualTo(Bytes.wrap(first));
                assertThat(read(file, "small")).isEqualTo(HELLO);
            }
            try (ReadableFile part = file.payload().open("second")) {
                for (int i = 0; i < 200; i++) {
                    int from = dice.below(second.length);
                    int length = dice.below(second.length - from + 1);
                    assertThat(part.read(from, length)).isEqualTo(Bytes.wrap(second, from, length));
                }
            }
            assertThat(metrics.snapshot().spooledBytes()).isEqualTo(first.length + second.length);
            assertThat(metrics.snapshot().framesDecoded()).isEqualTo(3);
        }
        assertThat(filesIn(scratch)).isEmpty();
    }

    @Test
    void framesThatExpandBeyondMeasureGoToTheSpool() {
        byte[] zeros = new byte[15 << 20];
        byte[] container = EnvelopeBuilder.indexed()
                .file("1", zeros)
                .file("2", zeros)
                .file("3", zeros)
                .build();
        try (C1zFile file = open(Containers.of(container))) {
            for (String name : List.of("1", "2", "3")) {
                assertThat(read(file, name)).isEqualTo(Bytes.wrap(zeros));
            }
        }
        assertThat(metrics.snapshot().spooledBytes()).as("one of three").isEqualTo(zeros.length);
    }

    @Test
    void framesThatExpandAsGrantsDoStayInMemory() {
        // Much in common, and a few bytes of each row's own.
        String common = "app:github:entitlement-0001 user ".repeat(8);
        StringBuilder rows = new StringBuilder(15 << 20);
        for (int row = 0; rows.length() < (15 << 20) - 1000; row++) {
            rows.append(common).append(Integer.toHexString(row * 0x9e3779b9));
        }
        byte[] table = Bytes.utf8(rows.toString()).toArray();
        byte[] container = EnvelopeBuilder.indexed()
                .file("1", table)
                .file("2", table)
                .file("3", table)
                .build();
        assertThat(table.length / (container.length / 3)).as("ratio").isBetween(20, 90);
        try (C1zFile file = open(Containers.of(container))) {
            for (String name : List.of("1", "2", "3")) {
                assertThat(read(file, name)).isEqualTo(Bytes.wrap(table));
            }
        }
        assertThat(metrics.snapshot().spooledBytes()).isZero();
    }

    @Test
    void aCacheTooSmallForAFrameSpoolsIt(Dice dice) {
        byte[] content = dice.bytes(60_000);
        byte[] container = EnvelopeBuilder.indexed().file("a", content).build();
        try (C1zFile file = C1zFile.open(
                Containers.of(container),
                Containers.NAME,
                C1zReadOptions.defaults(),
                new ReadComponents(new BufferCache(100_000), metrics, scratch))) {
            for (int i = 0; i < 10; i++) {
                assertThat(read(file, "a")).isEqualTo(Bytes.wrap(content));
            }
        }
        assertThat(metrics.snapshot().framesDecoded()).isEqualTo(1);
        assertThat(metrics.snapshot().spooledBytes()).isEqualTo(content.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000, 16 << 20})
    void compressedArchivesAreDecodedOnceIntoMemoryOrSpool(int maxHeapFileBytes, Dice dice) throws IOException {
        byte[] first = dice.compressible(150_000, 50);
        byte[] second = dice.compressible(90_000, 50);
        byte[] archive = Tars.of(Map.of("first", first, "dir/second", second));
        byte[] container = EnvelopeBuilder.withPayload(1, Zstd.compress(archive));
        C1zReadOptions options = C1zReadOptions.defaults().withMaxHeapFileBytes(maxHeapFileBytes);
        try (C1zFile file = open(Containers.of(container), options)) {
            assertThat(file.payloadEnd()).isEqualTo(container.length);
            assertThat(Contents.of(file.payload()))
                    .isEqualTo(Map.of("first", Bytes.wrap(first), "dir/second", Bytes.wrap(second)));
            try (ReadableFile part = file.payload().open("first")) {
                for (int i = 0; i < 200; i++) {
                    int from = dice.below(first.length);
                    int length = dice.below(first.length - from + 1);
                    assertThat(part.read(from, length)).isEqualTo(Bytes.wrap(first, from, length));
                }
            }
            assertThat(metrics.snapshot().framesDecoded()).isEqualTo(1);
            assertThat(metrics.snapshot().spooledBytes() > 0).isEqualTo(maxHeapFileBytes < archive.length);
        }
        assertThat(filesIn(scratch)).isEmpty();
    }

    @Test
    void plainArchivesAreReadInPlace(Dice dice) {
        byte[] content = dice.bytes(100_000);
        byte[] container = EnvelopeBuilder.withPayload(2, Tars.of(Map.of("a", content, "b", HELLO.toArray())));
        try (C1zFile file = open(Containers.of(container))) {
            assertThat(Contents.of(file.payload())).isEqualTo(Map.of("a", Bytes.wrap(content), "b", HELLO));
        }
        assertThat(metrics.snapshot().framesDecoded()).isZero();
        assertThat(metrics.snapshot().spooledBytes()).isZero();
        assertThat(cache.sizeBytes()).isZero();
    }

    /** Every call to the file fails once: what was opened is closed again, and nothing stays behind. */
    @Test
    void aFailingFileLeavesNothingOpen(Dice dice) throws IOException {
        byte[] large = dice.compressible(300_000, 50);
        byte[] indexed =
                EnvelopeBuilder.indexed().file("a", large).file("b", large).build();
        byte[] archive = EnvelopeBuilder.withPayload(1, Zstd.compress(Tars.of(Map.of("a", large))));
        C1zReadOptions options = C1zReadOptions.defaults().withMaxHeapFileBytes(100_000);
        for (byte[] container : List.of(indexed, archive)) {
            FaultVfs vfs;
            long n = 0;
            do {
                LeakCheckingVfs inner = new LeakCheckingVfs(Containers.of(container));
                vfs = new FaultVfs(inner, ++n);
                try (C1zFile file = open(vfs, options)) {
                    Contents.of(file.payload());
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(Kind.IO);
                }
                inner.requireNothingOpen();
                assertThat(filesIn(scratch)).isEmpty();
            } while (vfs.failed());
            assertThat(n).isGreaterThan(4);
        }
    }

    @Test
    void acceptsGapsAndUnsortedEntries() {
        byte[] container = EnvelopeBuilder.indexed()
                .gap(100)
                .file("b", HELLO.toArray())
                .gap(7)
                .file("a", HELLO.toArray())
                .gap(1)
                .build();
        try (C1zFile file = open(Containers.of(container))) {
            assertThat(file.files()).extracting(PayloadFile::name).containsExactly("b", "a");
            assertThat(Contents.of(file.payload())).isEqualTo(Map.of("a", HELLO, "b", HELLO));
        }
    }

    @Test
    void refusesFramesThatShareBytes() {
        assertIndexRefused(
                index -> index.addEntries(index.getEntries(0).toBuilder().setName("again")), "shares bytes with");
        assertIndexRefused(index -> change(index, 1, offset -> offset - 1), "shares bytes with");
    }

    @Test
    void refusesRowsThatCannotBe() {
        assertIndexRefused(index -> entry(index).setName(""), "a name of 1 to 4096 bytes");
        assertIndexRefused(index -> entry(index).setName("x".repeat(4097)), "a name of 1 to 4096 bytes");
        assertIndexRefused(index -> entry(index).setName("a/../b"), "a relative name");
        assertIndexRefused(index -> entry(index).setName("second"), "\"second\" again");
        assertIndexRefused(index -> entry(index).setRawSize(-1), "a raw size of 0 or more");
        assertIndexRefused(index -> entry(index).setCompressedSize(0), "a compressed size of 1 or more");
        assertIndexRefused(index -> entry(index).setCompressedSize(-1), "a compressed size of 1 or more");
        assertIndexRefused(index -> entry(index).setCompressedSize(Long.MAX_VALUE), "a frame between");
        assertIndexRefused(index -> entry(index).setFrameOffset(0), "a frame between");
        assertIndexRefused(index -> entry(index).setFrameOffset(-1), "a frame between");
        assertIndexRefused(index -> entry(index).setFrameOffset(Long.MAX_VALUE), "a frame between");
        assertIndexRefused(index -> entry(index).setRawSha256(ByteString.EMPTY), "a SHA-256 of 32 bytes");
        assertIndexRefused(
                index -> entry(index).setRawSha256(ByteString.copyFrom(new byte[33])), "a SHA-256 of 32 bytes");
        assertIndexRefused(index -> index.setManifestXxh64(1), "manifest at 9: expected xxh64 0000000000000001");
        assertIndexRefused(index -> entry(index).setRawSize(1L << 40), "a raw size that 14 bytes can hold");
    }

    @Test
    void aManifestHashOfZeroIsNotRecorded() {
        byte[] container =
                EnvelopeBuilder.indexed().file("a", HELLO.toArray()).build(index -> index.setManifestXxh64(0));
        try (C1zFile file = open(Containers.of(container))) {
            assertThat(read(file, "a")).isEqualTo(HELLO);
        }
    }

    @Test
    void sha256IsNotCheckedOnReading() {
        byte[] container = EnvelopeBuilder.indexed()
                .file("a", HELLO.toArray())
                .build(index -> entry(index).setRawSha256(ByteString.copyFrom(new byte[32])));
        try (C1zFile file = open(Containers.of(container))) {
            assertThat(read(file, "a")).isEqualTo(HELLO);
        }
    }

    @Test
    void refusesIndexesThatAreNoProtobufOrTooLong() {
        byte[] malformed = EnvelopeBuilder.indexed().withIndex(new byte[] {0x0a, 0x05, 0x00});
        assertRefused(() -> open(Containers.of(malformed)), Kind.CORRUPT, "frame index entry");

        IndexedFrameIndex.Builder many = IndexedFrameIndex.newBuilder();
        EnvelopeBuilder builder = EnvelopeBuilder.indexed();
        byte[] frame = Zstd.compress(new byte[0]);
        builder.gap((FrameTable.MAX_ENTRIES + 1) * frame.length);
        for (int i = 0; i <= FrameTable.MAX_ENTRIES; i++) {
            many.addEntries(IndexedFrameEntry.newBuilder()
                    .setName("" + i)
                    .setFrameOffset(9 + 13 + (long) i * frame.length)
                    .setCompressedSize(frame.length)
                    .setRawSha256(ByteString.copyFrom(new byte[32])));
        }
        byte[] tooMany = builder.withIndex(many.build().toByteArray());
        assertRefused(() -> open(Containers.of(tooMany)), Kind.LIMIT_EXCEEDED, "more than 65536 frames");
    }

    @Test
    void everyFrameMustHoldWhatItsRowSays() {
        for (int maxHeapFileBytes : new int[] {16 << 20, 0}) {
            assertContentRefused(index -> entry(index).setRawXxh64(7), maxHeapFileBytes, "xxh64 0000000000000007");
            assertContentRefused(index -> entry(index).setRawSize(6), maxHeapFileBytes, "6 decoded bytes");
            assertContentRefused(index -> entry(index).setRawSize(4), maxHeapFileBytes, "4 decoded bytes");
            assertContentRefused(
                    index -> entry(index).setCompressedSize(entry(index).getCompressedSize() - 1),
                    maxHeapFileBytes,
                    "frame of \"first\"");
        }
    }

    private void assertContentRefused(
            Consumer<IndexedFrameIndex.Builder> change, int maxHeapFileBytes, String message) {
        byte[] container = twoFiles().build(change);
        C1zReadOptions options = C1zReadOptions.defaults().withMaxHeapFileBytes(maxHeapFileBytes);
        try (C1zFile file = open(Containers.of(container), options)) {
            assertThat(read(file, "second")).as("the other file is sound").isEqualTo(HELLO);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertRefused(() -> read(file, "first"), Kind.CORRUPT, message);
            }
        }
    }

    @Test
    void takesFramesThatAnyStandardDecoderTakes(Dice dice) {
        byte[] content = dice.compressible(200_000, 40);
        byte[] head = Zstd.compress(Arrays.copyOf(content, 70_000), 1);
        byte[] tail = Zstd.compress(Arrays.copyOfRange(content, 70_000, content.length), 19);
        Bytes skippable = Bytes.ofHex("502a4d1803000000aabbcc");
        byte[] frames = skippable
                .plus(Bytes.wrap(head))
                .plus(skippable)
                .plus(Bytes.wrap(tail))
                .toArray();
        byte[] container = EnvelopeBuilder.indexed().frame("a", frames, content).build();
        for (int maxHeapFileBytes : new int[] {16 << 20, 0}) {
            C1zReadOptions options = C1zReadOptions.defaults().withMaxHeapFileBytes(maxHeapFileBytes);
            try (C1zFile file = open(Containers.of(container), options)) {
                assertThat(read(file, "a")).isEqualTo(Bytes.wrap(content));
            }
        }
    }

    @Test
    void boundsWindows() {
        // Four raw bytes in a frame whose window is 128 MiB, and an eighth more.
        Bytes body = Bytes.ofHex("21000061626364");
        byte[] content = Bytes.utf8("abcd").toArray();
        byte[] allowed = Bytes.ofHex("28b52ffd0088").plus(body).toArray();
        byte[] refused = Bytes.ofHex("28b52ffd0089").plus(body).toArray();
        for (int maxHeapFileBytes : new int[] {16 << 20, 0}) {
            C1zReadOptions options = C1zReadOptions.defaults().withMaxHeapFileBytes(maxHeapFileBytes);
            byte[] container = EnvelopeBuilder.indexed()
                    .frame("allowed", allowed, content)
                    .frame("refused", refused, content)
                    .build();
            try (C1zFile file = open(Containers.of(container), options)) {
                assertThat(read(file, "allowed")).isEqualTo(Bytes.wrap(content));
                assertRefused(() -> read(file, "refused"), Kind.LIMIT_EXCEEDED, "window of 150994944 bytes");
            }
            try (C1zFile file = open(Containers.of(container), options.withMaxWindowBytes(256 << 20))) {
                assertThat(read(file, "refused")).isEqualTo(Bytes.wrap(content));
            }
        }
        byte[] archive = EnvelopeBuilder.withPayload(1, refused);
        assertRefused(() -> open(Containers.of(archive)), Kind.LIMIT_EXCEEDED, "window of 150994944 bytes");
    }

    @Test
    void aPayloadOfExactlyTheLimitIsAllowed() {
        byte[] container = twoFiles().build();
        C1zReadOptions options = C1zReadOptions.defaults();
        try (C1zFile file = open(Containers.of(container), options.withMaxDecodedBytes(10))) {
            assertThat(Contents.of(file.payload())).hasSize(2);
        }
        assertRefused(
                () -> open(Containers.of(container), options.withMaxDecodedBytes(9)),
                Kind.LIMIT_EXCEEDED,
                "the payload decodes to more than 9 bytes");
    }

    @Test
    void withoutTheCheckUpFrontOnlyWhatIsDecodedCounts() {
        C1zReadOptions options =
                C1zReadOptions.defaults().withMaxDecodedBytes(9).withCheckSizesFirst(false);
        try (C1zFile file = open(Containers.of(twoFiles().build()), options)) {
            for (int i = 0; i < 3; i++) {
                assertThat(read(file, "first")).isEqualTo(HELLO);
            }
            assertRefused(() -> read(file, "second"), Kind.LIMIT_EXCEEDED, "more than 9 bytes");
            assertThat(read(file, "first")).isEqualTo(HELLO);
        }
    }

    @Test
    void boundsDecodedArchives() {
        byte[] archive = Tars.of(Map.of("a", new byte[100_000]));
        C1zReadOptions exact = C1zReadOptions.defaults().withMaxDecodedBytes(archive.length);
        C1zReadOptions less = exact.withMaxDecodedBytes(50_000);
        byte[] compressed = EnvelopeBuilder.withPayload(1, Zstd.compress(archive));
        byte[] plain = EnvelopeBuilder.withPayload(2, archive);
        for (byte[] container : List.of(compressed, plain)) {
            try (C1zFile file = open(Containers.of(container), exact)) {
                assertThat(read(file, "a").length()).isEqualTo(100_000);
            }
            assertRefused(() -> open(Containers.of(container), less), Kind.LIMIT_EXCEEDED, "limit");
        }
    }

    @Test
    void dataBehindTheEndOfAnArchiveIsReported() {
        byte[] archive = Tars.of(Map.of("a", HELLO.toArray()));
        Bytes trailing = Bytes.utf8("trailing");
        byte[] plain = EnvelopeBuilder.withPayload(
                2, Bytes.wrap(archive).plus(trailing).toArray());
        try (C1zFile file = open(Containers.of(plain))) {
            assertThat(file.payloadEnd()).isLessThanOrEqualTo(file.size() - trailing.length());
        }
        byte[] compressed = EnvelopeBuilder.withPayload(
                1, Bytes.wrap(Zstd.compress(archive)).plus(trailing).toArray());
        try (C1zFile file = open(Containers.of(compressed))) {
            assertThat(file.payloadEnd()).isEqualTo(file.size() - trailing.length());
            assertThat(read(file, "a")).isEqualTo(HELLO);
        }
    }

    @Test
    void boundsThePaddingOfACompressedArchive() {
        byte[] archive = Tars.of(Map.of("a", HELLO.toArray()));
        byte[] padded = Arrays.copyOf(archive, archive.length + (2 << 20));
        byte[] container = EnvelopeBuilder.withPayload(1, Zstd.compress(padded));
        assertRefused(() -> open(Containers.of(container)), Kind.LIMIT_EXCEEDED, "in the rest of a zstd frame");
    }

    @Test
    void anArchiveMayBeginInOneFrameAndEndInAnother() {
        byte[] archive = Tars.of(Map.of("a", HELLO.toArray()));
        Bytes frames = Bytes.wrap(Zstd.compress(Arrays.copyOf(archive, 600)))
                .plus(Bytes.wrap(Zstd.compress(Arrays.copyOfRange(archive, 600, archive.length))));
        byte[] container = EnvelopeBuilder.withPayload(1, frames.toArray());
        try (C1zFile file = open(Containers.of(container))) {
            assertThat(read(file, "a")).isEqualTo(HELLO);
        }
    }

    @Test
    void refusesAnEmptyCompressedPayload() {
        assertRefused(
                () -> open(Containers.of(EnvelopeBuilder.withPayload(1, new byte[0]))),
                Kind.CORRUPT,
                "a zstd frame, found nothing");
    }

    private static EnvelopeBuilder twoFiles() {
        return EnvelopeBuilder.indexed().file("first", HELLO.toArray()).file("second", HELLO.toArray());
    }

    private static IndexedFrameEntry.Builder entry(IndexedFrameIndex.Builder index) {
        return index.getEntriesBuilder(0);
    }

    private static void change(IndexedFrameIndex.Builder index, int entry, LongUnaryOperator offset) {
        IndexedFrameEntry.Builder builder = index.getEntriesBuilder(entry);
        builder.setFrameOffset(offset.applyAsLong(builder.getFrameOffset()));
    }

    private void assertIndexRefused(Consumer<IndexedFrameIndex.Builder> change, String message) {
        LeakCheckingVfs vfs = new LeakCheckingVfs(Containers.of(twoFiles().build(change)));
        assertRefused(() -> open(vfs), Kind.CORRUPT, message);
        vfs.requireNothingOpen();
    }

    private static void assertRefused(ThrowingCallable call, Kind kind, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private C1zFile open(Vfs vfs) {
        return open(vfs, C1zReadOptions.defaults());
    }

    private C1zFile open(Vfs vfs, C1zReadOptions options) {
        return C1zFile.open(vfs, Containers.NAME, options, new ReadComponents(cache, metrics, scratch));
    }

    private static Bytes read(C1zFile container, String name) {
        try (ReadableFile file = container.payload().open(name)) {
            return file.read(0, Math.toIntExact(file.size()));
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

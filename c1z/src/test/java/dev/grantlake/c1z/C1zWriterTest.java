package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.ZstdFrameHeader;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.AtomicFile;
import dev.grantlake.vfs.AtomicFile.Existing;
import dev.grantlake.vfs.DiskVfs;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.testing.FaultNewFile;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.SyncRunSummary;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is written is what the reader finds, and what cannot be written leaves nothing. */
@ExtendWith(Seeds.class)
class C1zWriterTest {

    private static final String NAME = Containers.NAME;
    private static final byte[] OLD = {1, 2, 3};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void readsBack(PayloadEncoding encoding, Dice dice) throws IOException {
        for (int i = 0; i < Seeds.rounds(12); i++) {
            Map<String, Bytes> files = files(dice, 400_000);
            C1zWriteOptions options = options(dice, encoding);
            C1ZManifestV3 manifest = manifest(dice.below(40));
            Path path = write(files, manifest, options, dice);

            assertThat(FullManifest.read(DiskVfs.open(folder), NAME))
                    .satisfies(FullManifest::requireDescriptorClosure)
                    .extracting(found -> found.toBuilder()
                            .clearDescriptors()
                            .clearPayloadEncoding()
                            .build())
                    .isEqualTo(manifest);
            try (C1zFile file = C1zFile.open(DiskVfs.open(folder), NAME, C1zReadOptions.defaults())) {
                assertThat(file.head().encoding()).isEqualTo(encoding);
                assertThat(Contents.of(file.payload())).isEqualTo(files);
                assertThat(file.files()).extracting(PayloadFile::name).containsExactlyElementsOf(files.keySet());
                assertThat(file.payloadEnd()).isEqualTo(Files.size(path));
                file.frameTable().ifPresent(table -> requireTidy(table, files, manifest(file), file));
            }
        }
    }

    private static Bytes manifest(C1zFile file) {
        return file.manifest();
    }

    /** What readers do not check: sums, SHA-256, and that nothing lies between the frames. */
    private static void requireTidy(FrameTable table, Map<String, Bytes> files, Bytes manifest, C1zFile file) {
        long rawSize = 0;
        long compressedSize = 0;
        long end = table.entries().isEmpty()
                ? file.head().payloadOffset()
                : table.entries().get(0).offset();
        for (FrameEntry entry : table.entries()) {
            assertThat(entry.offset()).isEqualTo(end);
            Bytes content = files.getOrDefault(entry.name(), Bytes.EMPTY);
            assertThat(entry.rawSha256()).isEqualTo(Bytes.wrap(EnvelopeBuilder.sha256(content.toArray())));
            end += entry.compressedSize();
            rawSize += entry.rawSize();
            compressedSize += entry.compressedSize();
        }
        assertThat(table.indexOffset()).isEqualTo(end);
        assertThat(table.totalRawSize()).isEqualTo(rawSize);
        assertThat(table.totalCompressedSize()).isEqualTo(compressedSize);
        assertThat(table.manifestXxh64()).isEqualTo(XxHash64.of(manifest));
    }

    @ParameterizedTest
    @EnumSource
    void threadsDoNotShowInTheBytes(PayloadEncoding encoding, Dice dice) throws IOException {
        Map<String, Bytes> files = files(dice, 900_000);
        C1zWriteOptions options = options(dice, encoding).withThreads(1);
        C1ZManifestV3 manifest = manifest(3);
        byte[] first = Files.readAllBytes(write(files, manifest, options, dice));
        for (int threads = 2; threads <= 5; threads++) {
            byte[] again = Files.readAllBytes(write(files, manifest, options.withThreads(threads), dice));
            assertThat(again).isEqualTo(first);
        }
    }

    @Test
    void smallPayloadFollowsItsHead(Dice dice) throws IOException {
        write(Map.of("a", Bytes.wrap(dice.bytes(500_000))), manifest(1), C1zWriteOptions.defaults(), dice);
        try (C1zFile file = C1zFile.open(DiskVfs.open(folder), NAME, C1zReadOptions.defaults())) {
            assertThat(firstFrame(file)).isEqualTo(file.head().payloadOffset());
        }
    }

    @Test
    void largePayloadFollowsTheRoomForTheHead(Dice dice) throws IOException {
        write(Map.of("a", Bytes.wrap(dice.bytes(2_500_000))), manifest(1), C1zWriteOptions.defaults(), dice);
        try (C1zFile file = C1zFile.open(DiskVfs.open(folder), NAME, C1zReadOptions.defaults())) {
            assertThat(firstFrame(file)).isEqualTo(9 + C1zWriteOptions.DEFAULT_HEAD_ROOM_BYTES);
        }
    }

    /** The manifest has more than the room that was left, and more than one piece of the move. */
    @ParameterizedTest
    @EnumSource
    void aHeadThatOutgrowsItsRoomMovesThePayload(PayloadEncoding encoding, Dice dice) throws IOException {
        Map<String, Bytes> files = Map.of("a", Bytes.wrap(dice.bytes(3_500_000)));
        for (int room : List.of(0, 100, C1zWriteOptions.DEFAULT_HEAD_ROOM_BYTES, 16 << 20)) {
            for (int types : List.of(1, 3_000)) {
                C1zWriteOptions options =
                        C1zWriteOptions.defaults().withEncoding(encoding).withHeadRoomBytes(room);
                write(files, manifest(types), options, dice);
                try (C1zFile file = C1zFile.open(DiskVfs.open(folder), NAME, C1zReadOptions.defaults())) {
                    assertThat(Contents.of(file.payload())).isEqualTo(files);
                    assertThat(file.head()
                                    .syncRuns()
                                    .get(0)
                                    .stats()
                                    .orElseThrow()
                                    .resourcesByResourceType())
                            .hasSize(types);
                    assertThat(file.payloadEnd()).isEqualTo(file.size());
                    if (encoding == PayloadEncoding.INDEXED_ZSTD) {
                        assertThat(firstFrame(file))
                                .isEqualTo(Math.max(file.head().payloadOffset(), 9L + room));
                    }
                }
            }
        }
    }

    private static long firstFrame(C1zFile file) {
        return file.frameTable().orElseThrow().entries().get(0).offset();
    }

    @Test
    void framesHaveAChecksumAndAWindowThatGoGrants(Dice dice) throws IOException {
        Map<String, Bytes> files = new TreeMap<>();
        for (int size : List.of(0, 1, 255, 256, 1024, 1025, 131_072, 1_000_000, 12_000_000)) {
            files.put("f" + size, Bytes.wrap(dice.compressible(size, 10)));
        }
        for (int level : List.of(1, 3, 19)) {
            Path path = write(files, manifest(1), C1zWriteOptions.defaults().withLevel(level), dice);
            Bytes container = Bytes.wrap(Files.readAllBytes(path));
            for (FrameEntry entry :
                    C1z.readFrameTable(DiskVfs.open(folder), NAME).entries()) {
                Bytes frame = container.slice((int) entry.offset(), (int) entry.compressedSize());
                ZstdFrameHeader header =
                        ZstdFrameHeader.parse(frame, new dev.grantlake.base.Location(NAME, entry.offset(), "frame"));
                assertThat(header.checksum()).isTrue();
                assertThat(header.windowBytes()).isLessThanOrEqualTo(8 << 20);
            }
        }
    }

    @Test
    void whatIsGivenUpIsNotInThePayload(Dice dice) throws IOException {
        C1zWriteOptions options = C1zWriteOptions.defaults().withMaxHeapFileBytes(1_000);
        byte[] large = dice.bytes(2_000_000);
        for (PayloadEncoding encoding : PayloadEncoding.values()) {
            Path path = folder.resolve(NAME);
            try (C1zWriter writer = C1zWriter.open(path, Existing.REPLACE, options.withEncoding(encoding))) {
                add(writer, "a", Bytes.utf8("first"), dice);
                writer.create("b").close();
                try (FileSink given = writer.create("c")) {
                    given.write(large, 0, large.length);
                }
                add(writer, "d", Bytes.utf8("last"), dice);
                try (FileSink given = writer.create("e")) {
                    given.write(large, 0, large.length);
                }
                writer.finish(manifest(1));
            }
            try (C1zFile file = C1zFile.open(DiskVfs.open(folder), NAME, C1zReadOptions.defaults())) {
                assertThat(Contents.of(file.payload()))
                        .isEqualTo(Map.of("a", Bytes.utf8("first"), "d", Bytes.utf8("last")));
                assertThat(file.payloadEnd()).isEqualTo(file.size());
            }
        }
    }

    @Test
    void namesAscendAndAreFitForReaders() throws IOException {
        try (C1zWriter writer = C1zWriter.open(folder.resolve(NAME), Existing.REPLACE, C1zWriteOptions.defaults())) {
            for (String name : List.of("", ".", "..", "/a", "a/", "a//b", "../a", "a\\b", "a\0", "x".repeat(4097))) {
                assertFails(Kind.INVALID_ARGUMENT, () -> writer.create(name));
            }
            writer.create("b").finish();
            assertFails(Kind.INVALID_ARGUMENT, () -> writer.create("b"));
            assertFails(Kind.INVALID_ARGUMENT, () -> writer.create("a"));
            // U+FFFF before U+10000 by bytes, after it as Strings.
            writer.create("\uffff").finish();
            writer.create("\ud800\udc00").finish();
            assertFails(Kind.INVALID_ARGUMENT, () -> writer.create("\ufffe"));
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void oneFileIsOpenAtATime() {
        try (C1zWriter writer = C1zWriter.open(folder.resolve(NAME), Existing.REPLACE, C1zWriteOptions.defaults())) {
            FileSink first = writer.create("a");
            assertFails(Kind.FAILED_PRECONDITION, () -> writer.create("b"));
            assertFails(Kind.FAILED_PRECONDITION, () -> writer.finish(manifest(1)));
            first.finish();
            assertFails(Kind.CLOSED, () -> first.write(OLD, 0, 1));
            assertFails(Kind.CLOSED, first::finish);
            writer.finish(manifest(1));
            assertFails(Kind.CLOSED, () -> writer.create("b"));
            assertFails(Kind.CLOSED, () -> writer.finish(manifest(1)));
        }
    }

    @Test
    void refusesManifestsThatNobodyReads() throws IOException {
        Path path = Files.write(folder.resolve(NAME), OLD);
        try (C1zWriter writer = C1zWriter.open(path, Existing.REPLACE, C1zWriteOptions.defaults())) {
            assertFails(Kind.INVALID_ARGUMENT, () -> writer.finish(C1ZManifestV3.getDefaultInstance()));
            assertFails(
                    Kind.UNSUPPORTED,
                    () -> writer.finish(
                            C1ZManifestV3.newBuilder().setEngine("sqlite").build()));
            assertFails(
                    Kind.LIMIT_EXCEEDED,
                    () -> writer.finish(manifest(1).toBuilder()
                            .addSyncRuns(SyncRunSummary.newBuilder().setParentSyncId("x".repeat(16 << 20)))
                            .build()));
        }
        assertThat(names()).containsExactly(NAME);
        assertThat(Files.readAllBytes(path)).isEqualTo(OLD);
    }

    /** Every call to the storage in turn fails, once or for good. */
    @ParameterizedTest
    @EnumSource
    void everyFaultLeavesTheOldFile(PayloadEncoding encoding, Dice dice) throws IOException {
        Path path = Files.write(folder.resolve(NAME), OLD);
        // One that streams, and more than is held before the file is begun.
        C1zWriteOptions options = C1zWriteOptions.defaults()
                .withEncoding(encoding)
                .withMaxHeapFileBytes(300_000)
                .withScratchFolder(folder);
        Map<String, Bytes> files = new TreeMap<>(Map.of(
                "a", Bytes.wrap(dice.bytes(200_000)),
                "b", Bytes.wrap(dice.bytes(1_200_000)),
                "c", Bytes.wrap(dice.bytes(100_000))));
        int faults = 0;
        for (boolean forever : new boolean[] {false, true}) {
            for (long n = 1; ; n++) {
                AtomicFile inner = AtomicFile.create(path, Existing.REPLACE);
                FaultNewFile target = forever ? FaultNewFile.from(inner, n) : FaultNewFile.once(inner, n);
                boolean finished = false;
                try (C1zWriter writer = C1zWriter.open(target, options)) {
                    addAll(writer, files, dice);
                    writer.finish(manifest(1));
                    finished = true;
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(Kind.IO);
                    assertThat(e).hasMessageContaining("injected fault");
                }
                assertThat(finished).isNotEqualTo(target.failed());
                assertThat(names()).containsExactly(NAME);
                if (finished) {
                    break;
                }
                faults++;
                assertThat(Files.readAllBytes(path)).isEqualTo(OLD);
            }
            Files.write(path, OLD);
        }
        assertThat(faults).isGreaterThan(10);
    }

    @Test
    void nothingSucceedsAfterAFault(Dice dice) throws IOException {
        byte[] large = dice.bytes(2_000_000);
        FaultNewFile target = FaultNewFile.once(AtomicFile.create(folder.resolve(NAME), Existing.REPLACE), 1);
        try (C1zWriter writer =
                C1zWriter.open(target, C1zWriteOptions.defaults().withMaxHeapFileBytes(1000))) {
            try (FileSink sink = writer.create("a")) {
                assertFails(Kind.IO, () -> sink.write(large, 0, large.length));
                assertFails(Kind.FAILED_PRECONDITION, () -> sink.write(large, 0, 1));
                assertFails(Kind.FAILED_PRECONDITION, sink::finish);
            }
            assertFails(Kind.FAILED_PRECONDITION, () -> writer.create("b"));
            assertFails(Kind.FAILED_PRECONDITION, () -> writer.finish(manifest(1)));
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void endsItsThreads(Dice dice) {
        try (C1zWriter writer = C1zWriter.open(
                folder.resolve(NAME),
                Existing.REPLACE,
                C1zWriteOptions.defaults().withThreads(3))) {
            for (int i = 0; i < 5; i++) {
                add(writer, "f" + i, Bytes.wrap(dice.bytes(100_000)), dice);
            }
            assertThat(encoders()).isNotEmpty().allMatch(Thread::isDaemon);
        }
        assertThat(encoders()).isEmpty();
    }

    private List<Thread> encoders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("grantlake-encode-" + folder.resolve(NAME)))
                .toList();
    }

    private static C1zWriteOptions options(Dice dice, PayloadEncoding encoding) {
        return C1zWriteOptions.defaults()
                .withEncoding(encoding)
                .withLevel(dice.between(1, 6))
                .withThreads(dice.between(1, 4))
                .withMaxHeapFileBytes((int) dice.skewed(500_000))
                .withHeadRoomBytes((int) dice.skewed(100_000));
    }

    /** Names and sizes of every kind, in the order of their bytes. */
    private static Map<String, Bytes> files(Dice dice, int mostBytes) {
        Map<String, Bytes> files = new TreeMap<>();
        for (int i = dice.below(9); i > 0; i--) {
            String name = switch (dice.below(5)) {
                case 0 -> "%06d.sst".formatted(dice.below(1000));
                case 1 -> "folder/" + "n".repeat(1 + dice.below(99)) + i;
                case 2 -> "\u00fcn\u00ef " + i;
                case 3 -> "x".repeat(90 + dice.below(30));
                default -> "marker.manifest.%06d".formatted(i);
            };
            files.put(name, Bytes.wrap(dice.compressible((int) dice.skewed(mostBytes), dice.below(101))));
        }
        return files;
    }

    static C1ZManifestV3 manifest(int types) {
        SyncStatsRecord.Builder stats = SyncStatsRecord.newBuilder().setSyncId("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy");
        for (int i = 0; i < types; i++) {
            stats.putResourcesByResourceType("a type of resources, number " + i, i + 1L);
        }
        return C1ZManifestV3.newBuilder()
                .setEngine("pebble3")
                .setEngineSchemaVersion(24)
                .addSyncRuns(SyncRunSummary.newBuilder()
                        .setSyncId("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy")
                        .setStats(stats))
                .setPebbleIdIndexFormatValue(2)
                .build();
    }

    private Path write(Map<String, Bytes> files, C1ZManifestV3 manifest, C1zWriteOptions options, Dice dice) {
        Path path = folder.resolve(NAME);
        try (C1zWriter writer = C1zWriter.open(path, Existing.REPLACE, options.withScratchFolder(folder))) {
            addAll(writer, files, dice);
            writer.finish(manifest);
        }
        return path;
    }

    private static void addAll(C1zWriter writer, Map<String, Bytes> files, Dice dice) {
        files.forEach((name, content) -> add(writer, name, content, dice));
    }

    /** Writes a file in pieces of any size. */
    private static void add(C1zWriter writer, String name, Bytes content, Dice dice) {
        try (FileSink sink = writer.create(name)) {
            int done = 0;
            while (done < content.length()) {
                int piece = Math.min(content.length() - done, 1 + (int) dice.skewed(2_000_000));
                sink.write(content.slice(done, piece));
                done += piece;
            }
            assertThat(sink.size()).isEqualTo(content.length());
            sink.finish();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}

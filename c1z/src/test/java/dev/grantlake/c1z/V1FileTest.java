package dev.grantlake.c1z;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.base.Zstd;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class V1FileTest {

    private static final int PAGE = 4096;
    private static final Bytes MAGIC = Bytes.ofHex("43315a4600");

    /** As much of a database as a container looks at. */
    private static byte[] database(int pages, Dice dice) {
        byte[] database = dice.bytes(pages * PAGE);
        System.arraycopy(Bytes.utf8("SQLite format 3\0").toArray(), 0, database, 0, 16);
        BigEndian.putShort(database, 16, PAGE);
        database[18] = 1;
        database[19] = 1;
        BigEndian.putInt(database, 24, 7);
        BigEndian.putInt(database, 28, pages);
        BigEndian.putInt(database, 92, 7);
        BigEndian.putInt(database, 96, 3_040_001);
        return database;
    }

    private static byte[] file(byte[] frames) {
        return new ByteSink().writeBytes(MAGIC).writeBytes(frames).toArray();
    }

    private static byte[] compressed(byte[] database) {
        return file(Zstd.compress(Bytes.wrap(database), 3));
    }

    /** One frame of raw blocks without a size and without a checksum, as old releases write it but for compression. */
    private static byte[] streamed(byte[] content, int windowDescriptor) {
        ByteSink out = new ByteSink().writeBytes(Bytes.ofHex("28b52ffd00")).writeByte(windowDescriptor);
        for (int at = 0; at < content.length; at += 1024) {
            int length = Math.min(1024, content.length - at);
            int header = length << 3 | (at + length == content.length ? 1 : 0);
            out.writeShortLe(header).writeByte(0).writeBytes(content, at, length);
        }
        return file(out.toArray());
    }

    private static V1File open(byte[] file, C1zReadOptions options) {
        return V1File.open(Containers.of(file), Containers.NAME, options, new ReadMetrics());
    }

    private static byte[] decode(byte[] file) {
        return decode(file, C1zReadOptions.defaults());
    }

    /** Decodes both ways; they must agree. */
    private static byte[] decode(byte[] file, C1zReadOptions options) {
        ByteSink pieces = new ByteSink();
        try (V1File opened = open(file, options)) {
            assertThat(opened.decode(pieces::writeBytes)).isEqualTo(pieces.size());
        }
        try (V1File opened = open(file, options)) {
            if (opened.fitsInMemory()) {
                assertThat(opened.decode()).isEqualTo(pieces.toArray());
            }
        }
        return pieces.toArray();
    }

    private static void refused(byte[] file, C1zReadOptions options, Kind kind, String... words) {
        LeakCheckingVfs vfs = new LeakCheckingVfs(Containers.of(file));
        assertThatThrownBy(() -> {
                    try (V1File opened = V1File.open(vfs, Containers.NAME, options, new ReadMetrics())) {
                        opened.decode(piece -> {});
                    }
                })
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContainingAll(words);
        vfs.requireNothingOpen();
    }

    private static void refused(byte[] file, Kind kind, String... words) {
        refused(file, C1zReadOptions.defaults(), kind, words);
    }

    static Stream<Path> fixtures() {
        return Stream.of("c1z", "c1z/compact", "c1z/diff")
                .flatMap(folder -> Fixtures.list(folder, ".c1z").stream())
                .filter(file -> file.getFileName().toString().contains(".v1."));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void fixturesAreWholeDatabases(Path path) throws IOException {
        byte[] file = Files.readAllBytes(path);
        try (V1File opened = open(file, C1zReadOptions.defaults())) {
            V1Head head = opened.head().orElseThrow();
            assertThat(head.checksum()).isTrue();
            assertThat(head.declaredBytes()).isEqualTo(head.database().databaseBytes());
            assertThat(head.database().library()).isEqualTo("3.40.1");
            assertThat(opened.fitsInMemory()).isTrue();
        }
        assertThat(decode(file).length % PAGE).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1-cut      | zstd stream at | the end of the input",
                "v1-bitflip  | zstd stream at | checksum",
                "v1-trailing | zstd stream at | magic",
                "v1-not-zstd | zstd stream at 5 | magic",
            })
    void damageIsNamed(String name, String place, String found) throws IOException {
        refused(Files.readAllBytes(Fixtures.path("c1z/corrupt/" + name + ".c1z")), Kind.CORRUPT, place, found);
    }

    @Test
    void onlyTheMagicIsAFileWithoutADatabase() throws IOException {
        byte[] file = Files.readAllBytes(Fixtures.path("c1z/corrupt/v1-magic-only.c1z"));
        try (V1File opened = open(file, C1zReadOptions.defaults())) {
            assertThat(opened.head()).isEmpty();
            assertThat(opened.fitsInMemory()).isTrue();
        }
        assertThat(decode(file)).isEmpty();
    }

    @Test
    void aFrameNeedsNoSize(Dice dice) {
        byte[] database = database(5, dice);
        byte[] file = streamed(database, 0x68);
        assertThat(decode(file)).isEqualTo(database);
        try (V1File opened = open(file, C1zReadOptions.defaults())) {
            assertThat(opened.head().orElseThrow().declaredBytes()).isEmpty();
            assertThat(opened.databaseBytes()).isEqualTo(OptionalLong.of(database.length));
        }
    }

    @Test
    void withoutAnySizeOnlyDecodingTells(Dice dice) {
        byte[] database = database(5, dice);
        BigEndian.putInt(database, 92, 8);
        byte[] file = streamed(database, 0x68);
        try (V1File opened = open(file, C1zReadOptions.defaults())) {
            assertThat(opened.databaseBytes()).isEmpty();
            assertThat(opened.fitsInMemory()).isFalse();
        }
        assertThat(decode(file)).isEqualTo(database);
    }

    @Test
    void itsLogIsNotLookedFor(Dice dice) {
        byte[] database = database(2, dice);
        database[18] = 2;
        database[19] = 2;
        byte[] decoded = decode(compressed(database));
        assertThat(decoded[18]).isEqualTo((byte) 1);
        assertThat(decoded[19]).isEqualTo((byte) 1);
    }

    @Test
    void sizesMustAgree(Dice dice) {
        byte[] longer = database(3, dice);
        BigEndian.putInt(longer, 28, 4);
        refused(
                compressed(longer),
                Kind.CORRUPT,
                "a database of 12288 bytes, as the zstd frame says, found one of 16384");
        refused(streamed(longer, 0x68), Kind.CORRUPT, "a database of 16384 bytes, found its end after 12288");
        BigEndian.putInt(longer, 28, 2);
        refused(compressed(longer), Kind.CORRUPT, "found one of 8192");
        refused(streamed(longer, 0x68), Kind.CORRUPT, "a database of 8192 bytes, found its end after 12288");
        try (V1File opened = open(streamed(longer, 0x68), C1zReadOptions.defaults())) {
            assertThatThrownBy(opened::decode).hasMessageContaining("the end of a database of 8192 bytes, found more");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aFrameMayNotLieAboutItsSize(int pages, Dice dice) {
        byte[] database = database(3, dice);
        BigEndian.putInt(database, 28, pages);
        byte[] file = compressed(database);
        // A single segment whose size has two bytes, less 256; the header of the database tells the same lie.
        assertThat(file[9] & 0xe3).isEqualTo(0x60);
        int size = pages * PAGE - 256;
        file[10] = (byte) size;
        file[11] = (byte) (size >>> 8);
        refused(file, Kind.CORRUPT, "zstd stream at 5: zstd: ");
    }

    @Test
    void exactlyTheLimitIsAllowed(Dice dice) {
        byte[] database = database(256, dice);
        C1zReadOptions mebibyte = C1zReadOptions.forV1(Map.of("BATON_DECODER_MAX_DECODED_SIZE_MB", "1"));
        assertThat(decode(compressed(database), mebibyte)).isEqualTo(database);
        assertThat(decode(streamed(database, 0x68), mebibyte)).isEqualTo(database);
        byte[] more = database(257, dice);
        refused(compressed(more), mebibyte, Kind.LIMIT_EXCEEDED, "1052672", "1048576");
        refused(streamed(more, 0x68), mebibyte, Kind.LIMIT_EXCEEDED, "1052672", "1048576");
        BigEndian.putInt(more, 92, 8);
        refused(streamed(more, 0x68), mebibyte, Kind.LIMIT_EXCEEDED, "more than 1048576 decoded bytes");
    }

    @Test
    void aWindowAboveTheLimitIsRefused(Dice dice) {
        byte[] database = database(2, dice);
        // 2^(10 + 17) bytes are 128 MiB.
        assertThat(decode(streamed(database, 17 << 3))).isEqualTo(database);
        refused(streamed(database, 17 << 3 | 1), Kind.LIMIT_EXCEEDED, "a window of 150994944 bytes");
        C1zReadOptions small = C1zReadOptions.forV1(Map.of("BATON_DECODER_MAX_MEMORY_MB", "8"));
        assertThat(decode(streamed(database, 13 << 3), small)).isEqualTo(database);
        refused(streamed(database, 14 << 3), small, Kind.LIMIT_EXCEEDED, "a window of 16777216 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 100})
    void whatFollowsTheFrameIsAnError(int count, Dice dice) {
        byte[] file = compressed(database(2, dice));
        refused(Arrays.copyOf(file, file.length + count), Kind.CORRUPT, "zstd stream at " + file.length);
    }

    @Test
    void everyCutIsAnError(Dice dice) {
        byte[] file = compressed(database(1, dice));
        for (int length = 0; length < file.length; length++) {
            if (length != MAGIC.length()) {
                refused(Arrays.copyOf(file, length), Kind.CORRUPT, "test.c1z", "found");
            }
        }
    }

    @Test
    void anotherMagicIsAnError() {
        refused(Bytes.ofHex("43315a3300").toArray(), Kind.CORRUPT, "expected 43315a4600, found 43315a3300");
    }
}

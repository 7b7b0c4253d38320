package dev.grantlake.base;

import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whole frames and streams side by side: whatever one answers, the other must answer too. */
@ExtendWith(Seeds.class)
class ZstdTest {

    private static final Location WHERE = new Location("tiny.c1z", 0, "frame");
    private static final long WINDOW = 128L << 20;

    /** What Go writes for an empty file. */
    private static final Bytes EMPTY_FRAME = Bytes.ofHex("28b52ffd046801000099e9d851");

    @Test
    void decodesTheEmptyFrameOfGo() {
        assertThat(EMPTY_FRAME.length()).isEqualTo(13);
        assertThat(whole(EMPTY_FRAME, 0)).isEmpty();
        assertThat(streamed(EMPTY_FRAME, WINDOW, 0)).isEmpty();
    }

    @Test
    void restoresWhatItCompressed(Dice dice) {
        for (int i = 0; i < Seeds.rounds(150); i++) {
            byte[] raw = dice.compressible((int) dice.skewed(400_000), dice.below(101));
            Bytes frame = shifted(Zstd.compress(shifted(raw), 1 + dice.below(6)));
            assertThat(whole(frame, raw.length)).isEqualTo(raw);
            assertThat(streamed(frame, WINDOW, raw.length)).isEqualTo(raw);
        }
    }

    @Test
    void writesOneFrameHoweverTheContentIsCut(Dice dice) {
        for (int i = 0; i < Seeds.rounds(40); i++) {
            byte[] raw = dice.compressible((int) dice.skewed(1_000_000), dice.below(101));
            int level = 1 + dice.below(6);
            Bytes frame = written(raw, level, raw.length);

            assertThat(streamed(frame, WINDOW, raw.length)).isEqualTo(raw);
            assertThat(whole(frame, raw.length)).isEqualTo(raw);
            assertThat(ZstdFrameHeader.parse(frame, WHERE).checksum()).isTrue();
            assertThat(written(raw, level, 1 + dice.below(200_000))).isEqualTo(frame);
        }
    }

    @Test
    void writesNothingAfterTheEnd() {
        ByteSink target = new ByteSink();
        ZstdWriter writer = ZstdWriter.open(3, target::writeBytes);
        writer.finish();
        int size = target.size();
        assertRefuses(() -> writer.write(new byte[1], 0, 1), Kind.CLOSED, "closed");
        assertRefuses(writer::finish, Kind.CLOSED, "closed");
        writer.close();
        writer.close();
        assertThat(target.size()).isEqualTo(size);
    }

    private static Bytes written(byte[] raw, int level, int piece) {
        ByteSink target = new ByteSink();
        try (ZstdWriter writer = ZstdWriter.open(level, target::writeBytes)) {
            for (int done = 0; done < raw.length; done += piece) {
                writer.write(raw, done, Math.min(piece, raw.length - done));
            }
            writer.finish();
        }
        return target.toBytes();
    }

    @Test
    void compressesWithContentSizeChecksumAndSmallWindow(Dice dice) {
        byte[] raw = dice.compressible(300_000, 20);
        for (int level = 1; level <= Zstd.MAX_LEVEL; level += 6) {
            byte[] frame = Zstd.compress(Bytes.wrap(raw), level);
            ZstdFrameHeader header = ZstdFrameHeader.parse(Bytes.wrap(frame), WHERE);
            assertThat(header.contentBytes()).isEqualTo(raw.length);
            assertThat(header.checksum()).isTrue();
            assertThat(LittleEndian.getInt(frame, frame.length - 4)).isEqualTo((int) XxHash64.of(raw));
        }
        byte[] large = Zstd.compress(Bytes.wrap(new byte[9 << 20]), Zstd.MAX_LEVEL);
        assertThat(ZstdFrameHeader.parse(Bytes.wrap(large), WHERE).windowBytes())
                .isLessThanOrEqualTo(8 << 20);
        assertThat(Zstd.compress(Bytes.EMPTY, 3)).hasSize(13);
        assertThatThrownBy(() -> Zstd.compress(Bytes.EMPTY, 20)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Zstd.compress(Bytes.EMPTY, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decodesEveryFrameOfAFileOfGo() throws IOException {
        byte[] file = Files.readAllBytes(Fixtures.path("c1z/tiny.v3.c1z"));
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i + 4 <= file.length; i++) {
            if (LittleEndian.getInt(file, i) == 0xfd2fb528) {
                starts.add(i);
            }
        }
        assertThat(starts).hasSizeGreaterThan(4);
        for (int i = 0; i + 1 < starts.size(); i++) {
            Bytes frame = Bytes.wrap(file, starts.get(i), starts.get(i + 1) - starts.get(i));
            byte[] raw = streamed(frame, WINDOW, 1 << 20);
            assertThat(whole(frame, raw.length)).isEqualTo(raw);
        }
    }

    @Test
    void decodesFramesOneAfterAnother() {
        ByteSink frames = new ByteSink()
                .writeBytes(Zstd.compress(Bytes.utf8("one "), 3))
                .writeBytes(Bytes.ofHex("5a2a4d1803000000 aabbcc".replace(" ", "")))
                .writeBytes(EMPTY_FRAME)
                .writeBytes(Zstd.compress(Bytes.utf8("two"), 3));
        assertThat(new String(whole(frames.toBytes(), 7), UTF_8)).isEqualTo("one two");
        assertThat(streamed(frames.toBytes(), WINDOW, 7)).isEqualTo(whole(frames.toBytes(), 7));
        frames.writeByte(0x28);
        assertBothRefuse(frames.toBytes(), 7, WINDOW, Kind.CORRUPT, "a 4-byte integer");
    }

    @Test
    void refusesAnotherLength() {
        Bytes frame = Bytes.wrap(Zstd.compress(Bytes.utf8("seven b"), 3));
        assertRefuses(() -> whole(frame, 8), Kind.CORRUPT, "8 decoded bytes");
        assertRefuses(() -> whole(frame, 6), Kind.CORRUPT, "");
        assertRefuses(() -> whole(EMPTY_FRAME, 1), Kind.CORRUPT, "1 decoded bytes");
        assertRefuses(() -> whole(Bytes.EMPTY, 0), Kind.CORRUPT, "found nothing");
        assertRefuses(() -> streamed(Bytes.EMPTY, WINDOW, 10), Kind.CORRUPT, "found nothing");
    }

    @Test
    void refusesLargeWindowsBeforeDecoding() {
        Bytes window = Bytes.ofHex("28b52ffd 04 69 010000 99e9d851".replace(" ", ""));
        assertThat(whole(window, 0)).isEmpty();
        assertBothRefuse(window, 0, (9 << 20) - 1, Kind.LIMIT_EXCEEDED, "a window of 9437184 bytes");
        assertBothRefuse(window, 0, 0, Kind.LIMIT_EXCEEDED, "a window of 9437184 bytes");
        Bytes segment = Bytes.ofHex("28b52ffd e0 0000000001000000".replace(" ", ""));
        assertBothRefuse(segment, 0, WINDOW, Kind.LIMIT_EXCEEDED, "a window of 4294967296 bytes");
        byte[] second =
                new ByteSink().writeBytes(EMPTY_FRAME).writeBytes(window).toArray();
        assertBothRefuse(Bytes.wrap(second), 0, 8 << 20, Kind.LIMIT_EXCEEDED, "frame at 13: zstd frame with a window");
    }

    @Test
    void refusesDictionariesAndOldFormats() {
        assertBothRefuse(Bytes.ofHex("28b52ffd21070001000000"), 0, WINDOW, Kind.UNSUPPORTED, "dictionary 7");
        assertBothRefuse(Bytes.ofHex("27b52ffd0000000000000000"), 0, WINDOW, Kind.CORRUPT, "magic fd2fb527");
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] frame = Zstd.compress(Bytes.utf8("checked"), 3);
        frame[frame.length - 1] ^= 1;
        assertBothRefuse(Bytes.wrap(frame), 7, WINDOW, Kind.CORRUPT, "");
    }

    @Test
    void stopsAtTheContentLimit(Dice dice) {
        byte[] raw = dice.compressible(300_000, 30);
        Bytes known = Bytes.wrap(Zstd.compress(Bytes.wrap(raw), 3));
        assertThat(streamed(known, WINDOW, raw.length)).isEqualTo(raw);
        assertRefuses(() -> streamed(known, WINDOW, raw.length - 1), Kind.LIMIT_EXCEEDED, "frame of 300000");
        // Two runs of 100000 zeros without a content size: 100000 << 3 | RLE << 1 | last
        Bytes unknown = Bytes.ofHex("28b52ffd 00 68 02350c 00 03350c 00".replace(" ", ""));
        assertThat(streamed(unknown, WINDOW, 200_000)).isEqualTo(new byte[200_000]);
        assertRefuses(() -> streamed(unknown, WINDOW, 199_999), Kind.LIMIT_EXCEEDED, "more than 199999 decoded bytes");
        assertRefuses(() -> streamed(unknown, WINDOW, 0), Kind.LIMIT_EXCEEDED, "more than 0 decoded bytes");
    }

    @Test
    void streamsInAnyPortions(Dice dice) {
        byte[] raw = dice.compressible(200_000, 40);
        byte[] frame = Zstd.compress(Bytes.wrap(raw), 3);
        byte[] padded = new byte[frame.length + 20];
        System.arraycopy(frame, 0, padded, 10, frame.length);
        byte[] found = new byte[raw.length];
        ZstdReader.Limits limits = new ZstdReader.Limits(WINDOW, raw.length);
        try (ZstdReader reader = ZstdReader.open(
                (offset, length) -> Bytes.wrap(padded, (int) offset, length), 10, 10 + frame.length, limits, WHERE)) {
            int done = 0;
            while (done < raw.length) {
                int length = (int) Math.min(dice.skewed(50_000), raw.length - done);
                int count = reader.read(found, done, length);
                assertThat(count).isBetween(Math.min(1, length), length);
                done += count;
                assertThat(reader.decodedBytes()).isEqualTo(done);
            }
            assertThat(reader.read(new byte[1], 0, 1)).isEqualTo(-1);
            assertThat(reader.read(new byte[1], 0, 1)).isEqualTo(-1);
            assertThatThrownBy(() -> reader.readExactly(new byte[1], 0, 1, "a tar header"))
                    .hasMessageContaining("expected a tar header of 1 bytes, found the end after 0 of them");
        }
        assertThat(found).isEqualTo(raw);
    }

    @Test
    void finishesAFrameWhateverFollows(Dice dice) {
        byte[] raw = dice.compressible(300_000, 40);
        byte[] frame = Zstd.compress(Bytes.wrap(raw), 3);
        Bytes followed = Bytes.wrap(frame).plus(Bytes.utf8("not zstd"));
        try (ZstdReader reader = streamOf(followed)) {
            assertThat(reader.position()).isZero();
            reader.readExactly(new byte[1000], 0, 1000, "the first bytes");
            reader.finishFrame(raw.length - 1000);
            assertThat(reader.position()).isEqualTo(frame.length);
            reader.finishFrame(0);
            assertThat(reader.position()).isEqualTo(frame.length);
            assertRefuses(() -> reader.read(new byte[1], 0, 1), Kind.CORRUPT, "zstd frame");
        }
        try (ZstdReader reader = streamOf(followed)) {
            reader.readExactly(new byte[1000], 0, 1000, "the first bytes");
            assertRefuses(() -> reader.finishFrame(raw.length - 1001), Kind.LIMIT_EXCEEDED, "in the rest");
        }
    }

    @Test
    void findsDamageInTheRestOfAFrame(Dice dice) {
        byte[] raw = dice.compressible(300_000, 40);
        byte[] frame = Zstd.compress(Bytes.wrap(raw), 3);
        byte[] damaged = frame.clone();
        damaged[frame.length - 1] ^= 1;
        for (Bytes input : List.of(Bytes.wrap(damaged), Bytes.wrap(frame, 0, frame.length - 1))) {
            try (ZstdReader reader = streamOf(input)) {
                reader.readExactly(new byte[1000], 0, 1000, "the first bytes");
                assertRefuses(() -> reader.finishFrame(raw.length), Kind.CORRUPT, "zstd");
            }
        }
    }

    @Test
    void refusesToReadAfterClosing() {
        ZstdReader reader = ZstdReader.open(
                (offset, length) -> EMPTY_FRAME.slice((int) offset, length),
                0,
                13,
                new ZstdReader.Limits(WINDOW, 0),
                WHERE);
        reader.close();
        reader.close();
        assertRefuses(() -> reader.read(new byte[1], 0, 1), Kind.CLOSED, "closed");
    }

    @Test
    void answersDamageWithResultOrError(Dice dice) {
        byte[] raw = dice.compressible(3000, 40);
        byte[] frame = Zstd.compress(Bytes.wrap(raw), 3);
        Stream.of(
                        Mutations.truncations(frame),
                        Mutations.bitFlips(frame),
                        Mutations.garblings(frame, Seeds.rounds(2000), dice))
                .flatMap(mutations -> mutations)
                .forEach(mutation -> {
                    Bytes damaged = Bytes.wrap(mutation.bytes());
                    byte[] once = resultOrNull(() -> whole(damaged, raw.length));
                    byte[] stream = resultOrNull(() -> streamed(damaged, 8 << 20, raw.length));
                    if (once != null) {
                        assertThat(once).as("whole: %s", mutation).isEqualTo(raw);
                    }
                    if (once != null || (stream != null && stream.length == raw.length)) {
                        assertThat(stream).as("streamed: %s", mutation).isEqualTo(once);
                    }
                });
    }

    @Test
    void allocatesOnlyWhatTheFramesCanReach() {
        Bytes small = Bytes.wrap(Zstd.compress(Bytes.utf8("small"), 3));
        assertRefuses(() -> whole(small, Integer.MAX_VALUE - 8), Kind.CORRUPT, "at most 5");
        Allocation cost = Allocation.of(() ->
                assertRefuses(() -> whole(small, Integer.MAX_VALUE - 8), Kind.CORRUPT, "at most 5"));
        assertThat(cost.bytes()).isLessThan(1 << 20);
    }

    private static byte[] whole(Bytes frames, int length) {
        return Zstd.decompress(frames, length, WINDOW, WHERE);
    }

    private static byte[] streamed(Bytes frames, long maxWindow, long maxContent) {
        ByteSink result = new ByteSink();
        byte[] portion = new byte[10_000];
        ZstdReader.Limits limits = new ZstdReader.Limits(maxWindow, maxContent);
        try (ZstdReader reader = ZstdReader.open(
                (offset, length) -> frames.slice((int) offset, length), 0, frames.length(), limits, WHERE)) {
            for (int count = reader.read(portion, 0, portion.length);
                    count >= 0;
                    count = reader.read(portion, 0, portion.length)) {
                result.writeBytes(portion, 0, count);
            }
        }
        return result.toArray();
    }

    private static ZstdReader streamOf(Bytes frames) {
        ZstdReader.Limits limits = new ZstdReader.Limits(WINDOW, Long.MAX_VALUE);
        return ZstdReader.open(
                (offset, length) -> frames.slice((int) offset, length), 0, frames.length(), limits, WHERE);
    }

    private static void assertBothRefuse(Bytes frames, int length, long maxWindow, Kind kind, String message) {
        assertRefuses(() -> Zstd.decompress(frames, length, maxWindow, WHERE), kind, message);
        assertRefuses(() -> streamed(frames, maxWindow, 1 << 20), kind, message);
    }

    private static void assertRefuses(ThrowingCallable call, Kind kind, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private interface Decoding {
        byte[] run();
    }

    private static byte @Nullable [] resultOrNull(Decoding decoding) {
        try {
            return decoding.run();
        } catch (StorageException e) {
            assertThat(e.kind()).isIn(Kind.CORRUPT, Kind.LIMIT_EXCEEDED, Kind.UNSUPPORTED);
            return null;
        }
    }

    private static Bytes shifted(byte[] bytes) {
        byte[] padded = new byte[bytes.length + 7];
        Arrays.fill(padded, (byte) 0x28);
        System.arraycopy(bytes, 0, padded, 4, bytes.length);
        return Bytes.wrap(padded, 4, bytes.length);
    }
}

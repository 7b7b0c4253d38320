package dev.grantlake.base;

import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class SnappyTest {

    private static final Location WHERE = new Location("000004.sst", 4096, "data block");
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    @Test
    void decodesTheWorkedExample() {
        assertThat(decoded("0d 04 61 62 1d 02")).isEqualTo("ababababababa");
    }

    @Test
    void decodesEveryKindOfElement() {
        assertThat(decoded("00")).isEmpty();
        assertThat(decoded("03 f0 02 61 62 63")).as("length in 1 byte").isEqualTo("abc");
        assertThat(decoded("03 f4 02 00 61 62 63")).as("length in 2 bytes").isEqualTo("abc");
        assertThat(decoded("03 f8 02 00 00 61 62 63")).as("length in 3 bytes").isEqualTo("abc");
        assertThat(decoded("03 fc 02 00 00 00 61 62 63"))
                .as("length in 4 bytes")
                .isEqualTo("abc");
        assertThat(decoded("05 00 61 01 01"))
                .as("copy of 4, distance in 11 bits")
                .isEqualTo("aaaaa");
        assertThat(decoded("04 00 61 0a 01 00"))
                .as("copy of 3, distance in 16 bits")
                .isEqualTo("aaaa");
        assertThat(decoded("04 00 61 0b 01 00 00 00"))
                .as("copy of 3, distance in 32 bits")
                .isEqualTo("aaaa");
    }

    @Test
    void decodesEveryOverlapAtEveryDistanceFromTheEnd() {
        for (int distance = 1; distance <= 20; distance++) {
            for (int count = 1; count <= 64; count++) {
                for (int tail = 0; tail <= 20; tail++) {
                    ByteSink block = new ByteSink().writeVarint(distance + count + tail);
                    byte[] expected = new byte[distance + count + tail];
                    literal(block, expected, 0, distance, 'a');
                    block.writeByte((count - 1) << 2 | 2).writeShortLe(distance);
                    for (int i = distance; i < distance + count; i++) {
                        expected[i] = expected[i - distance];
                    }
                    literal(block, expected, distance + count, tail, 'A');
                    byte[] found = Snappy.decode(block.toBytes(), NO_LIMIT, WHERE);
                    if (!Arrays.equals(found, expected)) {
                        assertThat(found)
                                .as("%d from %d, then %d", count, distance, tail)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void agreesWithSnappyJavaAtEveryLength(Dice dice) throws IOException {
        for (int length = 0; length <= 2000; length++) {
            byte[] raw = dice.compressible(length, dice.below(101));
            assertDecodes(raw);
        }
    }

    @Test
    void agreesWithSnappyJavaOnLargeBlocks(Dice dice) throws IOException {
        for (int i = 0; i < Seeds.rounds(40); i++) {
            assertDecodes(dice.compressible(dice.between(2000, 300_000), dice.pick(List.of(0, 1, 5, 20, 60, 100))));
        }
    }

    private static void assertDecodes(byte[] raw) throws IOException {
        byte[] compressed = org.xerial.snappy.Snappy.compress(raw);
        Bytes shifted = Bytes.wrap(pad(compressed), 3, compressed.length);
        assertThat(Snappy.decode(shifted, raw.length, WHERE)).isEqualTo(raw);
    }

    /**
     * Damaged blocks must fail, or decode to what two other decoders make of them: the native library, and the plainest
     * one that can be written. A target with older bytes in it shows that none of them gets into a result.
     */
    @Test
    void agreesOnDamagedBlocks(Dice dice) throws IOException {
        int decoded = 0;
        int refused = 0;
        for (int i = 0; i < Seeds.rounds(40); i++) {
            byte[] raw = dice.compressible((int) dice.skewed(600), dice.below(80));
            byte[] block = org.xerial.snappy.Snappy.compress(raw);
            for (Mutations.Mutation mutation : (Iterable<Mutations.Mutation>) Stream.of(
                            Mutations.truncations(block),
                            Mutations.bitFlips(block, 200, dice),
                            Mutations.garblings(block, 200, dice))
                    .flatMap(stream -> stream)::iterator) {
                byte[] expected = PlainSnappy.decode(mutation.bytes());
                assertThat(nativeResult(mutation.bytes()))
                        .as("native: %s", mutation)
                        .isEqualTo(expected);
                assertThat(ourResult(mutation.bytes())).as("ours: %s", mutation).isEqualTo(expected);
                if (expected == null) {
                    refused++;
                } else {
                    decoded++;
                    assertNoOlderBytes(mutation.bytes(), expected);
                }
            }
        }
        assertThat(decoded).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    private static void assertNoOlderBytes(byte[] block, byte[] expected) {
        for (byte older : new byte[] {0x55, (byte) 0xaa}) {
            byte[] target = new byte[expected.length + 40];
            Arrays.fill(target, older);
            Snappy.decode(Bytes.wrap(block), target, 20, expected.length, WHERE);
            assertThat(Arrays.copyOfRange(target, 20, 20 + expected.length)).isEqualTo(expected);
            for (int i = 0; i < 20; i++) {
                assertThat(target[i]).isEqualTo(older);
                assertThat(target[target.length - 1 - i]).isEqualTo(older);
            }
        }
    }

    private static byte @Nullable [] ourResult(byte[] block) {
        try {
            return Snappy.decode(Bytes.wrap(block), NO_LIMIT, WHERE);
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT);
            return null;
        }
    }

    private static byte @Nullable [] nativeResult(byte[] block) {
        try {
            // The native decoder believes the length before it has seen a byte.
            return org.xerial.snappy.Snappy.uncompressedLength(block) > 1 << 20
                    ? null
                    : org.xerial.snappy.Snappy.uncompress(block);
        } catch (IOException e) {
            return null;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', no varint",
        "80, no varint",
        "8080808010, found 4294967296",
        "05, found 5",
        "17 00, found 23",
        "ffffffff0f 00 61, found 4294967295",
        "05 00 61 01 00, a distance of 0",
        "05 00 61 01 02, a distance of 2",
        "05 01 01, a distance of 1",
        "05 00 61 0b ffffffff, a distance of 4294967295",
        "05 00 61 0b 00000080, a distance of 2147483648",
        "04 00 61 01 01, at most 3 bytes",
        "06 00 61 01 01, elements for 5",
        "02 08 61 62 63, at most 2 bytes",
        "05 10 61 62, at most 2 bytes",
        "05 fc ffffffff 61 62 63, found 0",
        "05 fc ffffff7f 61 62 63, found 2147483648",
        "05 f4 01, the end of the input",
        "05 00 61 01, the end of the input",
        "05 00 61 02 01, the end of the input",
        "05 00 61 03 01 00 00, the end of the input",
    })
    void refuses(String hex, String message) {
        assertThatThrownBy(() -> decoded(hex))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining("000004.sst: data block at ")
                .hasMessageContaining(message);
    }

    @Test
    void namesTheElementThatFails() {
        assertThatThrownBy(() -> decoded("05 00 61 01 02"))
                .hasMessage("000004.sst: data block at 4099: "
                        + "expected a Snappy copy from within the 1 bytes before it, found a distance of 2");
    }

    @Test
    void keepsToTheCallersLimit() throws IOException {
        Bytes block = Bytes.wrap(org.xerial.snappy.Snappy.compress(new byte[1000]));
        assertThat(Snappy.decodedLength(block, 1000, WHERE)).isEqualTo(1000);
        assertThatThrownBy(() -> Snappy.decode(block, 999, WHERE))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED));
        assertThatThrownBy(() -> Snappy.decode(block, new byte[1001], 0, 1001, WHERE))
                .hasMessageContaining("expected 1001 decoded bytes, found a Snappy block of 1000");
    }

    @Test
    void allocatesInProportionToTheInput() {
        Bytes bomb = Bytes.ofHex("ffffffff07" + "00".repeat(1000));
        assertThatThrownBy(() -> Snappy.decode(bomb, NO_LIMIT, WHERE)).hasMessageContaining("2147483647");
        Allocation cost = Allocation.of(() ->
                assertThatThrownBy(() -> Snappy.decode(bomb, NO_LIMIT, WHERE)).isInstanceOf(StorageException.class));
        assertThat(cost.bytes()).isLessThan(1 << 20);
    }

    private static String decoded(String hex) {
        return Bytes.wrap(Snappy.decode(Bytes.ofHex(hex.replace(" ", "")), NO_LIMIT, WHERE))
                .toUtf8();
    }

    private static void literal(ByteSink block, byte[] expected, int from, int count, char first) {
        if (count > 0) {
            block.writeByte((count - 1) << 2);
            for (int i = 0; i < count; i++) {
                expected[from + i] = (byte) (first + i);
                block.writeByte(first + i);
            }
        }
    }

    private static byte[] pad(byte[] bytes) {
        byte[] padded = new byte[bytes.length + 5];
        Arrays.fill(padded, (byte) 0xee);
        System.arraycopy(bytes, 0, padded, 3, bytes.length);
        return padded;
    }
}

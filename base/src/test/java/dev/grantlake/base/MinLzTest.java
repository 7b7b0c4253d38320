package dev.grantlake.base;

import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class MinLzTest {

    private static final Location WHERE = new Location("000004.sst", 4096, "data block");
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    @Test
    void decodesTheWorkedExample() {
        assertThat(decoded("00 0d 08 61 62 5d 00")).isEqualTo("ababababababa");
    }

    @Test
    void decodesBlocksWithoutElements() {
        assertThat(decoded("00")).isEmpty();
        assertThat(decoded("00 00 61 62")).as("stored").isEqualTo("ab");
        assertThat(decoded("03 08 61 62 63")).as("Snappy").isEqualTo("abc");
    }

    @Test
    void decodesEveryKindOfElement() {
        assertThat(decoded("00 05 00 61 1c"))
                .as("repeat of 4 from the first distance, 1")
                .isEqualTo("aaaaa");
        assertThat(decoded("00 08 08 61 62 41 00 0c"))
                .as("repeat of 2 from the last")
                .isEqualTo("abababab");
        assertThat(decoded("00 1f 00 61 ec 00")).as("repeat of 30").isEqualTo("a".repeat(31));
        assertThat(decoded("00 1f 00 61 f4 00 00")).as("30 in 2 bytes").isEqualTo("a".repeat(31));
        assertThat(decoded("00 1f 00 61 fc 00 00 00")).as("30 in 3 bytes").isEqualTo("a".repeat(31));
        assertThat(decoded("00 13 00 61 3d 00 00")).as("copy of 18").isEqualTo("a".repeat(19));
        String alphabet = "abcdefghijklmnopqrstuvwxyz".repeat(3).substring(0, 64);
        String literal = "e8 22" + Bytes.utf8(alphabet).toHex();
        assertThat(decoded("00 4a" + literal + "1a 00 00"))
                .as("copy of 10 from 64")
                .isEqualTo(alphabet + "abcdefghij");
        assertThat(decoded("00 8001" + literal + "f6 00 00 00"))
                .as("copy of 64 with its length in 1 byte")
                .isEqualTo(alphabet + alphabet);
        assertThat(decoded("00 4d" + literal + "eb 02 00 2e 2e"))
                .as("literal of 2 and copy of 11 from 66")
                .isEqualTo(alphabet + ".." + "abcdefghijk");
    }

    /** Three blocks that Go wrote, one at each level, of one content that uses all distances. */
    @Test
    void decodesBlocksOfGo() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/golden/minlz.txt"));
        assertThat(lines).hasSize(3);
        byte[] expected = contentOfGolden();
        for (String line : lines) {
            byte[] block = Bytes.ofHex(line.substring(line.indexOf(": ") + 2)).toArray();
            assertThat(MinLz.decode(Bytes.wrap(block), expected.length, WHERE)).isEqualTo(expected);
        }
    }

    private static byte[] contentOfGolden() {
        ByteSink content = new ByteSink();
        for (int i = 0; i < 60; i++) {
            content.writeUtf8(String.format("res/%06d/ent/%03d\0user-%05d;", i / 10, i % 10, i * 7919 % 100003));
        }
        byte[] noise = new byte[300];
        int x = 1;
        for (int i = 0; i < noise.length; i++) {
            x = x * 1664525 + 1013904223;
            noise[i] = (byte) (x >>> 24);
        }
        return content.writeBytes(noise)
                .writeZeros(70_000)
                .writeBytes(noise)
                .writeUtf8("end")
                .toArray();
    }

    @Test
    void decodesAnySequenceOfElements(Dice dice) {
        for (int i = 0; i < Seeds.rounds(300); i++) {
            MinLzAssembler block = new MinLzAssembler(dice, dice.between(1, 60));
            assertThat(MinLz.decode(block.encoded(), NO_LIMIT, WHERE)).isEqualTo(block.decoded());
        }
    }

    @Test
    void answersDamageWithResultOrError(Dice dice) {
        int refused = 0;
        for (int i = 0; i < Seeds.rounds(30); i++) {
            MinLzAssembler block = new MinLzAssembler(dice, 10);
            byte[] encoded = block.encoded().toArray();
            for (Mutations.Mutation mutation : Stream.of(
                            Mutations.truncations(encoded).limit(300),
                            Mutations.bitFlips(encoded, 300, dice),
                            Mutations.garblings(encoded, 100, dice))
                    .flatMap(stream -> stream)
                    .toList()) {
                try {
                    MinLz.decode(Bytes.wrap(mutation.bytes()), NO_LIMIT, WHERE);
                } catch (StorageException e) {
                    assertThat(e.kind()).as("%s", mutation).isEqualTo(Kind.CORRUPT);
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "'', no varint",
        "00 80, a varint",
        "00 00, the end of the block",
        "00 05, the end of the block",
        "00 8180 80 04, of at most 8388608",
        "00 01 00 61 62, at most 1 bytes of MinLZ elements",
        "00 05 1c 00, within the 0 bytes",
        "00 05 00 61 41 00, found a distance of 2",
        "00 05 00 61 02 00 00, found a distance of 64",
        "00 06 00 61 07 00 00 00, found a distance of 65536",
        "00 04 00 61 1c, a MinLZ copy of at most 3 bytes",
        "00 06 00 61 1c, MinLZ elements for 5",
        "00 08 00 61 34 00 62, a MinLZ literal of at most 0 bytes",
        "00 04 20 61 62 63, a MinLZ literal of at most 3 bytes",
        "00 05 00 61 01, the end of the input",
        "00 05 00 61 02 00, the end of the input",
        "00 05 00 61 07 00, the end of the input",
        "00 05 00 61 e8, the end of the input",
    })
    void refuses(String hex, String message) {
        assertThatThrownBy(() -> decoded(hex))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageStartingWith("000004.sst: data block at ")
                .hasMessageContaining(message);
    }

    @Test
    void keepsToTheCallersLimit() {
        for (String hex : new String[] {"00 0d 08 61 62 5d 00", "00 00 61 61 61 61 61 61 61 61 61 61 61 61 61"}) {
            Bytes block = Bytes.ofHex(hex.replace(" ", ""));
            assertThat(MinLz.decode(block, 13, WHERE)).hasSize(13);
            assertThatThrownBy(() -> MinLz.decode(block, 12, WHERE))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LIMIT_EXCEEDED));
        }
    }

    private static String decoded(String hex) {
        return Bytes.wrap(MinLz.decode(Bytes.ofHex(hex.replace(" ", "")), NO_LIMIT, WHERE))
                .toUtf8();
    }
}

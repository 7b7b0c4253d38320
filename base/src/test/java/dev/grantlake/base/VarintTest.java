package dev.grantlake.base;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class VarintTest {

    @Test
    void writesTheShortestForm() {
        assertThat(written(0)).containsExactly(0);
        assertThat(written(127)).containsExactly(0x7f);
        assertThat(written(128)).containsExactly(0x80, 0x01);
        assertThat(written(300)).containsExactly(0xac, 0x02);
        assertThat(written(-1)).containsExactly(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    }

    @Test
    void readsWhatItWrites(Dice dice) {
        byte[] array = new byte[32];
        for (int bits = 0; bits <= 64; bits++) {
            for (int i = 0; i < 200; i++) {
                long value = bits == 0 ? 0 : dice.bits() >>> (64 - bits);
                int index = dice.below(16);
                int end = Varint.write(array, index, value);
                assertThat(end - index).as("size of %d", value).isEqualTo(Varint.size(value));
                assertThat(Varint.end(array, index, array.length)).isEqualTo(end);
                assertThat(Varint.end(array, index, end)).isEqualTo(end);
                assertThat(Varint.end(array, index, end - 1)).isEqualTo(-1);
                assertThat(Varint.decode(array, index, end)).isEqualTo(value);
                long read = Varint.read31(array, index, end);
                if (value < 0 || value > Integer.MAX_VALUE) {
                    assertThat(read).isEqualTo(-1);
                } else {
                    assertThat(Varint.valueOf31(read)).isEqualTo((int) value);
                    assertThat(Varint.endOf31(read)).isEqualTo(end);
                }
                assertThat(Varint.read31(array, index, end - 1)).isEqualTo(-1);
            }
        }
    }

    @Test
    void acceptsPaddingUpToTenBytes() {
        byte[] padded = Bytes.ofHex("8580808080808080800000").toArray();
        assertThat(Varint.end(padded, 0, padded.length)).isEqualTo(10);
        assertThat(Varint.decode(padded, 0, 10)).isEqualTo(5);
        assertThat(Varint.valueOf31(Varint.read31(padded, 0, padded.length))).isEqualTo(5);
    }

    @Test
    void refusesMoreThanSixtyFourBits() {
        assertThat(end("ffffffffffffffffff02")).isEqualTo(-1);
        assertThat(end("ffffffffffffffffff81")).isEqualTo(-1);
        assertThat(end("8080808080808080808000")).isEqualTo(-1);
        assertThat(end("")).isEqualTo(-1);
    }

    /** The kit and the parser are two implementations of one format; random bytes must not tell them apart. */
    @Test
    void agreesWithTheParser(Dice dice) {
        for (int i = 0; i < Seeds.rounds(20_000); i++) {
            byte[] input = dice.bytes(dice.below(13));
            for (int j = 0; j < input.length; j++) {
                if (!dice.oneIn(6)) {
                    input[j] |= (byte) 0x80;
                }
            }
            ByteReader reader = new ByteReader(Bytes.wrap(input), Location.of("test", "varint"));
            int end = Varint.end(input, 0, input.length);
            String name = Arrays.toString(input);
            try {
                long value = reader.readVarint64();
                assertThat(end).as(name).isEqualTo(reader.position());
                assertThat(Varint.decode(input, 0, end)).as(name).isEqualTo(value);
            } catch (StorageException e) {
                assertThat(end).as(name).isEqualTo(-1);
            }
        }
    }

    private static int end(String hex) {
        byte[] array = Bytes.ofHex(hex).toArray();
        return Varint.end(array, 0, array.length);
    }

    private static byte[] written(long value) {
        return new ByteSink(0).writeVarint(value).toArray();
    }
}

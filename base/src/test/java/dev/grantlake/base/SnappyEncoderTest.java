package dev.grantlake.base;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class SnappyEncoderTest {

    private static final Location WHERE = Location.of("test", "block");

    private final SnappyEncoder encoder = new SnappyEncoder();

    @Test
    void writesLiteralsAndCopiesOfBothForms() {
        assertThat(encode(new byte[0])).isEqualTo("00");
        assertThat(encode(repeat("a", 16))).as("too short to be searched").isEqualTo("10 3c" + " 61".repeat(16));
        assertThat(encode(repeat("a", 17)))
                .as("a literal, a long copy from one back")
                .isEqualTo("11 00 61 3e 01 00");
        assertThat(encode(repeat("a", 1 + 64 + 67)))
                .as("64, then 60 and 7 in five bytes instead of six")
                .isEqualTo("84 01 00 61 fe 01 00 ee 01 00 0d 01");
    }

    @Test
    void isUndoneByThreeDecodersAtEveryLength(Dice dice) throws IOException {
        for (int length = 0; length <= 2000; length++) {
            requireUndone(dice.compressible(length, dice.below(101)));
        }
    }

    @Test
    void isUndoneByThreeDecodersAroundTheCutsBetweenPieces(Dice dice) throws IOException {
        for (int i = 0; i < Seeds.rounds(40); i++) {
            int length = (1 << 16) * dice.between(1, 3) + dice.between(-20, 20);
            requireUndone(dice.compressible(length, dice.pick(List.of(0, 1, 5, 20, 60, 100))));
        }
    }

    @Test
    void isAboutAsSmallAsTheNativeLibrary(Dice dice) throws IOException {
        long ours = 0;
        long theirs = 0;
        for (int i = 0; i < 20; i++) {
            byte[] raw = dice.compressible(32 << 10, dice.between(5, 50));
            byte[] target = new byte[(int) SnappyEncoder.maxLength(raw.length)];
            ours += encoder.encode(raw, 0, raw.length, target, 0);
            theirs += org.xerial.snappy.Snappy.compress(raw).length;
        }
        assertThat(ours).isLessThan(theirs * 105 / 100);
    }

    @Test
    void touchesNothingOutsideAndRemembersNothing(Dice dice) {
        byte[] raw = dice.compressible(5000, 20);
        int most = (int) SnappyEncoder.maxLength(raw.length);
        byte[] expected = new byte[most];
        int length = encoder.encode(raw, 0, raw.length, expected, 0);

        byte[] shifted = dice.bytes(raw.length + 20);
        System.arraycopy(raw, 0, shifted, 7, raw.length);
        encoder.encode(dice.bytes(9000), 0, 9000, new byte[20_000], 0);
        byte[] target = new byte[most + 10];
        Arrays.fill(target, (byte) 0x55);
        int end = encoder.encode(shifted, 7, raw.length, target, 10);

        assertThat(end).isEqualTo(10 + length);
        assertThat(Arrays.copyOfRange(target, 10, end)).isEqualTo(Arrays.copyOf(expected, length));
        assertThat(Arrays.copyOf(target, 10)).containsOnly(0x55);
    }

    @Test
    void refusesATargetThatMightBeTooSmall() {
        assertThatThrownBy(() -> encoder.encode(new byte[100], 0, 100, new byte[100], 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> encoder.encode(new byte[100], 1, 100, new byte[1000], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private void requireUndone(byte[] raw) throws IOException {
        byte[] target = new byte[(int) SnappyEncoder.maxLength(raw.length)];
        int length = encoder.encode(raw, 0, raw.length, target, 0);
        byte[] encoded = Arrays.copyOf(target, length);
        assertThat(org.xerial.snappy.Snappy.uncompress(encoded)).isEqualTo(raw);
        assertThat(Snappy.decode(Bytes.wrap(encoded), raw.length, WHERE)).isEqualTo(raw);
        if (raw.length < 3000) {
            assertThat(PlainSnappy.decode(encoded)).isEqualTo(raw);
        }
    }

    private String encode(byte[] raw) {
        byte[] target = new byte[(int) SnappyEncoder.maxLength(raw.length)];
        int length = encoder.encode(raw, 0, raw.length, target, 0);
        return Bytes.copyOf(target, 0, length).toHex().replaceAll("(..)(?=.)", "$1 ");
    }

    private static byte[] repeat(String text, int times) {
        return Bytes.utf8(text.repeat(times)).toArray();
    }
}

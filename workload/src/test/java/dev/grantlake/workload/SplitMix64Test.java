package dev.grantlake.workload;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SplitMix64Test {

    @Test
    void drawsThePublishedNumbers() {
        SplitMix64 zero = new SplitMix64(0);
        assertThat(new long[] {zero.nextLong(), zero.nextLong(), zero.nextLong()})
                .containsExactly(0xe220a8397b1dcdafL, 0x6e789e6aa1b965f4L, 0x06c45d188009454fL);
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong()})
                .containsExactly(
                        6457827717110365317L, 3203168211198807973L, Long.parseUnsignedLong("9817491932198370423"));
    }

    @Test
    void passesOverDraws() {
        SplitMix64 random = new SplitMix64(21);
        SplitMix64 other = random.copy();
        for (int i = 0; i < 7; i++) {
            random.nextLong();
        }
        other.skip(7);
        assertThat(other.nextLong()).isEqualTo(random.nextLong());
        assertThat(other.fraction()).isEqualTo(random.fraction()).isBetween(0.0, 1.0);
        assertThat(other.below(7)).isEqualTo(random.below(7)).isBetween(0, 6);
    }
}

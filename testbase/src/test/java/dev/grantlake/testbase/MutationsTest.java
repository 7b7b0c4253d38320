package dev.grantlake.testbase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class MutationsTest {

    private static final byte[] ORIGINAL = {1, 2, 3, 4};

    @Test
    void cutsAtEveryPlace() {
        assertThat(Mutations.truncations(ORIGINAL).map(mutation -> mutation.bytes().length))
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void flipsEveryBitOnce() {
        assertThat(Mutations.bitFlips(ORIGINAL).map(mutation -> Arrays.toString(mutation.bytes())))
                .hasSize(32)
                .doesNotHaveDuplicates()
                .contains("[0, 2, 3, 4]", "[1, 2, 3, -124]")
                .doesNotContain("[1, 2, 3, 4]");
    }

    @Test
    void samplesAsManyAsAsked(Dice dice) {
        assertThat(Mutations.bitFlips(ORIGINAL, 5, dice)).hasSize(5);
        assertThat(Mutations.garblings(ORIGINAL, 100, dice)).hasSize(100);
        assertThat(Mutations.bitFlips(new byte[0], 5, dice)).isEmpty();
        assertThat(Mutations.garblings(new byte[0], 5, dice)).isEmpty();
    }

    @Test
    void leavesTheOriginalAlone(Dice dice) {
        Mutations.bitFlips(ORIGINAL).forEach(mutation -> {});
        Mutations.garblings(ORIGINAL, 100, dice).forEach(mutation -> {});
        assertThat(ORIGINAL).containsExactly(1, 2, 3, 4);
    }
}

package dev.grantlake.lsm.crash;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whenever the power fails, a database is afterwards as some number of its first commits left it. */
@ExtendWith(Seeds.class)
class PowerCutsTest {

    private static final int STEPS = 40;

    @Test
    void losesNothingThatWasDurableAndTearsNothing(Dice dice) {
        int cuts = PowerCuts.ofARotation(STEPS, dice.fork()).run(STEPS);
        int runs = 1;
        for (; cuts < Seeds.rounds(300, 1000); runs++) {
            cuts += PowerCuts.ofDatabase(dice.fork()).run(STEPS);
        }
        System.out.printf("the power failed %d times in %d runs%n", cuts, runs);
    }

    /** What does not fail here would not notice a force that is missing. */
    @Test
    void noticesADiskThatLies(Dice dice) {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        PowerCuts.ofDatabase(dice.fork()).onADiskThatLies().run(STEPS);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }
}

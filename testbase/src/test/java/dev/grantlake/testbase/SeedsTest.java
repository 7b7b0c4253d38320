package dev.grantlake.testbase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class SeedsTest {

    @Test
    void givesEachMethodItsOwnRepeatableDice(Dice dice) {
        String name = "dev.grantlake.testbase.SeedsTest.givesEachMethodItsOwnRepeatableDice";
        assertThat(dice.seed()).isEqualTo(Seeds.seedOf(name, Seeds.ofRun()));
        assertThat(dice.seed()).isNotEqualTo(Seeds.seedOf(name + "2", Seeds.ofRun()));
        assertThat(dice.bits()).isEqualTo(new Dice(dice.seed()).bits());
    }

    @Test
    void takesTheSeedOfTheCommandLine() {
        assertThat(Seeds.runSeed("-42")).isEqualTo(-42);
        assertThat(Seeds.runSeed(null)).isNotEqualTo(Seeds.runSeed(null));
    }

    @Test
    void tellsAFailureHowToRepeatIt() {
        assertThat(Seeds.repeatable(new AssertionError("lost")).getSuppressed()[0])
                .hasMessage("repeat with -Dgrantlake.seed=" + Seeds.ofRun());
    }

    @Test
    void diceKeepTheirPromises(Dice dice) {
        for (int i = 0; i < 1000; i++) {
            assertThat(dice.between(-3, 3)).isBetween(-3, 3);
            assertThat(dice.skewed(1000)).isBetween(0L, 1000L);
            assertThat(dice.skewed(Long.MAX_VALUE)).isNotNegative();
            assertThat(dice.skewed(0)).isZero();
            assertThat(dice.key(2, 3).length).isLessThanOrEqualTo(3);
            assertThat(dice.pick(List.of("a", "b"))).isIn("a", "b");
        }
        assertThat(dice.compressible(5000, 10)).hasSize(5000);
        assertThat(dice.compressible(0, 10)).isEmpty();
    }
}

package dev.grantlake.cli.json;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class Rfc3339Test {

    @Test
    void agreesWithThePlatform(Dice dice) {
        long span = Rfc3339.SECONDS_MAX - Rfc3339.SECONDS_MIN + 1;
        for (int i = 0; i < Seeds.rounds(5000); i++) {
            long seconds = Rfc3339.SECONDS_MIN + Math.floorMod(dice.bits(), span);
            int nanos = dice.below(1000) * (dice.oneIn(2) ? 1_000_000 : 1_000) + (dice.oneIn(3) ? dice.below(1000) : 0);
            Instant instant = Instant.ofEpochSecond(seconds, nanos);
            String platform = instant.toString();
            assertThat(Rfc3339.formatInThrees(seconds, nanos)).isEqualTo(platform);
            assertThat(Rfc3339.format(instant)).isEqualTo(platform.replaceFirst("([.]\\d*[1-9])0*Z$", "$1Z"));
        }
    }

    @Test
    void saysWhatHasNoSuchForm() {
        assertThat(Rfc3339.format(Instant.ofEpochSecond(Rfc3339.SECONDS_MAX + 1, 7)))
                .isEqualTo("out of range: 253402300800s 7ns");
        assertThat(Rfc3339.format(Instant.MIN)).startsWith("out of range: -");
    }
}

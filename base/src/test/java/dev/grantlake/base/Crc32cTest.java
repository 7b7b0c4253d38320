package dev.grantlake.base;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class Crc32cTest {

    /** A data block of a row table with the indicator byte behind it, as Pebble stores it. */
    private static final Bytes BLOCK = Bytes.ofHex("000d046170706c65010c00000000000000726564"
            + "020d007269636f74000b000000000000"
            + "000e0762616e616e61010a000000000000"
            + "0079656c6c6f77"
            + "0000000001000000"
            + "00");

    @Test
    void agreesWithPublishedVectors() {
        Bytes digits = Bytes.utf8("123456789");
        assertThat(new Crc32c().update(digits).value()).isEqualTo(0xe3069283);
        assertThat(Crc32c.masked(digits)).isEqualTo(0xc78ab0e5);
    }

    @Test
    void agreesWithATableOfPebble() {
        assertThat(BLOCK.length()).isEqualTo(69);
        assertThat(new Crc32c().update(BLOCK).value()).isEqualTo(0x29e9dc27);
        assertThat(Crc32c.masked(BLOCK)).isEqualTo(0x5ad13eab);
    }

    @Test
    void doesNotDependOnTheParts() {
        for (int cut = 0; cut < BLOCK.length(); cut++) {
            Crc32c crc = new Crc32c()
                    .update(BLOCK.slice(0, cut))
                    .update(BLOCK.at(cut))
                    .update(BLOCK.from(cut + 1));
            assertThat(crc.masked()).isEqualTo(0x5ad13eab);
            assertThat(crc.reset().value()).isZero();
        }
    }

    @Test
    void unmasks(Dice dice) {
        for (int i = 0; i < 1000; i++) {
            int crc = (int) dice.bits();
            assertThat(Crc32c.unmask(Crc32c.mask(crc))).isEqualTo(crc);
        }
    }
}

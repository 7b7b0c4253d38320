package dev.grantlake.cli.json;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class GoNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "1.5, 1.5",
        "-2.25, -2.25",
        "9007199254740991, 9007199254740991",
        "1e20, 100000000000000000000",
        "123456789012345680000, 123456789012345680000",
        "1e21, 1e+21",
        "-1.5e300, -1.5e+300",
        "1e-6, 0.000001",
        "9.9e-7, 9.9e-7",
        "1e-10, 1e-10",
        "0.1, 0.1",
        "2e-3, 0.002",
        "4.9e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "0.30000000000000004, 0.30000000000000004",
        "5e-324, 5e-324",
    })
    void writesDoubles(double number, String expected) {
        assertThat(GoNumber.of(number)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "16777216, 16777216", "3.4028235e38, 3.4028235e+38", "1e-45, 1e-45", "-0.0, -0"})
    void writesFloats(float number, String expected) {
        assertThat(GoNumber.of(number)).isEqualTo(expected);
    }

    @Test
    void readsBackAsTheSameNumber(Dice dice) {
        for (int i = 0; i < Seeds.rounds(2000); i++) {
            double number = Double.longBitsToDouble(dice.bits());
            if (Double.isFinite(number)) {
                assertThat(Double.parseDouble(GoNumber.of(number))).isEqualTo(number);
            }
        }
    }
}

package dev.grantlake.cli.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes floating point numbers as Go's JSON encoder does: the fewest digits that read back as the same number, whole
 * numbers without a fraction, an exponent only below 1e-6 and from 1e21 on.
 */
final class GoNumber {

    private static final double EXPONENT_BELOW = 1e-6;
    private static final double EXPONENT_FROM = 1e21;
    private static final int DOUBLE_DIGITS_MAX = 17;
    private static final int FLOAT_DIGITS_MAX = 9;

    private GoNumber() {}

    /** The text of a finite number. */
    static String of(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        return layOut(shortest(number), Math.abs(number));
    }

    /** The text of a finite number that has the precision of a {@code float}. */
    static String of(float number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < FLOAT_DIGITS_MAX; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.floatValue() == number) {
                return layOut(rounded, Math.abs((double) number));
            }
        }
        return layOut(
                exact.round(new MathContext(FLOAT_DIGITS_MAX, RoundingMode.HALF_EVEN)), Math.abs((double) number));
    }

    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < DOUBLE_DIGITS_MAX; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                return rounded;
            }
        }
        return exact.round(new MathContext(DOUBLE_DIGITS_MAX, RoundingMode.HALF_EVEN));
    }

    private static String layOut(BigDecimal number, double magnitude) {
        BigDecimal bare = number.stripTrailingZeros();
        if (magnitude >= EXPONENT_BELOW && magnitude < EXPONENT_FROM) {
            return bare.toPlainString();
        }
        String digits = bare.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - bare.scale();
        StringBuilder text = new StringBuilder();
        if (bare.signum() < 0) {
            text.append('-');
        }
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return text.append(size).toString();
    }
}

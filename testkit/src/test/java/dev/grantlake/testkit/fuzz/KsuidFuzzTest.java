package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.Ksuid;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any text is a KSUID that prints as itself, or none; any 20 bytes print as a text that reads back as these bytes. The
 * oracle is the definition: a number in base 62, by the arithmetic of the JDK, and the order of texts is that of bytes.
 */
final class KsuidFuzzTest {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int TEXT_LENGTH = 27;
    private static final int BITS = 160;
    private static final int BYTES = 20;

    @FuzzTest
    void textAndBytesSayTheSame(byte[] input) {
        checkText(new String(input, StandardCharsets.UTF_8));
        // Random bytes are hardly ever digits: bend them so that they are.
        checkText(digits(Arrays.copyOf(input, TEXT_LENGTH)));
        checkBytes(Arrays.copyOf(input, BYTES), Arrays.copyOf(input, 2 * BYTES));
    }

    private static void checkText(String text) {
        Optional<Ksuid> id = requireNonNull(HostileRead.of(text.length(), () -> Ksuid.ofText(text)), text);
        Optional<BigInteger> number = number(text);
        assertThat(id.isPresent()).as(text).isEqualTo(number.isPresent());
        id.ifPresent(ksuid -> {
            assertThat(ksuid).hasToString(text);
            assertThat(new BigInteger(1, ksuid.bytes().toArray())).as(text).isEqualTo(number.orElseThrow());
            assertThat(ksuid.instant().getEpochSecond()).isBetween(1_400_000_000L, 1_400_000_000L + 0xffff_ffffL);
        });
    }

    private static Optional<BigInteger> number(String text) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        return text.length() == TEXT_LENGTH && number.bitLength() <= BITS ? Optional.of(number) : Optional.empty();
    }

    private static void checkBytes(byte[] bytes, byte[] others) {
        Ksuid id = new Ksuid(Bytes.wrap(bytes));
        assertThat(id.toString()).hasSize(TEXT_LENGTH);
        assertThat(Ksuid.ofText(id.toString())).contains(id);
        Ksuid other = new Ksuid(Bytes.wrap(others, BYTES, BYTES));
        assertThat(Integer.signum(id.toString().compareTo(other.toString())))
                .as("order of %s and %s", id, other)
                .isEqualTo(Integer.signum(id.compareTo(other)));
    }

    private static String digits(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(DIGITS.charAt((b & 0xff) % DIGITS.length()));
        }
        return text.toString();
    }
}

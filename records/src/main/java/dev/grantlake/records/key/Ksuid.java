package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The id of a sync: 160 bits, ordered by the second they were made in.
 *
 * <table><caption>layout</caption>
 * <tr><th>offset</th><th>size</th><th>field</th></tr>
 * <tr><td>0</td><td>4</td><td>seconds since 1,400,000,000 Unix time, big-endian</td></tr>
 * <tr><td>4</td><td>16</td><td>random</td></tr>
 * </table>
 *
 * <p>As text: the big-endian number in base 62 with the digits {@code 0-9A-Za-z}, padded on the left with {@code 0} to
 * 27 characters, so the order of texts is the order of bytes. Immutable.
 *
 * @param bytes the 20 bytes
 */
public record Ksuid(Bytes bytes) implements Comparable<Ksuid> {

    public static final int LENGTH = 20;
    public static final int TEXT_LENGTH = 27;
    public static final int RANDOM_LENGTH = 16;

    private static final long EPOCH_SECONDS = 1_400_000_000L;
    private static final int BASE = 62;
    private static final int WORDS = LENGTH / Integer.BYTES;
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    public Ksuid {
        if (bytes.length() != LENGTH) {
            throw invalid("expected " + LENGTH + " bytes, found " + bytes.length());
        }
    }

    /** A new id. The instant counts in whole seconds and must lie in the 136 years from May 2014 on. */
    public static Ksuid of(Instant instant, Bytes random) {
        long seconds = instant.getEpochSecond() - EPOCH_SECONDS;
        if (seconds < 0 || seconds > 0xffff_ffffL || random.length() != RANDOM_LENGTH) {
            throw invalid("expected an instant of 2014 to 2150 and " + RANDOM_LENGTH + " random bytes, found " + instant
                    + " and " + random.length());
        }
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[i] = (byte) (seconds >>> (24 - 8 * i));
        }
        System.arraycopy(random.array(), random.offset(), bytes, Integer.BYTES, RANDOM_LENGTH);
        return new Ksuid(Bytes.wrap(bytes));
    }

    /** A new id, with sixteen bytes of {@code random}. */
    public static Ksuid next(Instant instant, RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_LENGTH];
        random.nextBytes(bytes);
        return of(instant, Bytes.wrap(bytes));
    }

    /** The id with this text, or empty if it is none: another length, a foreign character, or 2^160 and more. */
    public static Optional<Ksuid> ofText(String text) {
        if (text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }
        int[] words = new int[WORDS];
        for (int i = 0; i < TEXT_LENGTH; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0 || !multiplyAdd(words, digit)) {
                return Optional.empty();
            }
        }
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = (byte) (words[i / Integer.BYTES] >>> (24 - 8 * (i % Integer.BYTES)));
        }
        return Optional.of(new Ksuid(Bytes.wrap(bytes)));
    }

    /** The second in which it was made. */
    public Instant instant() {
        return Instant.ofEpochSecond(EPOCH_SECONDS + (word(0) & 0xffff_ffffL));
    }

    @Override
    public int compareTo(Ksuid other) {
        return bytes.compareTo(other.bytes);
    }

    /** The text form, 27 characters. */
    @Override
    public String toString() {
        int[] words = new int[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = word(i);
        }
        byte[] text = new byte[TEXT_LENGTH];
        for (int i = TEXT_LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS[divide(words)];
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    private int word(int index) {
        int word = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            word = word << 8 | (bytes.at(index * Integer.BYTES + i) & 0xff);
        }
        return word;
    }

    /** {@code number = number * 62 + digit}; false if that no longer fits. */
    private static boolean multiplyAdd(int[] number, int digit) {
        long carry = digit;
        for (int i = number.length - 1; i >= 0; i--) {
            long product = (number[i] & 0xffff_ffffL) * BASE + carry;
            number[i] = (int) product;
            carry = product >>> 32;
        }
        return carry == 0;
    }

    /** {@code number = number / 62}; the remainder is the result. */
    private static int divide(int[] number) {
        long remainder = 0;
        for (int i = 0; i < number.length; i++) {
            long dividend = remainder << 32 | (number[i] & 0xffff_ffffL);
            number[i] = (int) (dividend / BASE);
            remainder = dividend % BASE;
        }
        return (int) remainder;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A' + 10;
        }
        return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
    }

    private static StorageException invalid(String message) {
        return new StorageException(StorageException.Kind.INVALID_ARGUMENT, "not a KSUID: " + message);
    }
}

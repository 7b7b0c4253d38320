package dev.grantlake.base;

import java.util.zip.CRC32C;

/**
 * A CRC-32C (Castagnoli) over parts, and the masked form in which the log-structured formats store it: a checksum that
 * is itself checksummed later would otherwise be a weak one. Belongs to one thread; {@link #reset} makes it new.
 *
 * <p>{@code masked = rotateRight(crc, 15) + 0xa282ead8}, modulo 2^32; see {@code docs/formats/sstable.md}.
 */
public final class Crc32c {

    private static final int MASK_DELTA = 0xa282ead8;

    private final CRC32C crc = new CRC32C();

    /** The masked checksum of one stretch of an array. */
    public static int masked(byte[] array, int offset, int length) {
        return new Crc32c().update(array, offset, length).masked();
    }

    /** The masked checksum of {@code bytes}. */
    public static int masked(Bytes bytes) {
        return masked(bytes.array(), bytes.offset(), bytes.length());
    }

    public static int mask(int crc) {
        return Integer.rotateRight(crc, 15) + MASK_DELTA;
    }

    /** The plain checksum behind a stored one. */
    public static int unmask(int masked) {
        return Integer.rotateLeft(masked - MASK_DELTA, 15);
    }

    public Crc32c update(byte[] array, int offset, int length) {
        crc.update(array, offset, length);
        return this;
    }

    public Crc32c update(Bytes bytes) {
        return update(bytes.array(), bytes.offset(), bytes.length());
    }

    /** One byte: the low eight bits of {@code value}. */
    public Crc32c update(int value) {
        crc.update(value);
        return this;
    }

    /** The plain checksum of all parts so far. */
    public int value() {
        return (int) crc.getValue();
    }

    /** The masked checksum of all parts so far. */
    public int masked() {
        return mask(value());
    }

    /** Forgets all parts. */
    public Crc32c reset() {
        crc.reset();
        return this;
    }
}

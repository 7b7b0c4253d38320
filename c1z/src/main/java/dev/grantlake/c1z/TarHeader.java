package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.nio.charset.StandardCharsets;

/**
 * One header block of a tar archive: the fields that all dialects (V7, ustar, pax, GNU, star) share, and the name.
 *
 * <pre>
 * offset | size | field
 *      0 |  100 | name
 *    100 |    8 | mode
 *    108 |    8 | uid
 *    116 |    8 | gid
 *    124 |   12 | size
 *    136 |   12 | mtime
 *    148 |    8 | checksum: the sum of all bytes, with this field taken as spaces
 *    156 |    1 | typeflag
 *    157 |  100 | link name
 *    257 |    6 | magic: "ustar\0", "ustar " for GNU, anything for V7
 *    263 |    2 | version: " \0" for GNU
 *    329 |    8 | devmajor, not for V7; and behind it devminor
 *    345 |  155 | prefix of the name, for ustar and pax; 131 bytes for star
 *    345 |   12 | atime for GNU, and behind it ctime
 *    476 |   12 | atime for star, and behind it ctime
 *    508 |    4 | "tar\0" for star
 * </pre>
 *
 * <p>Numbers are octal text, padded with spaces and NULs on either side, or, where the first bit is set, big-endian
 * two's complement. All this as Go's {@code archive/tar} reads it.
 *
 * @param name prefix and name joined, as stored
 * @param typeFlag as stored; {@code 0} for regular files of the oldest archives
 */
record TarHeader(Bytes name, long mode, long size, byte typeFlag) {

    /** Archives are sequences of blocks of this many bytes. */
    static final int BLOCK = 512;

    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_LENGTH = 8;

    /** True for a block of zeros, two of which end an archive. */
    static boolean isZero(Bytes block) {
        for (int i = 0; i < block.length(); i++) {
            if (block.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The header in {@code block}, which lies at {@code where}. */
    static TarHeader parse(Bytes block, Location where) {
        verifyChecksum(block, where);
        checkUnused(block, where);
        return new TarHeader(
                name(block),
                number(block, 100, 8, "mode", where),
                number(block, 124, 12, "size", where),
                block.at(156));
    }

    /** Go refuses a header in which any number is malformed; so do we, for then it is damaged or foreign. */
    private static void checkUnused(Bytes block, Location where) {
        number(block, 108, 8, "uid", where);
        number(block, 116, 8, "gid", where);
        number(block, 136, 12, "mtime", where);
        boolean ustar = holds(block, 257, "ustar\0");
        boolean gnu = holds(block, 257, "ustar  \0");
        if (ustar || gnu) {
            number(block, 329, 8, "devmajor", where);
            number(block, 337, 8, "devminor", where);
        }
        if (gnu) {
            number(block, 345, 12, "atime", where);
            number(block, 357, 12, "ctime", where);
        } else if (ustar && isStar(block)) {
            number(block, 476, 12, "atime", where);
            number(block, 488, 12, "ctime", where);
        }
    }

    private static boolean isStar(Bytes block) {
        return holds(block, 508, "tar\0");
    }

    private static void verifyChecksum(Bytes block, Location where) {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean inChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_LENGTH;
            byte b = inChecksum ? (byte) ' ' : block.at(i);
            unsigned += b & 0xff;
            signed += b;
        }
        long stored = octal(block, CHECKSUM_OFFSET, CHECKSUM_LENGTH, "checksum", where);
        if (stored != unsigned && stored != signed) {
            throw StorageException.corrupt(where, "a checksum of " + unsigned, Long.toString(stored));
        }
    }

    private static Bytes name(Bytes block) {
        Bytes name = untilNul(block.slice(0, 100));
        if (!holds(block, 257, "ustar\0")) {
            return name;
        }
        Bytes prefix = untilNul(block.slice(345, isStar(block) ? 131 : 155));
        return prefix.isEmpty() ? name : prefix.plus(Bytes.utf8("/")).plus(name);
    }

    private static boolean holds(Bytes block, int offset, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (block.at(offset + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(Bytes block, int offset, int length) {
        return new String(block.array(), block.offset() + offset, length, StandardCharsets.ISO_8859_1);
    }

    static Bytes untilNul(Bytes field) {
        int end = 0;
        while (end < field.length() && field.at(end) != 0) {
            end++;
        }
        return field.slice(0, end);
    }

    private static long number(Bytes block, int offset, int length, String what, Location where) {
        return block.at(offset) < 0
                ? binary(block, offset, length, what, where)
                : octal(block, offset, length, what, where);
    }

    /** Two's complement, of which the first bit is the mark of this form and the second the sign. */
    private static long binary(Bytes block, int offset, int length, String what, Location where) {
        int inversion = (block.at(offset) & 0x40) != 0 ? 0xff : 0;
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = (block.at(offset + i) & 0xff) ^ inversion;
            if (value >>> 55 != 0) {
                throw StorageException.corrupt(where, what + " of at most 63 bits", "a longer one");
            }
            value = value << 8 | (i == 0 ? digit & 0x7f : digit);
        }
        return inversion == 0 ? value : ~value;
    }

    private static long octal(Bytes block, int offset, int length, String what, Location where) {
        int start = offset;
        int end = offset + length;
        while (start < end && isPadding(block.at(start))) {
            start++;
        }
        while (end > start && isPadding(block.at(end - 1))) {
            end--;
        }
        long value = 0;
        for (int i = start; i < end && block.at(i) != 0; i++) {
            int digit = block.at(i) - '0';
            if (digit < 0 || digit > 7) {
                throw StorageException.corrupt(
                        where, what + " in octal digits", Text.quoted(text(block, offset, length)));
            }
            value = value << 3 | digit;
        }
        return value;
    }

    private static boolean isPadding(byte b) {
        return b == ' ' || b == 0;
    }
}

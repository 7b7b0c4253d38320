package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Names, headers and frames of segments, as {@code docs/formats/lake-log.md} has them. */
final class SegmentFormat {

    /** Bytes in front of the first record. */
    static final int HEADER_BYTES = 32;

    /** Length and checksum in front of a record's body. */
    static final int FRAME_BYTES = 8;

    /** Type, flags, reserved bytes and a number: all of a group head's body, and what a commit's begins with. */
    static final int PREFIX_BYTES = 12;

    static final int MAX_BODY_BYTES = 64 << 20;

    static final int COMMIT = 1;
    static final int GROUP_HEAD = 2;
    static final int GROUP_HEAD_BYTES = FRAME_BYTES + PREFIX_BYTES;

    /** No commit that holds an operation takes fewer bytes: the deletion of a key of one byte. */
    private static final int LEAST_COMMIT_BYTES = FRAME_BYTES + PREFIX_BYTES + 4;

    private static final Bytes MAGIC = Bytes.ofHex("474c57414c0d0a01");
    private static final int FLAGS_AT = 12;
    private static final int NUMBER_AT = 16;
    private static final int RESERVED_AT = 24;
    private static final int CHECKSUM_AT = 28;

    private static final String SUFFIX = ".log";
    private static final int DIGITS = 20;

    private SegmentFormat() {}

    /** The file name of a segment. */
    static String name(long number) {
        return String.format(Locale.ROOT, "%020d", number) + SUFFIX;
    }

    /** The number of the segment that a file of this name is, or 0 if it is none. */
    static long number(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return 0;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    static byte[] header(long number) {
        byte[] header = new byte[HEADER_BYTES];
        System.arraycopy(MAGIC.array(), MAGIC.offset(), header, 0, MAGIC.length());
        LittleEndian.putInt(header, MAGIC.length(), HEADER_BYTES);
        LittleEndian.putLong(header, NUMBER_AT, number);
        LittleEndian.putInt(
                header, CHECKSUM_AT, new Crc32c().update(header, 0, CHECKSUM_AT).value());
        return header;
    }

    /**
     * What is wrong with the header of a segment, or null if nothing is.
     *
     * @param header its {@value #HEADER_BYTES} bytes
     * @throws StorageException of kind {@code UNSUPPORTED} if it is a sound header of another version
     */
    static @Nullable String faultOf(Bytes header, long number, Location where) {
        byte[] bytes = header.toArray();
        if (!header.startsWith(MAGIC)) {
            return "another beginning than that of a log segment";
        }
        if (LittleEndian.getInt(bytes, CHECKSUM_AT)
                != new Crc32c().update(bytes, 0, CHECKSUM_AT).value()) {
            return "a header with a wrong checksum";
        }
        if (LittleEndian.getInt(bytes, MAGIC.length()) != HEADER_BYTES
                || LittleEndian.getInt(bytes, FLAGS_AT) != 0
                || LittleEndian.getInt(bytes, RESERVED_AT) != 0) {
            throw StorageException.unsupported(where, "the segment is of a later version: " + header.toHex());
        }
        long found = LittleEndian.getLong(bytes, NUMBER_AT);
        return found == number ? null : "the header of segment " + Long.toUnsignedString(found);
    }

    /** The most transactions of which so many bytes can hold anything. */
    static long mostCommits(long bytes) {
        return (bytes + LEAST_COMMIT_BYTES - 1) / LEAST_COMMIT_BYTES;
    }

    /** The checksum of a record: over its length, and over its body. */
    static int checksum(byte[] array, int record, int bodyLength) {
        return new Crc32c()
                .update(array, record, Integer.BYTES)
                .update(array, record + FRAME_BYTES, bodyLength)
                .value();
    }

    /** Puts length and checksum before a body that is there. */
    static void frame(byte[] array, int record, int bodyLength) {
        LittleEndian.putInt(array, record, bodyLength);
        LittleEndian.putInt(array, record + Integer.BYTES, checksum(array, record, bodyLength));
    }

    /** Writes a group head, {@value #GROUP_HEAD_BYTES} bytes. */
    static void putGroupHead(byte[] array, int record, long syncedBytes) {
        LittleEndian.putInt(array, record + FRAME_BYTES, GROUP_HEAD);
        LittleEndian.putLong(array, record + FRAME_BYTES + Integer.BYTES, syncedBytes);
        frame(array, record, PREFIX_BYTES);
    }
}

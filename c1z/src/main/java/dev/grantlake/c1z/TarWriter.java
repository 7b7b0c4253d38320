package dev.grantlake.c1z;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive of regular files with the same bytes every time: mode 644, no owner, no time. Headers are ustar
 * with the fields that {@link TarHeader} shows; a name that is not at most 100 bytes of ASCII, and a size beyond eleven
 * octal digits, stand in a pax header before. What it writes stays within the bounds of {@link TarReader}. Belongs to
 * one thread.
 */
final class TarWriter {

    private static final int MAX_NAME_LENGTH = 100;
    private static final long MAX_OCTAL_SIZE = 0_77777777777L;
    private static final String PAX_NAME = "pax";

    private final Target target;
    private final Location where;
    private int headers;
    private long specialTotal;
    private long size;
    private long written;

    /** Where the archive goes. */
    @FunctionalInterface
    interface Target {

        /** Takes {@code length} bytes; the array is the caller's again afterwards. */
        void write(byte[] array, int offset, int length);
    }

    TarWriter(Target target, Location where) {
        this.target = target;
        this.where = where;
    }

    /** Begins a file of {@code size} bytes. */
    void begin(String name, long size) {
        this.size = size;
        this.written = 0;
        boolean longName = name.length() > MAX_NAME_LENGTH
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(name);
        boolean largeSize = size > MAX_OCTAL_SIZE;
        if (longName || largeSize) {
            ByteSink records = new ByteSink();
            if (longName) {
                addRecord(records, "path", name);
            }
            if (largeSize) {
                addRecord(records, "size", Long.toString(size));
            }
            writePax(records);
        }
        // Whoever knows pax looks at neither of the two where a record says otherwise.
        writeHeader(longName ? PAX_NAME : name, largeSize ? 0 : size, '0');
    }

    /** Writes content of the file that was begun. */
    void write(byte[] array, int offset, int length) {
        written += length;
        target.write(array, offset, length);
    }

    /** Ends the file. */
    void end() {
        if (written != size) {
            throw new IllegalStateException(written + " bytes of a file of " + size);
        }
        pad(size);
    }

    /** Ends the archive. */
    void finish() {
        target.write(new byte[2 * TarHeader.BLOCK], 0, 2 * TarHeader.BLOCK);
    }

    private void writePax(ByteSink records) {
        specialTotal += records.size();
        if (specialTotal > TarReader.MAX_SPECIAL_TOTAL) {
            throw StorageException.limit(where, "names of more than " + TarReader.MAX_SPECIAL_TOTAL + " bytes");
        }
        writeHeader(PAX_NAME, records.size(), 'x');
        target.write(records.array(), 0, records.size());
        pad(records.size());
    }

    /** A record is {@code "LENGTH KEY=VALUE\n"}, and its length counts its own digits. */
    private static void addRecord(ByteSink records, String key, String value) {
        byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        int length = rest.length + 1;
        while (Integer.toString(length).length() + rest.length != length) {
            length = Integer.toString(length).length() + rest.length;
        }
        records.writeUtf8(Integer.toString(length)).writeBytes(rest);
    }

    private void writeHeader(String name, long size, char typeFlag) {
        // The blocks at the end count as one more for the reader.
        if (++headers >= TarReader.MAX_HEADERS) {
            throw StorageException.limit(where, "more than " + (TarReader.MAX_HEADERS - 1) + " tar headers");
        }
        ByteSink block = new ByteSink(TarHeader.BLOCK);
        text(block, name, 100);
        octal(block, 0_644, 8);
        octal(block, 0, 8);
        octal(block, 0, 8);
        octal(block, size, 12);
        octal(block, 0, 12);
        int checksumAt = block.size();
        text(block, " ".repeat(8), 8);
        block.writeByte(typeFlag);
        block.writeZeros(100);
        text(block, "ustar", 6);
        text(block, "00", 2);
        block.writeZeros(64);
        octal(block, 0, 8);
        octal(block, 0, 8);
        block.writeZeros(TarHeader.BLOCK - block.size());
        byte[] bytes = block.toArray();
        int sum = 0;
        for (byte b : bytes) {
            sum += b & 0xff;
        }
        Bytes checksum = Bytes.utf8(String.format("%06o\0 ", sum));
        System.arraycopy(checksum.array(), checksum.offset(), bytes, checksumAt, checksum.length());
        target.write(bytes, 0, bytes.length);
    }

    private static void text(ByteSink block, String text, int width) {
        block.writeUtf8(text).writeZeros(width - text.length());
    }

    /** Octal digits that fill the field up to the NUL at its end. */
    private static void octal(ByteSink block, long value, int width) {
        String digits = Long.toOctalString(value);
        text(block, "0".repeat(width - 1 - digits.length()) + digits, width);
    }

    private void pad(long length) {
        int padding = (int) (-length & (TarHeader.BLOCK - 1));
        target.write(new byte[padding], 0, padding);
    }
}

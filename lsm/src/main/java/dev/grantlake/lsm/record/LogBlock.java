package dev.grantlake.lsm.record;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.vfs.ReadableFile;

import java.util.Arrays;

/**
 * One block of a log in memory: up to {@link #SIZE} bytes, only the last of a file may be shorter. Answers what lies at
 * a position without judging whether it should.
 */
final class LogBlock {

    /** Bytes of a full block. */
    static final int SIZE = 32 * 1024;

    /** Where in a chunk its length lies. */
    static final int LENGTH_AT = 4;

    /** Where in a chunk its type lies; the checksum begins here. */
    static final int TYPE_AT = 6;

    /** Where in a chunk that has one its log number lies. */
    static final int LOG_NUMBER_AT = 7;

    /** Where in a chunk that has one its sync offset lies. */
    static final int SYNC_OFFSET_AT = 11;

    private static final byte[] ZEROS = new byte[SIZE];

    private final Bytes bytes;
    private final long fileOffset;

    private LogBlock(Bytes bytes, long fileOffset) {
        this.bytes = bytes;
        this.fileOffset = fileOffset;
    }

    /** Reads the block that begins at {@code fileOffset}, a multiple of {@link #SIZE} within the file. */
    static LogBlock read(ReadableFile file, long fileOffset) {
        int length = (int) Math.min(SIZE, file.size() - fileOffset);
        return new LogBlock(file.read(fileOffset, length), fileOffset);
    }

    int length() {
        return bytes.length();
    }

    /** Whether another block may follow. */
    boolean full() {
        return bytes.length() == SIZE;
    }

    /** The file offset of a position in this block. */
    long offsetOf(int position) {
        return fileOffset + position;
    }

    /** Whether a header that every format has fits behind {@code position}; the other methods need that. */
    boolean hasHeader(int position) {
        return position + ChunkFormat.COMMON_HEADER_BYTES <= bytes.length();
    }

    int type(int position) {
        return bytes.array()[at(position) + TYPE_AT] & 0xff;
    }

    /** Whether checksum, length and type are all zero. */
    boolean zeroHeader(int position) {
        return checksum(position) == 0 && payloadLength(position) == 0 && type(position) == 0;
    }

    /** Whether everything from {@code position} to the end of the block is zero. */
    boolean zeroFrom(int position) {
        return Arrays.equals(bytes.array(), at(position), at(bytes.length()), ZEROS, 0, bytes.length() - position);
    }

    /** Whether a whole header of {@code format} fits behind {@code position}. */
    boolean hasHeader(int position, ChunkFormat format) {
        return position + format.headerBytes() <= bytes.length();
    }

    /** The log number in a header of that format, which must fit; 0 for {@link ChunkFormat#LEGACY}. */
    int logNumber(int position, ChunkFormat format) {
        return format == ChunkFormat.LEGACY ? 0 : LittleEndian.getInt(bytes.array(), at(position) + LOG_NUMBER_AT);
    }

    /**
     * Whether a recyclable header, which must fit, is that which a clean close leaves: nothing but the number after the
     * log's. Pebble looks at the number alone, and would take a sound log with one flipped bit in a number for ended.
     */
    boolean isTrailer(int position, long logNumber) {
        return checksum(position) == 0
                && payloadLength(position) == 0
                && type(position) == ChunkFormat.RECYCLABLE.code(ChunkRole.FULL)
                && logNumber(position, ChunkFormat.RECYCLABLE) == (int) (logNumber + 1);
    }

    /** Bytes of the payload as the header says; not yet known to lie within the block. */
    int payloadLength(int position) {
        return LittleEndian.getUnsignedShort(bytes.array(), at(position) + LENGTH_AT);
    }

    /** Whether header and payload end within the block. */
    boolean payloadFits(int position, ChunkFormat format) {
        return position + format.headerBytes() + payloadLength(position) <= bytes.length();
    }

    /** Whether the checksum is right; the payload must fit. */
    boolean checksumMatches(int position, ChunkFormat format) {
        int covered = format.headerBytes() - TYPE_AT + payloadLength(position);
        return checksum(position) == Crc32c.masked(bytes.array(), at(position) + TYPE_AT, covered);
    }

    /** The chunk at {@code position}, all of whose checks have passed. */
    LogChunk chunk(int position, ChunkFormat format) {
        return new LogChunk(
                offsetOf(position),
                format,
                format.role(type(position)),
                logNumber(position, format),
                format == ChunkFormat.SYNC ? LittleEndian.getLong(bytes.array(), at(position) + SYNC_OFFSET_AT) : 0,
                bytes.slice(position + format.headerBytes(), payloadLength(position)));
    }

    private int checksum(int position) {
        return LittleEndian.getInt(bytes.array(), at(position));
    }

    private int at(int position) {
        return bytes.offset() + position;
    }
}

package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the records of one segment, up to the end or to the first that is none. Holds a piece of the file in
 * memory and never more than the file has. Belongs to one thread.
 */
final class SegmentReader {

    private static final int WINDOW_BYTES = 1 << 20;

    private final ReadableFile file;
    private final long size;
    private Bytes window = Bytes.EMPTY;
    private long windowStart;

    private long position = SegmentFormat.HEADER_BYTES;
    private long recordAt;
    private Bytes body = Bytes.EMPTY;
    private @Nullable String fault;

    SegmentReader(ReadableFile file) {
        this.file = file;
        this.size = file.size();
    }

    /** What is wrong with the header, or null if nothing is; comes before the first record. */
    @Nullable
    String headerFault(long number) {
        if (size < SegmentFormat.HEADER_BYTES) {
            return "a segment of " + size + " bytes";
        }
        return SegmentFormat.faultOf(bytes(0, SegmentFormat.HEADER_BYTES), number, at(0));
    }

    /** Moves to the next record; false at the end and at what is no record. */
    boolean next() {
        Bytes frame = frame(position);
        if (frame == null) {
            return false;
        }
        recordAt = position;
        body = frame.from(SegmentFormat.FRAME_BYTES);
        position += frame.length();
        return true;
    }

    /** The sound record at {@code from}, whole; null at the end, and where there is none, which is then the fault. */
    @Nullable
    Bytes frame(long from) {
        long left = size - from;
        fault = null;
        if (left == 0) {
            return null;
        }
        if (left < SegmentFormat.FRAME_BYTES) {
            return faulty("the end of the file in the frame of a record");
        }
        Bytes frame = bytes(from, SegmentFormat.FRAME_BYTES);
        int length = LittleEndian.getInt(frame.array(), frame.offset());
        if (length < 1 || length > SegmentFormat.MAX_BODY_BYTES) {
            return faulty("a record of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (length > left - SegmentFormat.FRAME_BYTES) {
            return faulty(
                    "a record of " + length + " bytes, of which " + (left - SegmentFormat.FRAME_BYTES) + " are there");
        }
        Bytes record = bytes(from, SegmentFormat.FRAME_BYTES + length);
        if (LittleEndian.getInt(record.array(), record.offset() + Integer.BYTES)
                != SegmentFormat.checksum(record.array(), record.offset(), length)) {
            return faulty("a record with a wrong checksum");
        }
        return record;
    }

    private @Nullable Bytes faulty(String found) {
        fault = found;
        return null;
    }

    /**
     * The type of the record.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} if it is none that this version knows
     */
    int type() {
        int type = body.length() < SegmentFormat.PREFIX_BYTES ? 0 : LittleEndian.getInt(body.array(), body.offset());
        if (type != SegmentFormat.COMMIT && type != SegmentFormat.GROUP_HEAD) {
            throw StorageException.unsupported(here(), "a record of a later version: " + body);
        }
        return type;
    }

    /** The length that a group head says is on disk. */
    long syncedBytes() {
        long synced = LittleEndian.getLong(body.array(), body.offset() + Integer.BYTES);
        if (body.length() != SegmentFormat.PREFIX_BYTES || synced < 0 || synced > recordAt) {
            throw StorageException.corrupt(here(), "a group head that names a length up to its place", body.toString());
        }
        return synced;
    }

    /** The largest sequence number of the commits from here to the first that cannot be read, 0 if there is none. */
    long largestSeq(long number) {
        long largest = 0;
        if (headerFault(number) == null) {
            while (next() && body.length() >= SegmentFormat.PREFIX_BYTES) {
                if (body.at(0) == SegmentFormat.COMMIT) {
                    largest = Math.max(largest, LittleEndian.getLong(body.array(), body.offset() + Integer.BYTES));
                }
            }
        }
        return largest;
    }

    Bytes body() {
        return body;
    }

    /** Where the record begins. */
    Location here() {
        return at(recordAt);
    }

    /** Where the next record begins, or what is none. */
    long position() {
        return position;
    }

    long size() {
        return size;
    }

    /** What stopped the walk, or null if that was the end. */
    @Nullable
    String fault() {
        return fault;
    }

    Location at(long offset) {
        return new Location(file.description(), offset, "log record");
    }

    /** Bytes that are inside of the file. */
    Bytes bytes(long from, int length) {
        long inWindow = from - windowStart;
        if (inWindow < 0 || inWindow + length > window.length()) {
            windowStart = from;
            window = file.read(from, (int) Math.max(length, Math.min(WINDOW_BYTES, size - from)));
            inWindow = 0;
        }
        return window.slice((int) inWindow, length);
    }
}

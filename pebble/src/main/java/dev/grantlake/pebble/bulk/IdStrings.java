package dev.grantlake.pebble.bulk;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.Varint;

import java.util.Arrays;

/**
 * Byte strings end to end, each at a place by which it is found again. Belongs to one thread at a time.
 *
 * <p>Implementation note. Each string lies behind its length, in segments of which no string crosses the end. A place
 * is an unsigned number of 32 bits.
 */
final class IdStrings {

    /** The longest string: what is made of a key is shorter than two keys. */
    static final int MAX_LENGTH = 1 << 19;

    private static final int SEGMENT_BITS = 20;
    private static final int SEGMENT_BYTES = 1 << SEGMENT_BITS;
    private static final int FIRST_SEGMENT_BYTES = 1 << 13;

    private byte[][] segments = {new byte[FIRST_SEGMENT_BYTES]};

    /** Where the next string begins. */
    private long end;

    /**
     * Appends a copy of a string and gives its place.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} above {@link #MAX_LENGTH}, or if the strings would be
     *     more than four gigabytes
     */
    int append(byte[] array, int offset, int length) {
        if (length > MAX_LENGTH) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED, "an id of " + length + " bytes, at most " + MAX_LENGTH);
        }
        int needed = Varint.size(length) + length;
        int at = (int) (end & (SEGMENT_BYTES - 1));
        if (at + needed > SEGMENT_BYTES) {
            end += SEGMENT_BYTES - at;
            at = 0;
        }
        if (end + needed > 1L << Integer.SIZE) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "different ids of more than " + (1L << Integer.SIZE) + " bytes in one sync");
        }
        byte[] segment = ensureSegment((int) (end >>> SEGMENT_BITS), at + needed);
        int start = Varint.write(segment, at, length);
        System.arraycopy(array, offset, segment, start, length);
        int place = (int) end;
        end += needed;
        return place;
    }

    /** Bytes of the string at a place. */
    int length(int place) {
        byte[] segment = array(place);
        int at = place & (SEGMENT_BYTES - 1);
        int length = segment[at];
        if (length >= 0) {
            return length;
        }
        return (length & 0x7f) | (segment[at + 1] & 0x7f) << 7 | (segment[at + 1] < 0 ? segment[at + 2] << 14 : 0);
    }

    /** The array in which the string at a place lies, from {@link #offset} on; not to be changed. */
    byte[] array(int place) {
        return segments[place >>> SEGMENT_BITS];
    }

    /** See {@link #array}. */
    int offset(int place) {
        return (place & (SEGMENT_BYTES - 1)) + Varint.size(length(place));
    }

    /** Whether the string at a place is this one. */
    boolean isAt(int place, byte[] array, int offset, int length) {
        if (length(place) != length) {
            return false;
        }
        int at = offset(place);
        return Arrays.equals(array(place), at, at + length, array, offset, offset + length);
    }

    /** Bytes of memory that the strings hold. */
    long memoryBytes() {
        long bytes = 0;
        for (byte[] segment : segments) {
            bytes += segment == null ? 0 : segment.length;
        }
        return bytes;
    }

    /** The segment with this index, long enough; the first one grows, so that few strings take little. */
    private byte[] ensureSegment(int index, int length) {
        if (index >= segments.length) {
            segments = Arrays.copyOf(segments, Math.max(8, 2 * segments.length));
        }
        byte[] segment = segments[index];
        if (segment == null) {
            segment = new byte[SEGMENT_BYTES];
            segments[index] = segment;
        } else if (segment.length < length) {
            segment = Arrays.copyOf(segment, Math.min(SEGMENT_BYTES, Integer.highestOneBit(length) << 1));
            segments[index] = segment;
        }
        return segment;
    }
}

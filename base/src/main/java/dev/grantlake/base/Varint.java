package dev.grantlake.base;

/**
 * Unsigned LEB128 integers in byte arrays: seven bits a byte, low group first, the high bit says that more follow. A
 * static kit for loops that run per key; elsewhere {@link ByteReader} and {@link ByteSink} say the same with errors.
 *
 * <p>Readers accept what the formats' other readers accept: padded encodings too, up to ten bytes, as long as the value
 * fits 64 bits. Writers write the shortest.
 */
public final class Varint {

    /** The longest encoding, in bytes. */
    public static final int MAX_BYTES = 10;

    private Varint() {}

    /** Bytes of the shortest encoding of {@code value}, taken as unsigned: 1 to 10. */
    public static int size(long value) {
        return (Long.SIZE + 6 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /**
     * Writes the shortest encoding; the array must have room for it.
     *
     * @return the index behind it
     */
    public static int write(byte[] array, int index, long value) {
        int position = index;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[position++] = (byte) rest;
        return position;
    }

    /**
     * The index behind the encoding at {@code index}, or -1 if it does not end before {@code limit} or does not fit 64
     * bits. To read: {@code end = Varint.end(…); if (end < 0) …; value = Varint.decode(array, index, end)}.
     *
     * @param limit the first index that must not be read; at most the array's length
     */
    public static int end(byte[] array, int index, int limit) {
        int stop = limit - index < MAX_BYTES ? limit : index + MAX_BYTES - 1;
        int position = index;
        while (position < stop) {
            if (array[position++] >= 0) {
                return position;
            }
        }
        // The tenth byte holds the 64th bit and nothing else.
        return position < limit && (array[position] & 0xfe) == 0 ? position + 1 : -1;
    }

    /** The value of an encoding whose {@link #end} was found before. */
    public static long decode(byte[] array, int index, int end) {
        long value = 0;
        for (int position = end - 1; position >= index; position--) {
            value = value << 7 | (array[position] & 0x7f);
        }
        return value;
    }

    /**
     * Value and end of an encoding in one number, for lengths: the index behind it in the high half, the value in the
     * low half; or -1 if it does not end before {@code limit} or is above 2^31-1. Take it apart with {@link #valueOf31}
     * and {@link #endOf31}.
     */
    public static long read31(byte[] array, int index, int limit) {
        if (index < limit) {
            int first = array[index];
            if (first >= 0) {
                return (long) (index + 1) << 32 | first;
            }
        }
        int end = end(array, index, limit);
        if (end < 0) {
            return -1;
        }
        long value = decode(array, index, end);
        return value < 0 || value > Integer.MAX_VALUE ? -1 : (long) end << 32 | value;
    }

    /** The value in a result of {@link #read31} that is not -1. */
    public static int valueOf31(long read) {
        return (int) read;
    }

    /** The index behind the encoding in a result of {@link #read31} that is not -1. */
    public static int endOf31(long read) {
        return (int) (read >>> 32);
    }
}

package dev.grantlake.base;

/**
 * Decodes the MinLZ block format, which Pebble's fastest profile writes; our own writers do not. Thread-safe.
 *
 * <p>A block whose first byte is not zero is a {@link Snappy} block. Otherwise: alone, the zero is the empty block;
 * behind it comes the decoded length as a varint, at most {@value #MAX_BYTES}; 0 says that the rest is the data as it
 * is. Then elements until the input ends. They share one <em>last distance</em>, which starts at 1. All numbers are
 * little-endian; the low two bits of the first byte, the tag, say what an element is:
 *
 * <table>
 *   <caption>Elements</caption>
 *   <tr><th>tag &amp; 3</th><th>bytes</th><th>meaning</th></tr>
 *   <tr><td>0</td><td>1 to 4</td><td>{@code x = tag >> 3}; length {@code x + 1}, or for 29 to 31: 30 and the next 1 to 3
 *       bytes. With tag bit 2 a copy from the last distance, without it a literal, which follows</td></tr>
 *   <tr><td>1</td><td>2 or 3</td><td>copy; distance {@code (tag >> 6 | next byte << 2) + 1}; length
 *       {@code 4 + (tag >> 2 & 15)}, or for 15: 18 and the next byte</td></tr>
 *   <tr><td>2</td><td>3 to 6</td><td>copy; distance 64 and the next 2 bytes; length {@code 4 + (tag >> 2)}, or for 61 to
 *       63: 64 and the next 1 to 3 bytes</td></tr>
 *   <tr><td>3, tag bit 2 clear</td><td>3</td><td>literal of {@code 1 + (tag >> 3 & 3)} bytes, which follows, and then a
 *       copy; distance 64 and the next 2 bytes; length {@code 4 + (tag >> 5)}</td></tr>
 *   <tr><td>3, tag bit 2 set</td><td>4 to 7</td><td>of the tag and 3 bytes as one number {@code v}: literal of
 *       {@code v >> 3 & 3} bytes, which follows, and then a copy; distance {@code 65536 + (v >> 11)}; length
 *       {@code 4 + (v >> 5 & 63)}, or for 61 to 63: 64 and the next 1 to 3 bytes</td></tr>
 * </table>
 *
 * Example: {@code 00 0d 08 61 62 5d 00} is thirteen bytes, the literal {@code ab} and a copy of eleven from two bytes
 * back, {@code ababababababa}.
 *
 * <p>As in {@link Snappy}, the answer to any input is the exact output or a {@link StorageException}, and every copy is
 * proved to come from bytes that this call wrote.
 */
public final class MinLz {

    /** The longest decoded block of the format. */
    public static final int MAX_BYTES = 8 << 20;

    /** Distances of the two-byte form start here. */
    private static final int MIDDLE_DISTANCE = 64;

    private static final int FAR_DISTANCE = 1 << 16;

    private final byte[] source;
    private final int sourceStart;
    private final int sourceEnd;
    private final byte[] target;
    private final Location where;
    private int in;
    private int out;
    private int lastDistance = 1;

    private MinLz(Bytes block, int elements, byte[] target, Location where) {
        this.source = block.array();
        this.sourceStart = block.offset();
        this.sourceEnd = block.offset() + block.length();
        this.in = block.offset() + elements;
        this.target = target;
        this.where = where;
    }

    /**
     * Decodes a block into a fresh array of exactly its decoded length.
     *
     * @param limit the longest decoded length to allocate for, in bytes
     * @param where where the block lies
     * @throws StorageException of kind {@code CORRUPT} if it does not decode, {@code LIMIT_EXCEEDED} if it is longer
     *     than {@code limit} when decoded
     */
    public static byte[] decode(Bytes block, int limit, Location where) {
        if (block.isEmpty() || block.at(0) != 0) {
            return Snappy.decode(block, limit, where);
        }
        if (block.length() == 1) {
            return new byte[0];
        }
        ByteReader reader = new ByteReader(block, where);
        reader.skip(1, "the mark of MinLZ");
        int length = reader.readVarint31("the decoded length of a MinLZ block", MAX_BYTES);
        if (reader.atEnd()) {
            throw StorageException.corrupt(where, "MinLZ elements", "the end of the block");
        }
        boolean stored = length == 0;
        int decoded = stored ? reader.remaining() : length;
        if (decoded > limit) {
            throw StorageException.limit(where, "MinLZ block of " + decoded + " decoded bytes, the limit is " + limit);
        }
        if (stored) {
            return block.from(reader.position()).toArray();
        }
        if (reader.remaining() > length) {
            throw StorageException.corrupt(
                    where, "at most " + length + " bytes of MinLZ elements", Integer.toString(reader.remaining()));
        }
        byte[] target = new byte[length];
        new MinLz(block, reader.position(), target, where).decodeElements();
        return target;
    }

    private void decodeElements() {
        while (in < sourceEnd) {
            int start = in;
            int tag = source[in++] & 0xff;
            switch (tag & 3) {
                case 0 -> {
                    int size = tag >>> 3;
                    int length = size < 29 ? size + 1 : 30 + number(size - 28, start);
                    if ((tag & 4) == 0) {
                        literal(length, start);
                    } else {
                        copy(lastDistance, length, start);
                    }
                }
                case 1 -> {
                    int distance = (tag >>> 6 | number(1, start) << 2) + 1;
                    int size = tag >>> 2 & 15;
                    copy(distance, size < 15 ? size + 4 : 18 + number(1, start), start);
                }
                case 2 -> {
                    int distance = MIDDLE_DISTANCE + number(2, start);
                    copy(distance, longLength(tag >>> 2, start), start);
                }
                default -> {
                    if ((tag & 4) == 0) {
                        int distance = MIDDLE_DISTANCE + number(2, start);
                        literal(1 + (tag >>> 3 & 3), start);
                        copy(distance, 4 + (tag >>> 5), start);
                    } else {
                        int value = tag | number(3, start) << 8;
                        int length = longLength(value >>> 5 & 63, start);
                        literal(value >>> 3 & 3, start);
                        copy(FAR_DISTANCE + (value >>> 11), length, start);
                    }
                }
            }
        }
        if (out != target.length) {
            throw StorageException.corrupt(where, target.length + " decoded bytes", "MinLZ elements for " + out);
        }
    }

    private int longLength(int size, int start) {
        return size < 61 ? size + 4 : 64 + number(size - 60, start);
    }

    /** The next 1 to 3 bytes of the element that begins at {@code start}, as a number. */
    private int number(int bytes, int start) {
        if (bytes > sourceEnd - in) {
            throw StorageException.corrupt(at(start), "a whole MinLZ element", "the end of the input inside it");
        }
        int value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | (source[in + i] & 0xff);
        }
        in += bytes;
        return value;
    }

    private void literal(int length, int start) {
        int room = Math.min(sourceEnd - in, target.length - out);
        if (length > room) {
            throw StorageException.corrupt(
                    at(start), "a MinLZ literal of at most " + room + " bytes", Integer.toString(length));
        }
        System.arraycopy(source, in, target, out, length);
        in += length;
        out += length;
    }

    private void copy(int distance, int length, int start) {
        if (distance > out) {
            throw StorageException.corrupt(
                    at(start), "a MinLZ copy from within the " + out + " bytes before it", "a distance of " + distance);
        }
        if (length > target.length - out) {
            throw StorageException.corrupt(
                    at(start), "a MinLZ copy of at most " + (target.length - out) + " bytes", Integer.toString(length));
        }
        BackReference.copy(target, out, distance, length, target.length);
        out += length;
        lastDistance = distance;
    }

    private Location at(int index) {
        return where.plus(index - sourceStart);
    }
}

package dev.grantlake.base;

import java.util.Objects;

/**
 * Decodes the raw Snappy block format, the default compression of table blocks. Thread-safe.
 *
 * <p>A block is the decoded length as a varint of at most 32 bits, and then elements until the input ends. The low two
 * bits of an element's first byte, the tag, say what it is:
 *
 * <table>
 *   <caption>Elements</caption>
 *   <tr><th>tag &amp; 3</th><th>bytes</th><th>meaning</th></tr>
 *   <tr><td>0</td><td>1 to 5, then the literal</td><td>literal of {@code n + 1} bytes, {@code n = tag >> 2}; where that is
 *       60 to 63, {@code n} is in the next 1 to 4 bytes, little-endian</td></tr>
 *   <tr><td>1</td><td>2</td><td>copy of {@code 4 + (tag >> 2 & 7)} bytes from
 *       {@code (tag >> 5) << 8 | next byte} back</td></tr>
 *   <tr><td>2</td><td>3</td><td>copy of {@code 1 + (tag >> 2)} bytes; the distance is the next 2 bytes,
 *       little-endian</td></tr>
 *   <tr><td>3</td><td>5</td><td>copy of {@code 1 + (tag >> 2)} bytes; the distance is the next 4 bytes,
 *       little-endian</td></tr>
 * </table>
 *
 * A copy may overlap what it writes and then repeats it: {@code 0d 04 61 62 1d 02} is thirteen bytes, the literal
 * {@code ab} and eleven more from two bytes back, {@code ababababababa}.
 *
 * <p>Whatever the input, the answer is the exact output or a {@link StorageException}. Every copy is proved to come
 * from bytes that this call wrote (distance from 1 to what was produced), so nothing of an older buffer ever shows.
 *
 * <p>Implementation note. Short literals are copied as 16 bytes, and copies in steps of eight, wherever that stays
 * inside of input and target. What that writes too much belongs to elements that must follow, since the output must end
 * exactly at the target's end.
 */
public final class Snappy {

    /** No element makes more than 64 bytes out of 3. */
    private static final int BEST_RATIO_OUT = 64;

    private static final int BEST_RATIO_IN = 3;

    /** Bytes that a short literal is copied in, whatever its length. */
    private static final int SHORT_LITERAL = 16;

    private Snappy() {}

    /**
     * Decodes a block into a fresh array of exactly its decoded length.
     *
     * @param limit the longest decoded length to allocate for, in bytes
     * @param where where the block lies
     * @throws StorageException of kind {@code CORRUPT} if it does not decode, {@code LIMIT_EXCEEDED} if it is longer
     *     than {@code limit} when decoded
     */
    public static byte[] decode(Bytes block, int limit, Location where) {
        int length = decodedLength(block, limit, where);
        byte[] target = new byte[length];
        decodeElements(block, target, 0, length, where);
        return target;
    }

    /**
     * Decodes a block whose decoded length must be {@code length} into a stretch of {@code target}. If it fails, what
     * the stretch holds is undefined; the rest of {@code target} is never touched.
     */
    public static void decode(Bytes block, byte[] target, int offset, int length, Location where) {
        Objects.checkFromIndexSize(offset, length, target.length);
        int stored = decodedLength(block, Integer.MAX_VALUE, where);
        if (stored != length) {
            throw StorageException.corrupt(where, length + " decoded bytes", "a Snappy block of " + stored);
        }
        decodeElements(block, target, offset, length, where);
    }

    /**
     * The decoded length that a block claims, at most {@code limit}. A length that no input of this size could reach is
     * damage, so what a hostile block makes its reader allocate stays in proportion to what it sent.
     */
    public static int decodedLength(Bytes block, int limit, Location where) {
        int start = block.offset();
        int end = Varint.end(block.array(), start, start + block.length());
        if (end < 0) {
            throw StorageException.corrupt(where, "the decoded length of a Snappy block", "no varint");
        }
        long length = Varint.decode(block.array(), start, end);
        int elements = block.length() - (end - start);
        if (length < 0 || length > (long) elements * BEST_RATIO_OUT / BEST_RATIO_IN) {
            throw StorageException.corrupt(
                    where,
                    "a decoded length that " + elements + " bytes of Snappy elements can reach",
                    Long.toUnsignedString(length));
        }
        if (length > limit) {
            throw StorageException.limit(where, "Snappy block of " + length + " decoded bytes, the limit is " + limit);
        }
        return (int) length;
    }

    private static void decodeElements(Bytes block, byte[] target, int targetStart, int length, Location where) {
        byte[] source = block.array();
        int sourceEnd = block.offset() + block.length();
        int targetEnd = targetStart + length;
        int in = Varint.end(source, block.offset(), sourceEnd);
        int out = targetStart;

        while (in < sourceEnd) {
            int tag = source[in] & 0xff;
            int kind = tag & 3;
            if (kind == 0) {
                int count = (tag >>> 2) + 1;
                int from = in + 1;
                if (count <= SHORT_LITERAL && sourceEnd - from >= SHORT_LITERAL && targetEnd - out >= SHORT_LITERAL) {
                    LittleEndian.putLong(target, out, LittleEndian.getLong(source, from));
                    LittleEndian.putLong(target, out + 8, LittleEndian.getLong(source, from + 8));
                    in = from + count;
                    out += count;
                    continue;
                }
                if (count > 60) {
                    int extra = count - 60;
                    if (sourceEnd - from < extra) {
                        throw cut(block, in, where);
                    }
                    count = literalLength(source, from, extra);
                    from += extra;
                }
                // A count above 2^31 has come out negative.
                if (count <= 0 || count > sourceEnd - from || count > targetEnd - out) {
                    throw misfit("literal", count, sourceEnd - from, targetEnd - out, block, in, where);
                }
                System.arraycopy(source, from, target, out, count);
                in = from + count;
                out += count;
                continue;
            }

            int count;
            int distance;
            int next;
            if (kind == 1) {
                next = in + 2;
                if (next > sourceEnd) {
                    throw cut(block, in, where);
                }
                count = 4 + (tag >>> 2 & 7);
                distance = (tag & 0xe0) << 3 | (source[in + 1] & 0xff);
            } else if (kind == 2) {
                next = in + 3;
                if (next > sourceEnd) {
                    throw cut(block, in, where);
                }
                count = 1 + (tag >>> 2);
                distance = LittleEndian.getUnsignedShort(source, in + 1);
            } else {
                next = in + 5;
                if (next > sourceEnd) {
                    throw cut(block, in, where);
                }
                count = 1 + (tag >>> 2);
                distance = LittleEndian.getInt(source, in + 1);
            }
            // Distances of 2^31 and more are negative here and fail with the zero.
            if (distance <= 0 || distance > out - targetStart) {
                throw farCopy(distance, out - targetStart, block, in, where);
            }
            if (count > targetEnd - out) {
                throw misfit("copy", count, Integer.MAX_VALUE, targetEnd - out, block, in, where);
            }
            BackReference.copy(target, out, distance, count, targetEnd);
            in = next;
            out += count;
        }
        if (out != targetEnd) {
            throw StorageException.corrupt(
                    where, length + " decoded bytes", "Snappy elements for " + (out - targetStart));
        }
    }

    private static int literalLength(byte[] source, int index, int bytes) {
        int length = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            length = length << 8 | (source[index + i] & 0xff);
        }
        return length + 1;
    }

    private static StorageException cut(Bytes block, int in, Location where) {
        return StorageException.corrupt(
                at(block, in, where), "a whole Snappy element", "the end of the input inside it");
    }

    private static StorageException misfit(
            String what, int count, int input, int room, Bytes block, int in, Location where) {
        return StorageException.corrupt(
                at(block, in, where),
                "a Snappy " + what + " of at most " + Math.min(input, room) + " bytes",
                Integer.toUnsignedString(count));
    }

    private static StorageException farCopy(int distance, int produced, Bytes block, int in, Location where) {
        return StorageException.corrupt(
                at(block, in, where),
                "a Snappy copy from within the " + produced + " bytes before it",
                "a distance of " + Integer.toUnsignedString(distance));
    }

    private static Location at(Bytes block, int in, Location where) {
        return where.plus(in - block.offset());
    }
}

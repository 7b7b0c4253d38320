package dev.grantlake.base;

import java.util.Objects;

/**
 * The 64-bit hash XXH64, at once or over parts of any size: the same bytes give the same hash however they are cut. Not
 * a cryptographic hash. An object belongs to one thread.
 *
 * <p>Implementation note. Stripes of 32 bytes feed four independent lanes, which the processor runs side by side; the
 * lanes are folded together at the end and what is left (0 to 31 bytes) is mixed in, in steps of 8, 4 and 1. The stripe
 * loops are static methods over primitives, so that the lanes stay in registers; hashing at once allocates nothing,
 * compiled or not, since keys by the million are hashed before the JVM has compiled much.
 */
public final class XxHash64 {

    private static final long P1 = 0x9e3779b185ebca87L;
    private static final long P2 = 0xc2b2ae3d27d4eb4fL;
    private static final long P3 = 0x165667b19e3779f9L;
    private static final long P4 = 0x85ebca77c2b2ae63L;
    private static final long P5 = 0x27d4eb2f165667c5L;

    private static final int STRIPE = 32;

    private final long seed;
    private final long[] lanes = new long[4];
    private final byte[] pending = new byte[STRIPE];
    private int pendingLength;
    private long totalLength;

    /** A hash of seed 0 over parts. */
    public XxHash64() {
        this(0);
    }

    public XxHash64(long seed) {
        this.seed = seed;
        start(lanes, seed);
    }

    /** The hash of {@code bytes} with seed 0. */
    public static long of(Bytes bytes) {
        return of(bytes.array(), bytes.offset(), bytes.length(), 0);
    }

    /** The hash of a whole array with seed 0. */
    public static long of(byte[] array) {
        return of(array, 0, array.length, 0);
    }

    /** The hash of a stretch of an array. */
    public static long of(byte[] array, int offset, int length, long seed) {
        Objects.checkFromIndexSize(offset, length, array.length);
        long hash = length >= STRIPE ? stripes(array, offset, length, seed) : seed + P5;
        return finish(hash + length, array, offset + (length & -STRIPE), offset + length);
    }

    private static long stripes(byte[] array, int offset, int length, long seed) {
        long a = seed + P1 + P2;
        long b = seed + P2;
        long c = seed;
        long d = seed - P1;
        int end = offset + (length & -STRIPE);
        for (int position = offset; position < end; position += STRIPE) {
            a = round(a, LittleEndian.getLong(array, position));
            b = round(b, LittleEndian.getLong(array, position + 8));
            c = round(c, LittleEndian.getLong(array, position + 16));
            d = round(d, LittleEndian.getLong(array, position + 24));
        }
        return fold(a, b, c, d);
    }

    public XxHash64 update(Bytes bytes) {
        return update(bytes.array(), bytes.offset(), bytes.length());
    }

    public XxHash64 update(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        totalLength += length;
        int position = offset;
        int end = offset + length;
        if (pendingLength > 0) {
            int filled = Math.min(STRIPE - pendingLength, length);
            System.arraycopy(array, position, pending, pendingLength, filled);
            pendingLength += filled;
            position += filled;
            if (pendingLength < STRIPE) {
                return this;
            }
            consume(lanes, pending, 0, STRIPE);
            pendingLength = 0;
        }
        int stripesEnd = position + ((end - position) & -STRIPE);
        consume(lanes, array, position, stripesEnd);
        pendingLength = end - stripesEnd;
        System.arraycopy(array, stripesEnd, pending, 0, pendingLength);
        return this;
    }

    /** The hash of all parts so far; more may follow. */
    public long value() {
        long hash = totalLength >= STRIPE ? fold(lanes[0], lanes[1], lanes[2], lanes[3]) : seed + P5;
        return finish(hash + totalLength, pending, 0, pendingLength);
    }

    /** Forgets all parts; the seed stays. */
    public XxHash64 reset() {
        start(lanes, seed);
        pendingLength = 0;
        totalLength = 0;
        return this;
    }

    private static void start(long[] lanes, long seed) {
        lanes[0] = seed + P1 + P2;
        lanes[1] = seed + P2;
        lanes[2] = seed;
        lanes[3] = seed - P1;
    }

    private static void consume(long[] lanes, byte[] array, int from, int to) {
        long a = lanes[0];
        long b = lanes[1];
        long c = lanes[2];
        long d = lanes[3];
        for (int position = from; position < to; position += STRIPE) {
            a = round(a, LittleEndian.getLong(array, position));
            b = round(b, LittleEndian.getLong(array, position + 8));
            c = round(c, LittleEndian.getLong(array, position + 16));
            d = round(d, LittleEndian.getLong(array, position + 24));
        }
        lanes[0] = a;
        lanes[1] = b;
        lanes[2] = c;
        lanes[3] = d;
    }

    private static long fold(long a, long b, long c, long d) {
        long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
        hash = merge(hash, a);
        hash = merge(hash, b);
        hash = merge(hash, c);
        return merge(hash, d);
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * P1 + P4;
    }

    private static long finish(long start, byte[] array, int from, int to) {
        long hash = start;
        int position = from;
        for (; to - position >= Long.BYTES; position += Long.BYTES) {
            hash ^= round(0, LittleEndian.getLong(array, position));
            hash = Long.rotateLeft(hash, 27) * P1 + P4;
        }
        if (to - position >= Integer.BYTES) {
            hash ^= (LittleEndian.getInt(array, position) & 0xffffffffL) * P1;
            hash = Long.rotateLeft(hash, 23) * P2 + P3;
            position += Integer.BYTES;
        }
        for (; position < to; position++) {
            hash ^= (array[position] & 0xff) * P5;
            hash = Long.rotateLeft(hash, 11) * P1;
        }
        hash = (hash ^ hash >>> 33) * P2;
        hash = (hash ^ hash >>> 29) * P3;
        return hash ^ hash >>> 32;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * P2, 31) * P1;
    }
}

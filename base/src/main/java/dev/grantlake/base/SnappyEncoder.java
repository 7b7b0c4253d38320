package dev.grantlake.base;

import java.util.Arrays;
import java.util.Objects;

/**
 * Encodes the raw Snappy block format that {@link Snappy} decodes. The same input gives the same bytes on every
 * machine, and the same as Go's encoder gives: it looks for copies in the same places. Belongs to one thread, and is
 * worth keeping: its table takes 32 KiB.
 *
 * <p>Implementation note. The input is cut into pieces of 64 KiB, so that a position fits 16 bits, and copies never
 * reach across a cut. A table maps a hash of four bytes to where they were last seen. The longer nothing is found, the
 * larger the steps become in which it is asked, so that input without repetitions passes quickly.
 */
public final class SnappyEncoder {

    private static final int PIECE_BYTES = 1 << 16;

    /** Up to its end, a piece is not searched: what lies there is read in wide loads from before. */
    private static final int MARGIN_BYTES = 15;

    /** A shorter piece is one literal. */
    private static final int MIN_SEARCHED_BYTES = MARGIN_BYTES + 2;

    private static final int MIN_TABLE_LOG = 8;
    private static final int MAX_TABLE_LOG = 14;
    private static final int HASH_MULTIPLIER = 0x1e35a7bd;

    /** Misses after which the step grows by one, as a power of two. */
    private static final int MISSES_PER_STEP_LOG = 5;

    private static final int MATCH_BYTES = 4;
    private static final int LONGEST_COPY = 64;
    private static final int FAR_COPY = 2048;
    private static final int LONG_COPY = 12;

    private final short[] table = new short[1 << MAX_TABLE_LOG];

    /** The most bytes that {@code length} bytes become, or more than an array holds. */
    public static long maxLength(int length) {
        return 32 + (long) length + length / 6;
    }

    /**
     * Encodes a block.
     *
     * @param target where to; must have room for {@link #maxLength} bytes from {@code targetOffset} on
     * @return the index behind the encoded block
     */
    public int encode(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (maxLength(length) > target.length - targetOffset) {
            throw new IllegalArgumentException("room for " + (target.length - targetOffset) + " bytes");
        }
        int out = Varint.write(target, targetOffset, length);
        int end = offset + length;
        for (int piece = offset; piece < end; piece += PIECE_BYTES) {
            int pieceEnd = end - piece > PIECE_BYTES ? piece + PIECE_BYTES : end;
            out = pieceEnd - piece < MIN_SEARCHED_BYTES
                    ? literal(source, piece, pieceEnd, target, out)
                    : encodePiece(source, piece, pieceEnd, target, out);
        }
        return out;
    }

    private int encodePiece(byte[] source, int start, int end, byte[] target, int targetOffset) {
        int tableLog = MIN_TABLE_LOG;
        while (tableLog < MAX_TABLE_LOG && (1 << tableLog) < end - start) {
            tableLog++;
        }
        int shift = Integer.SIZE - tableLog;
        Arrays.fill(table, 0, 1 << tableLog, (short) 0);
        int limit = end - MARGIN_BYTES;
        int out = targetOffset;
        int emitted = start;
        // Nothing lies before the first byte that could be copied.
        int at = start + 1;
        int hash = hash(LittleEndian.getInt(source, at), shift);
        while (true) {
            int misses = 1 << MISSES_PER_STEP_LOG;
            int next = at;
            int candidate;
            int four;
            do {
                at = next;
                int step = misses >>> MISSES_PER_STEP_LOG;
                next = at + step;
                misses += step;
                if (next > limit) {
                    return literal(source, emitted, end, target, out);
                }
                candidate = start + (table[hash] & 0xffff);
                table[hash] = (short) (at - start);
                four = LittleEndian.getInt(source, at);
                hash = hash(LittleEndian.getInt(source, next), shift);
            } while (four != LittleEndian.getInt(source, candidate));
            out = literal(source, emitted, at, target, out);

            // As long as copies follow each other, there is no literal between them.
            while (true) {
                int matchEnd = matchEnd(source, candidate + MATCH_BYTES, at + MATCH_BYTES, end);
                out = copy(at - candidate, matchEnd - at, target, out);
                at = matchEnd;
                emitted = at;
                if (at >= limit) {
                    return literal(source, emitted, end, target, out);
                }
                long around = LittleEndian.getLong(source, at - 1);
                table[hash((int) around, shift)] = (short) (at - 1 - start);
                int here = hash((int) (around >>> 8), shift);
                candidate = start + (table[here] & 0xffff);
                table[here] = (short) (at - start);
                if ((int) (around >>> 8) != LittleEndian.getInt(source, candidate)) {
                    hash = hash((int) (around >>> 16), shift);
                    at++;
                    break;
                }
            }
        }
    }

    /** The first index from {@code at} on that differs from the bytes at {@code earlier}, at most {@code end}. */
    private static int matchEnd(byte[] source, int earlier, int at, int end) {
        int distance = at - earlier;
        int position = at;
        while (end - position >= Long.BYTES) {
            long difference =
                    LittleEndian.getLong(source, position) ^ LittleEndian.getLong(source, position - distance);
            if (difference != 0) {
                return position + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
            position += Long.BYTES;
        }
        while (position < end && source[position] == source[position - distance]) {
            position++;
        }
        return position;
    }

    private static int literal(byte[] source, int from, int to, byte[] target, int targetOffset) {
        int length = to - from;
        if (length == 0) {
            return targetOffset;
        }
        int out = targetOffset;
        int tagged = length - 1;
        if (tagged < 60) {
            target[out++] = (byte) (tagged << 2);
        } else if (tagged < 1 << 8) {
            target[out++] = (byte) (60 << 2);
            target[out++] = (byte) tagged;
        } else {
            target[out++] = (byte) (61 << 2);
            LittleEndian.putShort(target, out, tagged);
            out += Short.BYTES;
        }
        System.arraycopy(source, from, target, out, length);
        return out + length;
    }

    /** A match of any length as copies; the last but one leaves enough to the last for its short form. */
    private static int copy(int distance, int length, byte[] target, int targetOffset) {
        int out = targetOffset;
        int rest = length;
        while (rest >= LONGEST_COPY + MATCH_BYTES) {
            out = farCopy(distance, LONGEST_COPY, target, out);
            rest -= LONGEST_COPY;
        }
        if (rest > LONGEST_COPY) {
            out = farCopy(distance, LONGEST_COPY - MATCH_BYTES, target, out);
            rest -= LONGEST_COPY - MATCH_BYTES;
        }
        if (rest >= LONG_COPY || distance >= FAR_COPY) {
            return farCopy(distance, rest, target, out);
        }
        target[out] = (byte) (((distance >>> 8) << 5) | ((rest - MATCH_BYTES) << 2) | 1);
        target[out + 1] = (byte) distance;
        return out + 2;
    }

    private static int farCopy(int distance, int length, byte[] target, int out) {
        target[out] = (byte) (((length - 1) << 2) | 2);
        LittleEndian.putShort(target, out + 1, distance);
        return out + 3;
    }

    private static int hash(int four, int shift) {
        return (four * HASH_MULTIPLIER) >>> shift;
    }
}

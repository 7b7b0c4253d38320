package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/**
 * A set of keys that may say "perhaps" of one that is not in it, and never "no" of one that is. Immutable and
 * thread-safe. Format: {@code docs/formats/sstable.md}, "Filter":
 *
 * <pre>
 * size    field
 * 64·n    n lines of 512 bits; bit b is bit b mod 8 of byte ⌊b/8⌋
 * 1       bits that each key sets, all in one line
 * 4       n, little-endian
 * </pre>
 *
 * A filter of no keys has no lines; that of a table without points has no bytes.
 */
public final class BloomFilter {

    /** Bytes of one line. */
    public static final int LINE_BYTES = 64;

    static final int LINE_BITS = LINE_BYTES * Byte.SIZE;
    private static final int TAIL_BYTES = 1 + Integer.BYTES;

    private static final int SEED = 0xbc9f1d34;
    private static final int MULTIPLIER = 0xc6a4a793;
    static final int DELTA_ROTATION = 17;

    private final Bytes bits;
    private final int probes;
    private final int lines;

    private BloomFilter(Bytes bits, int probes, int lines) {
        this.bits = bits;
        this.probes = probes;
        this.lines = lines;
    }

    /**
     * Proves and takes up a filter.
     *
     * @param block the decoded block, kept as long as the result lives
     * @param where the block's place in its table
     */
    public static BloomFilter of(Bytes block, Location where) {
        if (block.isEmpty()) {
            return new BloomFilter(Bytes.EMPTY, 0, 0);
        }
        int length = block.length() - TAIL_BYTES;
        if (length < 0) {
            throw StorageException.corrupt(
                    where, "a filter of at least " + TAIL_BYTES + " bytes", block.length() + " bytes");
        }
        int probes = block.at(length) & 0xff;
        long lines = LittleEndian.getInt(block.array(), block.offset() + length + 1) & 0xffff_ffffL;
        if (lines * LINE_BYTES != length) {
            throw StorageException.corrupt(
                    where, "lines of " + LINE_BYTES + " bytes for a filter of " + length, lines + " lines");
        }
        return new BloomFilter(block.slice(0, length), probes, (int) lines);
    }

    /** Whether a key may be among those that the filter was made of; if not, it surely is none of them. */
    public boolean mayContain(Bytes userKey) {
        if (lines == 0) {
            return false;
        }
        int hash = hash(userKey.array(), userKey.offset(), userKey.length());
        int delta = Integer.rotateRight(hash, DELTA_ROTATION);
        byte[] array = bits.array();
        int line = bits.offset() + Integer.remainderUnsigned(hash, lines) * LINE_BYTES;
        for (int i = 0; i < probes; i++) {
            int bit = hash & (LINE_BITS - 1);
            if ((array[line + (bit >>> 3)] & (1 << (bit & 7))) == 0) {
                return false;
            }
            hash += delta;
        }
        return true;
    }

    /** Number of lines, each of 512 bits. */
    public int lines() {
        return lines;
    }

    /** How many bits a key sets; with 0 the filter rules nothing out. */
    public int probes() {
        return probes;
    }

    /** Number of bits. */
    public long bits() {
        return (long) lines * LINE_BITS;
    }

    /** Number of bits that are set in one line. */
    public int bitsSetIn(int line) {
        int set = 0;
        int start = bits.offset() + line * LINE_BYTES;
        for (int i = 0; i < LINE_BYTES; i += Long.BYTES) {
            set += Long.bitCount(LittleEndian.getLong(bits.array(), start + i));
        }
        return set;
    }

    /** A hash in the manner of Murmur; the last bytes count as signed, and only they get the last shift. */
    static int hash(byte[] array, int offset, int length) {
        int at = offset;
        int end = at + length;
        int hash = SEED ^ (length * MULTIPLIER);
        for (; end - at >= Integer.BYTES; at += Integer.BYTES) {
            hash = (hash + LittleEndian.getInt(array, at)) * MULTIPLIER;
            hash ^= hash >>> 16;
        }
        if (at == end) {
            return hash;
        }
        for (int i = end - 1; i >= at; i--) {
            hash += array[i] << (Byte.SIZE * (i - at));
        }
        hash *= MULTIPLIER;
        return hash ^ (hash >>> 24);
    }
}

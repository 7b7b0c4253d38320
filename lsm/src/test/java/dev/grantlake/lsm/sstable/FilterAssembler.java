package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;

import java.util.List;

/** Makes Bloom filters from the format's description alone, with arithmetic in 64 bits. */
final class FilterAssembler {

    private static final long MODULUS = 1L << 32;
    private static final long MULTIPLIER = 0xc6a4a793L;
    private static final long SEED = 0xbc9f1d34L;
    private static final int LINE_BITS = 512;

    private FilterAssembler() {}

    /** A filter of these keys as Pebble sizes it. */
    static Bytes filter(List<Bytes> keys, int bitsPerKey) {
        if (keys.isEmpty()) {
            return Bytes.ofHex("0000000000");
        }
        int lines = (int) ((keys.size() * (long) bitsPerKey + LINE_BITS - 1) / LINE_BITS) | 1;
        int probes = (int) Math.min(30, Math.max(1, Math.floor(bitsPerKey * 0.69)));
        byte[] bits = new byte[lines * LINE_BITS / Byte.SIZE];
        for (Bytes key : keys) {
            long hash = hash(key);
            long delta = (hash >> 17 | hash << 15) % MODULUS;
            long line = hash % lines * LINE_BITS;
            for (int i = 0; i < probes; i++) {
                int bit = (int) (line + hash % LINE_BITS);
                bits[bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE);
                hash = (hash + delta) % MODULUS;
            }
        }
        return new ByteSink()
                .writeBytes(Bytes.wrap(bits))
                .writeByte(probes)
                .writeIntLe(lines)
                .toBytes();
    }

    private static long hash(Bytes key) {
        long hash = SEED ^ times(key.length());
        int at = 0;
        for (; key.length() - at >= 4; at += 4) {
            long word = 0;
            for (int i = 3; i >= 0; i--) {
                word = word * 256 + (key.at(at + i) & 0xff);
            }
            hash = times((hash + word) % MODULUS);
            hash ^= hash >> 16;
        }
        if (at < key.length()) {
            for (int i = at; i < key.length(); i++) {
                // Signed: a byte from 0x80 on takes something away.
                hash = Math.floorMod(hash + ((long) key.at(i) << (8 * (i - at))), MODULUS);
            }
            hash = times(hash);
            hash ^= hash >> 24;
        }
        return hash;
    }

    /** The product's low 32 bits, whatever the sign of all 64. */
    private static long times(long number) {
        return Math.floorMod(number * MULTIPLIER, MODULUS);
    }
}

package dev.grantlake.testkit.fuzz;

/**
 * A second decoder of MinLZ blocks, as plain as the format allows: one byte at a time, no care for speed, arithmetic
 * that cannot overflow. Written from the description alone, to be compared with the one that is used.
 */
final class PlainMinLz {

    private static final long MAX_BYTES = 8L << 20;

    /** The block does not decode. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;
    }

    private final byte[] block;
    private final long wanted;
    private final byte[] out;
    private int written;
    private int at;

    private PlainMinLz(byte[] block, int at, long wanted) {
        this.block = block;
        this.at = at;
        this.wanted = wanted;
        this.out = new byte[(int) wanted];
    }

    /** What a block that begins with a zero decodes to. */
    static byte[] decode(byte[] block, long limit) throws Refused {
        if (block.length == 1) {
            return new byte[0];
        }
        int at = 1;
        long length = 0;
        for (int shift = 0; ; shift += 7) {
            if (at == block.length || shift > 63) {
                throw new Refused();
            }
            int b = block[at++];
            if (shift == 63 && (b & 0x7f) > 1) {
                throw new Refused();
            }
            length |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                break;
            }
        }
        int rest = block.length - at;
        if (length < 0 || length > MAX_BYTES || rest == 0) {
            throw new Refused();
        }
        long decoded = length == 0 ? rest : length;
        if (decoded > limit || rest > decoded) {
            throw new Refused();
        }
        PlainMinLz decoder = new PlainMinLz(block, at, decoded);
        if (length == 0) {
            decoder.literal(rest);
        } else {
            decoder.elements();
        }
        return decoder.out;
    }

    private void elements() throws Refused {
        long distance = 1;
        while (at < block.length) {
            int tag = take();
            long literal = 0;
            long copy;
            if ((tag & 3) == 0) {
                copy = (tag >> 3) < 29 ? (tag >> 3) + 1 : 30 + takeNumber((tag >> 3) - 28);
                if ((tag & 4) == 0) {
                    literal(copy);
                    continue;
                }
            } else if ((tag & 3) == 1) {
                distance = (tag >> 6) + 4L * take() + 1;
                int code = tag >> 2 & 15;
                copy = code == 15 ? 18 + take() : code + 4;
            } else if ((tag & 3) == 2) {
                distance = takeNumber(2) + 64;
                copy = length(tag >> 2);
            } else if ((tag & 4) == 0) {
                distance = takeNumber(2) + 64;
                literal = (tag >> 3 & 3) + 1L;
                copy = 4L + (tag >> 5);
            } else {
                long word = tag + 256 * takeNumber(3);
                literal = word / 8 % 4;
                distance = word / 2048 + 65536;
                copy = length((int) (word / 32 % 64));
            }
            literal(literal);
            for (long i = 0; i < copy; i++) {
                if (distance > written) {
                    throw new Refused();
                }
                put(out[(int) (written - distance)]);
            }
        }
        if (written != wanted) {
            throw new Refused();
        }
    }

    private long length(int code) throws Refused {
        return code < 61 ? code + 4 : 64 + takeNumber(code - 60);
    }

    private void literal(long length) throws Refused {
        for (long i = 0; i < length; i++) {
            put((byte) take());
        }
    }

    private void put(byte value) throws Refused {
        if (written == wanted) {
            throw new Refused();
        }
        out[written++] = value;
    }

    private long takeNumber(int bytes) throws Refused {
        long number = 0;
        long weight = 1;
        for (int i = 0; i < bytes; i++) {
            number += weight * take();
            weight *= 256;
        }
        return number;
    }

    private int take() throws Refused {
        if (at == block.length) {
            throw new Refused();
        }
        return block[at++] & 0xff;
    }
}

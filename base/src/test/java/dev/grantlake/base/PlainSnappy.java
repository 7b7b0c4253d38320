package dev.grantlake.base;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;

/** The plainest decoder of the Snappy block format: byte by byte, with no regard for speed. The tests' yardstick. */
final class PlainSnappy {

    private final byte[] block;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int position;

    private PlainSnappy(byte[] block) {
        this.block = block;
    }

    /** The decoded block, or null if it is damaged. */
    static byte @Nullable [] decode(byte[] block) {
        PlainSnappy decoder = new PlainSnappy(block);
        try {
            return decoder.decode();
        } catch (ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    private byte @Nullable [] decode() {
        long length = 0;
        int shift = 0;
        int next;
        do {
            next = read();
            length |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80 && shift < 35);
        if (next >= 0x80 || length >= 1L << 32) {
            return null;
        }
        while (position < block.length && output.size() <= length) {
            int tag = read();
            boolean sound = switch (tag & 3) {
                case 0 -> literal((tag >> 2) < 60 ? (tag >> 2) : number((tag >> 2) - 59));
                case 1 -> copy(4 + (tag >> 2 & 7), (long) (tag >> 5) << 8 | read());
                case 2 -> copy(1 + (tag >> 2), number(2));
                default -> copy(1 + (tag >> 2), number(4));
            };
            if (!sound) {
                return null;
            }
        }
        return output.size() == length ? output.toByteArray() : null;
    }

    private boolean literal(long lastIndex) {
        if (lastIndex >= block.length) {
            return false;
        }
        for (long i = 0; i <= lastIndex; i++) {
            output.write(read());
        }
        return true;
    }

    private boolean copy(int count, long distance) {
        if (distance < 1 || distance > output.size()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            output.write(output.toByteArray()[output.size() - (int) distance]);
        }
        return true;
    }

    private long number(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) read() << (8 * i);
        }
        return value;
    }

    private int read() {
        return block[position++] & 0xff;
    }
}

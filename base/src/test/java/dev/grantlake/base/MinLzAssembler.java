package dev.grantlake.base;

import dev.grantlake.testbase.Dice;

/** A MinLZ block of random elements of all kinds, with what it decodes to. */
final class MinLzAssembler {

    private final Dice dice;
    private final ByteSink elements = new ByteSink();
    private final ByteSink content = new ByteSink();
    private int lastDistance = 1;

    /** A block of a literal and so many elements more. */
    MinLzAssembler(Dice dice, int count) {
        this.dice = dice;
        plainLiteral(1 + (int) dice.skewed(80_000));
        for (int i = 0; i < count; i++) {
            element(dice.below(6));
        }
        // A block whose elements are longer than what they decode to is damage; a long repetition makes up for that.
        int length = 300 + 4 * count;
        plainHead(length, 4);
        copy(lastDistance, length);
    }

    Bytes encoded() {
        return new ByteSink()
                .writeByte(0)
                .writeVarint(content.size())
                .writeBytes(elements)
                .toBytes();
    }

    byte[] decoded() {
        return content.toArray();
    }

    private void element(int kind) {
        int room = content.size();
        if (kind == 0) {
            plainLiteral(1 + (int) dice.skewed(500));
        } else if (kind == 1 && lastDistance <= room) {
            int length = length(1, 200_000);
            plainHead(length, 4);
            copy(lastDistance, length);
        } else if (kind == 2) {
            int distance = distance(1, 1024);
            int length = dice.oneIn(3) ? dice.between(18, 273) : dice.between(4, 18);
            int size = length <= 18 && !(length == 18 && dice.oneIn(2)) ? length - 4 : 15;
            elements.writeByte((distance - 1) << 6 | size << 2 | 1).writeByte((distance - 1) >>> 2);
            if (size == 15) {
                elements.writeByte(length - 18);
            }
            copy(distance, length);
        } else if (kind == 3 && room >= 64) {
            int distance = distance(64, 65_599);
            int length = length(4, 100_000);
            elements.writeByte(size(length) << 2 | 2).writeShortLe(distance - 64);
            rest(length);
            copy(distance, length);
        } else if (kind == 4 && room >= 64) {
            int literal = dice.between(1, 4);
            int distance = distance(64, 65_599);
            int length = dice.between(4, 11);
            elements.writeByte((length - 4) << 5 | (literal - 1) << 3 | 3).writeShortLe(distance - 64);
            literal(literal);
            copy(distance, length);
        } else if (kind == 5 && room >= 65_536) {
            int literal = dice.below(4);
            int distance = distance(65_536, 65_536 + (1 << 21) - 1);
            int length = length(4, 100_000);
            elements.writeIntLe((distance - 65_536) << 11 | size(length) << 5 | literal << 3 | 7);
            rest(length);
            literal(literal);
            copy(distance, length);
        }
    }

    private void plainLiteral(int length) {
        plainHead(length, 0);
        literal(length);
    }

    /** A tag of kind 0: length, and the bit that makes it a copy. */
    private void plainHead(int length, int repeat) {
        if (length < 30) {
            elements.writeByte((length - 1) << 3 | repeat);
            return;
        }
        int rest = length - 30;
        int bytes = rest < 1 << 8 ? 1 : rest < 1 << 16 ? 2 : 3;
        elements.writeByte((28 + bytes) << 3 | repeat);
        number(rest, bytes);
    }

    /** The six bits that say a length of at least 4, and in how many bytes the rest of it follows. */
    private static int size(int length) {
        if (length <= 64) {
            return length - 4;
        }
        int rest = length - 64;
        return rest < 1 << 8 ? 61 : rest < 1 << 16 ? 62 : 63;
    }

    private void rest(int length) {
        number(length - 64, Math.max(0, size(length) - 60));
    }

    private void number(int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            elements.writeByte(value >>> (8 * i));
        }
    }

    private int length(int least, int most) {
        return least + (int) dice.skewed(most - least);
    }

    private int distance(int least, int most) {
        return least + dice.below(Math.min(most, content.size()) - least + 1);
    }

    private void literal(int length) {
        byte[] bytes = dice.bytes(length);
        elements.writeBytes(bytes);
        content.writeBytes(bytes);
    }

    private void copy(int distance, int length) {
        for (int i = 0; i < length; i++) {
            content.writeByte(content.at(content.size() - distance));
        }
        lastDistance = distance;
    }
}

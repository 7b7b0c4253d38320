package dev.grantlake.lsm.metamorphic;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Entries as an answer has them: how many, and a checksum over each key and each value behind its length. */
final class Answer {

    /** Values of more bytes are answered by length and checksum. */
    private static final int SHOWN = 16;

    private final CRC32C sum = new CRC32C();
    private int entries;

    void add(Cursor cursor) {
        add(cursor.key().copy());
        add(cursor.value().copy());
        entries++;
    }

    private void add(Bytes part) {
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length()));
        sum.update(part.array(), part.offset(), part.length());
    }

    static String of(Bytes value) {
        if (value.length() <= SHOWN) {
            return value.toHex();
        }
        CRC32C sum = new CRC32C();
        sum.update(value.array(), value.offset(), value.length());
        return "%d:%08x".formatted(value.length(), sum.getValue());
    }

    @Override
    public String toString() {
        return "%d:%08x".formatted(entries, sum.getValue());
    }
}

package dev.grantlake.base;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(Seeds.class)
class ByteReaderTest {

    private static final Location ORIGIN = new Location("a.file", 1000, "part");

    @Test
    void readsIntegersInBothOrders(Dice dice) {
        for (int i = 0; i < 500; i++) {
            long value = dice.bits();
            ByteBuffer buffer = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            buffer.put((byte) value).putShort((short) value).putInt((int) value).putLong(value);
            buffer.order(ByteOrder.BIG_ENDIAN).putInt((int) value).putLong(value);
            int length = buffer.position();
            int lead = dice.below(8);
            byte[] array = new byte[lead + length + 3];
            System.arraycopy(buffer.array(), 0, array, lead, length);
            ByteReader reader = new ByteReader(Bytes.wrap(array, lead, length), ORIGIN);
            assertThat(reader.readUnsignedByte()).isEqualTo((int) (value & 0xff));
            assertThat(reader.readUnsignedShortLe()).isEqualTo((int) (value & 0xffff));
            assertThat(reader.readIntLe()).isEqualTo((int) value);
            assertThat(reader.readLongLe()).isEqualTo(value);
            assertThat(reader.readIntBe()).isEqualTo((int) value);
            assertThat(reader.readLongBe()).isEqualTo(value);
            assertThat(reader.atEnd()).isTrue();
            assertThat(reader.here().offset()).isEqualTo(ORIGIN.offset() + length);
        }
    }

    @Test
    void nothingIsReadBeyondTheEnd() {
        Bytes three = Bytes.ofHex("818283");
        assertEndsAt(three, 1000, ByteReader::readIntLe);
        assertEndsAt(three, 1000, ByteReader::readIntBe);
        assertEndsAt(three, 1000, ByteReader::readLongLe);
        assertEndsAt(three, 1000, ByteReader::readLongBe);
        assertEndsAt(three, 1000, ByteReader::readVarint64);
        assertEndsAt(three, 1000, reader -> reader.readBytes(4, "four bytes"));
        assertEndsAt(three, 1000, reader -> reader.readBytes(-1, "less than nothing"));
        assertEndsAt(three, 1000, reader -> reader.skip(Integer.MAX_VALUE, "a lot"));
        assertEndsAt(three, 1002, reader -> {
            reader.skip(2, "two bytes");
            reader.readUnsignedShortLe();
        });
        assertEndsAt(three, 1003, reader -> {
            reader.skip(3, "three bytes");
            reader.readUnsignedByte();
        });
        assertEndsAt(Bytes.ofHex("0000"), 1001, reader -> {
            reader.skip(1, "a byte");
            reader.readUnsignedShortLe();
        });
    }

    @Test
    void aLengthPrefixIsHeldAgainstWhatIsLeft() {
        ByteReader reader = new ByteReader(Bytes.ofHex("02aabb00"), ORIGIN);
        assertThat(reader.readLengthPrefixed("a text")).isEqualTo(Bytes.ofHex("aabb"));
        assertThat(reader.readLengthPrefixed("a text")).isEqualTo(Bytes.EMPTY);
        assertThat(reader.atEnd()).isTrue();
        assertEndsAt(Bytes.ofHex("0003aabb"), 1001, broken -> {
            broken.skip(1, "a byte");
            broken.readLengthPrefixed("a text");
        });
        // 2^64 - 1, which must not become -1.
        assertEndsAt(Bytes.ofHex("ffffffffffffffffff01aabb"), 1000, broken -> broken.readLengthPrefixed("a text"));
    }

    @Test
    void aVarintIsBounded() {
        assertThat(new ByteReader(Bytes.ofHex("ac02"), ORIGIN).readVarint31("a number", 300))
                .isEqualTo(300);
        assertEndsAt(Bytes.ofHex("ac02"), 1000, reader -> reader.readVarint31("a number", 299));
        assertEndsAt(Bytes.ofHex("ffffffffffffffffff01"), 1000, reader -> reader.readVarint31("a number", 299));
        assertEndsAt(Bytes.ofHex("ffffffffffffffffff02"), 1000, ByteReader::readVarint64);
        assertThat(new ByteReader(Bytes.ofHex("ffffffffffffffffff01"), ORIGIN).readVarint64())
                .isEqualTo(-1);
    }

    private static void assertEndsAt(Bytes input, long offset, Consumer<ByteReader> read) {
        StorageException error =
                catchThrowableOfType(StorageException.class, () -> read.accept(new ByteReader(input, ORIGIN)));
        assertThat(error.kind()).isEqualTo(StorageException.Kind.CORRUPT);
        assertThat(error.location().orElseThrow().offset()).isEqualTo(offset);
    }
}

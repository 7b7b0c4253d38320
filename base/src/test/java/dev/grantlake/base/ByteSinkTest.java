package dev.grantlake.base;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class ByteSinkTest {

    @Test
    void writesBothByteOrders() {
        ByteSink sink = new ByteSink(0)
                .writeByte(0x1ff)
                .writeShortLe(0x0102)
                .writeShortBe(0x0102)
                .writeIntLe(0x01020304)
                .writeIntBe(0x01020304)
                .writeLongLe(0x0102030405060708L)
                .writeLongBe(0x0102030405060708L);
        assertThat(sink)
                .hasToString(
                        "ff" + "0201" + "0102" + "04030201" + "01020304" + "0807060504030201" + "0102030405060708");
    }

    @Test
    void writesRunsOfBytes() {
        ByteView view = new ByteView();
        view.showStable(new byte[] {9, 8, 7}, 1, 1);
        ByteSink sink = new ByteSink()
                .writeUtf8("é")
                .writeLengthPrefixed(Bytes.ofHex("aabb"))
                .writeBytes(new byte[] {1, 2, 3}, 1, 2)
                .writeBytes(view)
                .writeBytes(new ByteSink().writeByte(5))
                .writeZeros(2);
        assertThat(sink).hasToString("c3a9" + "02aabb" + "0203" + "08" + "05" + "0000");
    }

    @Test
    void patchesTruncatesAndClears() {
        ByteSink sink = new ByteSink().writeLongLe(-1).patchIntLe(2, 0);
        assertThat(sink).hasToString("ffff00000000ffff");
        assertThat(sink.truncate(3).size()).isEqualTo(3);
        assertThat(sink.writeZeros(1)).as("zeros over what was forgotten").hasToString("ffff0000");
        assertThatThrownBy(() -> sink.patchIntLe(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> sink.truncate(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(sink.clear().isEmpty()).isTrue();
    }

    @Test
    void takesLittleMoreRoomThanOneLargeRunNeeds() {
        int large = 64 << 20;
        ByteSink sink = new ByteSink().writeByte(1).writeZeros(large);
        assertThat(sink.array()).hasSizeBetween(large + 1000, large + (large >> 4));
        byte[] before = sink.array();
        sink.writeLongLe(1);
        assertThat(sink.array()).isSameAs(before);
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        ByteSink sink = new ByteSink().writeByte(1);
        assertThatThrownBy(() -> sink.writeZeros(Integer.MAX_VALUE - 8))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED));
        assertThat(sink.size()).isEqualTo(1);
    }

    @Test
    void growsAsAStreamDoes(Dice dice) {
        ByteSink sink = new ByteSink(0);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) {
            byte[] part = dice.bytes((int) dice.skewed(3000));
            sink.writeBytes(part);
            model.writeBytes(part);
        }
        assertThat(sink.toArray()).isEqualTo(model.toByteArray());
    }

    @Test
    void aLengthIsPutBeforeWhatItMeasures() {
        for (int length : new int[] {0, 1, 127, 128, 20_000}) {
            byte[] content = new byte[length];
            Arrays.fill(content, (byte) 7);
            ByteSink expected = new ByteSink(1).writeByte(1).writeLengthPrefixed(Bytes.wrap(content));
            ByteSink sink = new ByteSink(1).writeByte(1).writeBytes(content).prefixLength(1);
            assertThat(sink.toBytes()).isEqualTo(expected.toBytes());
        }
        assertThatThrownBy(() -> new ByteSink().prefixLength(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}

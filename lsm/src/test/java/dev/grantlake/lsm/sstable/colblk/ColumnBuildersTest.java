package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** The encodings that builders choose, as Pebble chooses them. */
class ColumnBuildersTest {

    @ParameterizedTest
    @CsvSource({
        "0 0, 00",
        "7, 01 07",
        "5 5, 01 05 05",
        "5 5 5 5 5 5 5 5, 80 05 00 00 00 00 00 00 00",
        "1 256, 02 00 01 00 00 01",
        "256 256 256 256 256 256 256, 80 00 01 00 00 00 00 00 00",
        "256 256 256, 02 00 00 01 00 01 00 01",
        "65536 65537 65538, 81 00 00 01 00 00 00 00 00 00 01 02",
        "0 4294967295, 04 00 00 00 00 00 00 00 ff ff ff ff",
        "0 4294967296, 08 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00",
    })
    void integersTakeTheNarrowestForm(String values, String expected) {
        long[] rows = rows(values);
        assertThat(encode(builder(rows), rows.length)).isEqualTo(expected);
    }

    @Test
    void theLargestIntegersAreUnsigned() {
        assertThat(encode(builder(new long[] {-1, 0}), 2))
                .isEqualTo("08 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff 00 00 00 00 00 00 00 00");
        assertThat(encode(builder(new long[] {-1, -2, -1, -2, -1, -2, -1, -2}), 8))
                .isEqualTo("81 fe ff ff ff ff ff ff ff 01 00 01 00 01 00 01 00");
    }

    @Test
    void aRowLeftOutMayHaveLoweredTheBase() {
        long[] rows = rows("1000 1100 1000 1100 1000 1100 1000 1100 950");
        assertThat(encode(builder(rows), 8)).isEqualTo("81 b6 03 00 00 00 00 00 00 32 96 32 96 32 96 32 96");
    }

    @Test
    void aRowLeftOutThatWidenedTheColumnLeavesNoTrace() {
        long[] rows = rows("1000 1100 1000 1100 1000 1100 1000 1100 2000");
        assertThat(encode(builder(rows), 8)).isEqualTo("81 e8 03 00 00 00 00 00 00 00 64 00 64 00 64 00 64");
    }

    @Test
    void bitmapsWithoutBitsTakeOneByteUnlessTheyMayNot() {
        BitmapColumnBuilder bits = new BitmapColumnBuilder(false);
        bits.set(70);
        assertThat(encode(bits, 70)).isEqualTo("01");
        assertThat(encode(bits, 71))
                .isEqualTo(
                        "00" + " 00".repeat(7) + " 00".repeat(8) + " 40" + " 00".repeat(7) + " 02" + " 00".repeat(7));
        assertThat(encode(new BitmapColumnBuilder(true), 3)).isEqualTo("00" + " 00".repeat(23));
    }

    @Test
    void keysAreSharedByBlockAndBundle() {
        PrefixBytesBuilder keys = new PrefixBytesBuilder();
        add(keys, "aab", 0);
        assertThat(encode(keys, 1)).as("a single key").isEqualTo("04 01 03 03 03 61 61 62");
        add(keys, "aab", 3);
        add(keys, "aac", 2);
        assertThat(encode(keys, 3))
                .as("block prefix aa; bundle prefix empty; b, again, c")
                .isEqualTo("04 01 02 02 03 03 04 61 61 62 63");
        assertThat(encode(keys, 2)).as("without the last").isEqualTo("04 01 03 03 03 03 61 61 62");
    }

    private static void add(PrefixBytesBuilder keys, String key, int shared) {
        byte[] bytes = Bytes.utf8(key).toArray();
        keys.add(bytes, 0, bytes.length, shared, shared == bytes.length);
    }

    private static long[] rows(String values) {
        return Arrays.stream(values.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static UintColumnBuilder builder(long[] values) {
        UintColumnBuilder builder = new UintColumnBuilder();
        for (long value : values) {
            builder.add(value);
        }
        return builder;
    }

    private static String encode(ColumnBuilder column, int rows) {
        byte[] block = new byte[column.end(rows, 0)];
        assertThat(column.write(rows, 0, block)).isEqualTo(block.length);
        return Bytes.wrap(block).toHex().replaceAll("(..)(?=.)", "$1 ");
    }
}

package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static org.assertj.core.api.Assertions.assertThat;

/** Columns of every legal encoding give back what was put in; others are refused. */
@ExtendWith(Seeds.class)
class ColumnsTest {

    private static final Location WHERE = new Location("test.sst", 0, "data block");

    @Test
    void integersOfEveryWidthWithAndWithoutBase(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            int width = dice.pick(List.of(0, 1, 2, 4, 8));
            boolean delta = width < 8 && dice.oneIn(2);
            long base = delta ? dice.bits() : 0;
            List<Long> values = new ArrayList<>();
            int count = dice.between(1, 200);
            for (int i = 0; i < count; i++) {
                long stored = width == 0 ? 0 : dice.bits() >>> (Long.SIZE - 8 * width);
                values.add(base + stored);
            }
            ColumnarBlock block =
                    load(dice.below(9), count, BlockAssembler.uints(values, width, base, delta), ColumnType.UINT);
            UintColumn column = new UintColumn(block, 1);
            column.load(count);
            for (int i = 0; i < count; i++) {
                assertThat(column.at(i))
                        .as("width %d, base %x, row %d", width, base, i)
                        .isEqualTo(values.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 6, 7, 9, 16, 0x7f, 0x83, 0x88, 0xff})
    void anIntegerEncodingThatDoesNotExistIsRefused(int encoding) {
        Bytes page = new ByteSink().writeByte(encoding).writeZeros(64).toBytes();
        ColumnarBlock block = load(0, 1, BlockAssembler.raw(2, page), ColumnType.UINT);
        assertCorrupt("", () -> new UintColumn(block, 1).load(1));
    }

    @Test
    void integersThatEndBeforeOrBehindTheirPageAreRefused() {
        List<Long> values = List.of(1L, 2L, 300L);
        for (int claimed : List.of(1, 2, 4, 1 << 28)) {
            ColumnarBlock block = load(0, 3, BlockAssembler.uints(values), ColumnType.UINT);
            assertCorrupt("", () -> new UintColumn(block, 1).load(claimed));
        }
        ColumnarBlock empty = load(0, 3, BlockAssembler.raw(2, Bytes.EMPTY), ColumnType.UINT);
        assertCorrupt("", () -> new UintColumn(empty, 1).load(3));
        ColumnarBlock cutBase = load(0, 3, BlockAssembler.raw(2, Bytes.ofHex("8001020304")), ColumnType.UINT);
        assertCorrupt("", () -> new UintColumn(cutBase, 1).load(3));
    }

    @Test
    void noRowsTakeNoBytes() {
        ColumnarBlock uints = load(0, 0, BlockAssembler.raw(2, Bytes.EMPTY), ColumnType.UINT);
        new UintColumn(uints, 1).load(0);
        ColumnarBlock bytes = load(0, 0, BlockAssembler.raw(3, Bytes.EMPTY), ColumnType.BYTES);
        new BytesColumn(bytes, 1).load(0);

        ColumnarBlock more = load(0, 0, BlockAssembler.raw(2, Bytes.ofHex("00")), ColumnType.UINT);
        assertCorrupt("", () -> new UintColumn(more, 1).load(0));
        ColumnarBlock moreBytes = load(0, 0, BlockAssembler.raw(3, Bytes.ofHex("00")), ColumnType.BYTES);
        assertCorrupt("", () -> new BytesColumn(moreBytes, 1).load(0));
    }

    @Test
    void byteStringsWithOffsetsOfEveryWidth(Dice dice) {
        for (int round = 0; round < Seeds.rounds(200); round++) {
            List<Bytes> values = new ArrayList<>();
            int count = dice.between(1, 100);
            long total = 0;
            for (int i = 0; i < count; i++) {
                values.add(Bytes.wrap(dice.bytes((int) dice.skewed(40))));
                total += values.get(i).length();
            }
            int width = dice.pick(total == 0 ? List.of(0, 1, 2, 4) : total < 256 ? List.of(1, 2, 4) : List.of(2, 4));
            ColumnarBlock block = load(dice.below(9), count, BlockAssembler.bytes(values, width), ColumnType.BYTES);
            BytesColumn column = new BytesColumn(block, 1);
            column.load(count);
            ByteView view = new ByteView();
            for (int i = 0; i < count; i++) {
                column.show(i, view);
                assertThat(column.at(i)).as("row %d", i).isEqualTo(values.get(i));
                assertThat(view.copy()).as("row %d", i).isEqualTo(values.get(i));
                Bytes other = dice.pick(values);
                assertThat(Integer.signum(column.compare(i, other)))
                        .as("row %d against %s", i, other)
                        .isEqualTo(Integer.signum(values.get(i).compareTo(other)));
            }
            assertThat(column.allEmpty()).isEqualTo(total == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "does not begin at 0,     01 010203 616263",
        "ends behind the data,    01 000204 616263",
        "ends before the data,    01 000202 616263",
        "8-byte offsets,          08 00000000000000000000000000000000000000000000000000000000000000",
        "a base,                  80 0100000000000000 61",
    })
    void offsetsThatAreNoneAreRefused(String name, String hex) {
        Bytes page = Bytes.ofHex(hex.replace(" ", ""));
        ColumnarBlock block = load(0, 2, BlockAssembler.raw(3, page), ColumnType.BYTES);
        assertCorrupt(name, () -> new BytesColumn(block, 1).load(2));
    }

    @Test
    void aRowOfByteStringsThatIsOutOfOrderIsRefusedWhenAskedFor() {
        ColumnarBlock block = load(0, 3, BlockAssembler.raw(3, Bytes.ofHex("010003010461626364")), ColumnType.BYTES);
        BytesColumn column = new BytesColumn(block, 1);
        column.load(3);
        assertThat(column.at(0)).isEqualTo(Bytes.utf8("abc"));
        assertCorrupt("", () -> column.at(1));
        assertCorrupt("", () -> column.show(1, new ByteView()));
        assertCorrupt("", () -> column.compare(1, Bytes.EMPTY));
        assertThat(column.at(2)).isEqualTo(Bytes.utf8("bcd"));

        ColumnarBlock far = load(0, 2, BlockAssembler.raw(3, Bytes.ofHex("0100090461626364")), ColumnType.BYTES);
        BytesColumn beyond = new BytesColumn(far, 1);
        beyond.load(2);
        assertCorrupt("", () -> beyond.at(0));
    }

    @Test
    void bitmaps(Dice dice) {
        for (int round = 0; round < Seeds.rounds(200); round++) {
            List<Boolean> bits = new ArrayList<>();
            int count = dice.between(1, round % 20 == 0 ? 5000 : 200);
            int rarity = 1 + (int) dice.skewed(300);
            for (int i = 0; i < count; i++) {
                bits.add(dice.oneIn(rarity));
            }
            boolean bitmap = dice.oneIn(2);
            ColumnarBlock block = load(dice.below(9), count, BlockAssembler.bits(bits, bitmap), ColumnType.BOOL);
            BitmapColumn column = new BitmapColumn(block, 1);
            column.load(count);
            for (int i = 0; i < count; i++) {
                assertThat(column.at(i)).as("row %d of %d", i, count).isEqualTo(bits.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "0101", "00", "000000000000000000"})
    void aBitmapThatDoesNotFitIsRefused(String page) {
        ColumnarBlock block = load(0, 2, BlockAssembler.raw(1, Bytes.ofHex(page)), ColumnType.BOOL);
        assertCorrupt("", () -> new BitmapColumn(block, 1).load(2));
    }

    @Test
    void theSkeletonOfABlockIsProved() {
        Bytes sound = BlockAssembler.block(
                BlockAssembler.int32(7),
                1,
                List.of(BlockAssembler.uints(List.of(3L)), BlockAssembler.uints(List.of(4L))));
        ColumnarLayout layout = layout("some number", ColumnType.UINT, ColumnType.UINT);
        new ColumnarBlock().load(sound, WHERE, layout);

        record Damage(String name, int position, int value) {}
        for (Damage damage : List.of(
                new Damage("version", 4, 2),
                new Damage("number of columns", 5, 3),
                new Damage("rows", 9, 1),
                new Damage("rows, negative", 10, 0x80),
                new Damage("type of column 0", 11, 3),
                new Damage("page of column 0", 12, 22),
                new Damage("page of column 0, far", 15, 1),
                new Damage("page of column 1, before", 17, 20),
                new Damage("page of column 1, far", 18, 1),
                new Damage("page of column 1, negative", 20, 0x80))) {
            byte[] bytes = sound.toArray();
            assertThat(bytes[damage.position] & 0xff).as(damage.name).isNotEqualTo(damage.value);
            bytes[damage.position] = (byte) damage.value;
            assertCorrupt("", () -> new ColumnarBlock().load(Bytes.wrap(bytes), WHERE, layout));
        }
        for (int length = 0; length < 22; length++) {
            Bytes cut = sound.slice(0, length);
            assertCorrupt("", () -> new ColumnarBlock().load(cut, WHERE, layout));
        }
    }

    @Test
    void moreRowsThanBytesAreRefusedWhateverTheColumns() {
        Bytes block = BlockAssembler.block(
                Bytes.EMPTY,
                1 << 30,
                List.of(BlockAssembler.raw(2, Bytes.ofHex("00")), BlockAssembler.raw(2, Bytes.ofHex("00"))));
        assertCorrupt(
                "rows", () -> new ColumnarBlock().load(block, WHERE, layout("", ColumnType.UINT, ColumnType.UINT)));
    }

    /** A block of two columns: bytes that shift the second and make room for the rows, and the second, under test. */
    private static ColumnarBlock load(int shift, int rows, BlockAssembler.Column column, ColumnType type) {
        Bytes filler = Bytes.wrap(new byte[shift + (rows + 7) / 8 * 8]);
        Bytes bytes = BlockAssembler.block(Bytes.EMPTY, rows, List.of(BlockAssembler.raw(3, filler), column));
        // Behind other bytes of one array, so that positions and indexes differ.
        byte[] array = new byte[bytes.length() + 3];
        System.arraycopy(bytes.array(), bytes.offset(), array, 3, bytes.length());
        ColumnarBlock block = new ColumnarBlock();
        block.load(Bytes.wrap(array, 3, bytes.length()), WHERE, layout("", ColumnType.BYTES, type));
        return block;
    }

    private static ColumnarLayout layout(String customHeader, ColumnType... types) {
        return new ColumnarLayout(
                customHeader,
                0,
                Stream.of(types)
                        .map(type -> new ColumnarLayout.Column("column", type))
                        .toList());
    }
}

package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class PrefixBytesColumnTest {

    @Test
    void readsTheExampleOfItsDescription() {
        Bytes page = Bytes.ofHex("02" + "01" + "0102030304050707" + "616162636462" + "7a");
        PrefixBytesColumn column = load(BlockAssembler.raw(4, page), 5);
        List<Bytes> keys =
                Stream.of("aab", "aab", "aac", "aad", "abz").map(Bytes::utf8).toList();
        for (int i = 0; i < keys.size(); i++) {
            assertThat(key(column, i)).isEqualTo(keys.get(i));
        }
    }

    @Test
    void givesBackAndFindsWhatWasPutIn(Dice dice) {
        for (int round = 0; round < Seeds.rounds(300); round++) {
            List<Bytes> keys = sortedKeys(dice);
            int shift = dice.below(7);
            boolean share = dice.oneIn(2);
            int width = dice.pick(List.of(0, 4));
            PrefixBytesColumn column = load(BlockAssembler.prefixBytes(keys, shift, share, width), keys.size());
            String which = "bundles of 2^" + shift + (share ? ", shared: " : ": ") + keys;

            for (int i = 0; i < keys.size(); i++) {
                if (i == 0) {
                    column.key(i);
                } else {
                    column.keyAfter(i);
                }
                assertThat(present(column)).as("forward to %d, %s", i, which).isEqualTo(keys.get(i));
            }
            for (int i = keys.size() - 2; i >= 0; i--) {
                column.keyBefore(i);
                assertThat(present(column)).as("back to %d, %s", i, which).isEqualTo(keys.get(i));
            }
            for (int i = 0; i < 20; i++) {
                int row = dice.below(keys.size());
                assertThat(key(column, row)).as("row %d, %s", row, which).isEqualTo(keys.get(row));
            }
            for (int i = 0; i < 40; i++) {
                Bytes target = dice.oneIn(2) ? near(dice.pick(keys), dice) : Bytes.wrap(dice.key(3, 8));
                int expected = (int)
                        keys.stream().filter(key -> key.compareTo(target) < 0).count();
                assertThat(column.seekGe(target))
                        .as("seek %s in %s", target, which)
                        .isEqualTo(expected);
                int row = dice.below(keys.size());
                assertThat(Integer.signum(column.compare(row, target)))
                        .as("row %d against %s in %s", row, target, which)
                        .isEqualTo(Integer.signum(keys.get(row).compareTo(target)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "an absurd bundle size,         1f 01 01 01 01 61",
        "offsets of no width,           04 00",
        "offsets of eight bytes,        04 08 0000000000 0100000000000000 0100000000000000 0100000000000000 61",
        "no room for the offsets,       04 01 00 00",
        "data behind the last offset,   04 01 00 00 01 6161",
        "data before the last offset,   04 01 00 00 02 61",
        "a prefix longer than the data, 04 01 02 00 01 61",
        "nothing,                       ''",
    })
    void aColumnThatContradictsItselfIsRefused(String name, String hex) {
        Bytes page = Bytes.ofHex(hex.replace(" ", ""));
        assertCorrupt(name, () -> load(BlockAssembler.raw(4, page), 1));
    }

    @Test
    void slicesOutOfOrderAreRefusedWhenTheyAreNeeded() {
        // Block prefix "a", bundle prefix ends before it.
        PrefixBytesColumn before = load(BlockAssembler.raw(4, Bytes.ofHex("0401" + "010002" + "6162")), 1);
        assertCorrupt("bundle prefix", () -> before.key(0));
        assertCorrupt("bundle prefix", () -> before.seekGe(Bytes.utf8("ab")));
        assertCorrupt("bundle prefix", () -> before.compare(0, Bytes.utf8("ab")));

        // The first row ends behind the data.
        PrefixBytesColumn behind = load(BlockAssembler.raw(4, Bytes.ofHex("0401" + "00000903" + "616263")), 2);
        assertCorrupt("row", () -> behind.key(0));

        // The third row lies in front of the end of its bundle's prefix.
        PrefixBytesColumn overlap = load(BlockAssembler.raw(4, Bytes.ofHex("0401" + "0002030103" + "616263")), 3);
        overlap.key(0);
        assertCorrupt("row", () -> overlap.key(2));

        // The second row lies in front of the end of the block's prefix.
        PrefixBytesColumn front = load(BlockAssembler.raw(4, Bytes.ofHex("0401" + "02030104" + "61626364")), 2);
        assertCorrupt("row", () -> front.compare(1, Bytes.utf8("abc")));
    }

    private static List<Bytes> sortedKeys(Dice dice) {
        Bytes prefix = Bytes.wrap(dice.key(3, 4));
        int alphabet = dice.between(2, 5);
        int longest = dice.between(1, 8);
        List<Bytes> keys = new ArrayList<>();
        int count = 1 + (int) dice.skewed(200);
        for (int i = 0; i < count; i++) {
            Bytes key = prefix.plus(Bytes.wrap(dice.key(alphabet, longest)));
            keys.add(key.isEmpty() ? Bytes.ofHex("00") : key);
        }
        keys.sort(null);
        return keys;
    }

    private static Bytes near(Bytes key, Dice dice) {
        return switch (dice.below(4)) {
            case 0 -> key;
            case 1 -> key.plus(Bytes.ofHex("00"));
            case 2 -> key.slice(0, dice.between(0, key.length()));
            default -> key.slice(0, dice.between(0, key.length())).plus(Bytes.ofHex("ff"));
        };
    }

    private static Bytes key(PrefixBytesColumn column, int row) {
        column.key(row);
        return present(column);
    }

    private static Bytes present(PrefixBytesColumn column) {
        return Bytes.copyOf(column.keyBuffer(), 0, column.keyLength());
    }

    private static PrefixBytesColumn load(BlockAssembler.Column column, int rows) {
        ColumnarBlock block = new ColumnarBlock();
        block.load(
                BlockAssembler.block(BlockAssembler.int32(0), rows, List.of(column)),
                new Location("test.sst", 0, "data block"),
                new ColumnarLayout(
                        "some number", 0, List.of(new ColumnarLayout.Column("key", ColumnType.PREFIX_BYTES))));
        PrefixBytesColumn loaded = new PrefixBytesColumn(block, 0);
        loaded.load(rows);
        return loaded;
    }
}

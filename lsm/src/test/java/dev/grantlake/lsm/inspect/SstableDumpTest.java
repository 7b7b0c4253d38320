package dev.grantlake.lsm.inspect;

import dev.grantlake.lsm.sstable.BlockHandle;
import dev.grantlake.lsm.sstable.BytesFile;
import dev.grantlake.lsm.sstable.TableAssembler;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class SstableDumpTest {

    private static final Pattern ITEM = Pattern.compile("^ *([0-9a-f]+)-([0-9a-f]+) \\| .*$");

    /** {@code dump <fixture> first= blocks= lines= xor-at=}: a table, from some block on, one byte of it inverted. */
    @TestFactory
    Stream<DynamicTest> tablesAsText() {
        return DataDriven.tests("sstable", file -> test -> {
            byte[] table = BytesFile.fixture(test.words().get(0));
            if (test.has("xor-at")) {
                table[test.number("xor-at")] ^= (byte) 0xff;
            }
            return dump(
                    table,
                    new SstableDump.Extent(
                            test.number("first", 0), test.number("blocks", 1), test.number("lines", 1000)));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-v7-col.sst",
                "rich-v7-none.sst",
                "min-v7-col-rangedel.sst",
                "tiny-v4-row.sst",
                "rangekeys-v4.sst",
                "min-v1-noprops.sst",
                "min-v4-row-rangedel.sst"
            })
    void everyByteOfATableThatIsNotCompressedIsExplained(String file) {
        byte[] table = BytesFile.fixture(file);
        String text = dump(table, SstableDump.Extent.ALL);
        assertThat(text)
                .doesNotContain("unexplained")
                .doesNotContain("not readable")
                .doesNotContain("not understood");
        BitSet explained = new BitSet();
        text.lines().map(ITEM::matcher).filter(Matcher::matches).forEach(item -> {
            int from = Integer.parseInt(item.group(1), 16);
            int to = Integer.parseInt(item.group(2), 16);
            assertThat(explained.get(from, to).isEmpty())
                    .as("%s is explained once", item.group())
                    .isTrue();
            explained.set(from, to);
        });
        assertThat(explained.nextClearBit(0))
                .as("first byte that is not explained")
                .isEqualTo(table.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small-v5.sst",
                "small-v6.sst",
                "valueblocks-v7.sst",
                "rich-v7-twolevel.sst",
                "rich-v7-zstd.sst",
                "small-v7-bloom.sst",
                "rangekeys-v7.sst",
                "rangedel-only-v7.sst",
                "small-v1.sst",
                "small-v2.sst",
                "small-v3.sst",
                "small-v4.sst",
                "rich-v4-twolevel.sst",
                "rich-v4-zstd.sst",
                "valueblocks-v4.sst",
                "rangedel-only-v4.sst"
            })
    void compressedTablesAreExplainedToo(String file) {
        String text = dump(BytesFile.fixture(file), SstableDump.Extent.ALL);
        assertThat(text)
                .doesNotContain("unexplained")
                .doesNotContain("not readable")
                .doesNotContain("not understood");
    }

    @Test
    void theExtentLimitsBlocksAndLines() {
        byte[] table = BytesFile.fixture("rich-v7-twolevel.sst");
        String some = dump(table, new SstableDump.Extent(100, 3, 1_000_000));
        assertThat(Pattern.compile("^data block (\\d+)", Pattern.MULTILINE)
                        .matcher(some)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactly("100", "101", "102");
        assertThat(Pattern.compile("^index block partition", Pattern.MULTILINE)
                        .matcher(some)
                        .results())
                .hasSizeLessThanOrEqualTo(2);
        assertThat(some).doesNotContain("value block 100");

        String none = dump(table, new SstableDump.Extent(0, 0, 1_000_000));
        assertThat(none).contains("properties block").doesNotContain("data block");

        assertThat(dump(table, new SstableDump.Extent(0, 9, 50)).lines()).hasSize(51);
    }

    @Test
    void damageIsPartOfTheDump(Dice dice) {
        byte[] sound = BytesFile.fixture("tiny-v7-col.sst");
        Stream.of(Mutations.truncations(sound), Mutations.bitFlips(sound, Seeds.rounds(500), dice))
                .flatMap(mutations -> mutations)
                .forEach(mutation -> assertThat(dump(mutation.bytes(), SstableDump.Extent.ALL))
                        .as(mutation.toString())
                        .containsAnyOf("no footer", "not readable", "no way on"));
    }

    @Test
    void damageUnderRightChecksumsIsDumpedToTheEnd(Dice dice) {
        byte[] sound = BytesFile.fixture("tiny-v7-col.sst");
        // Data, index, properties and metaindex block.
        List<BlockHandle> blocks = List.of(
                new BlockHandle(0, 121), new BlockHandle(126, 36), new BlockHandle(167, 780), new BlockHandle(952, 46));
        for (int round = 0; round < Seeds.rounds(2000); round++) {
            byte[] damaged = sound.clone();
            BlockHandle block = dice.pick(blocks);
            for (int i = 0; i <= dice.below(3); i++) {
                damaged[(int) block.offset() + dice.below((int) block.length() + 1)] = (byte) dice.below(256);
            }
            TableAssembler.sealBlock(damaged, block);
            assertThat(dump(damaged, SstableDump.Extent.ALL)).contains("magic");
        }
    }

    private static String dump(byte[] table, SstableDump.Extent extent) {
        BytesFile file = BytesFile.views("test.sst", table);
        StringBuilder out = new StringBuilder();
        SstableDump.write(file, extent, out);
        return out.toString();
    }
}

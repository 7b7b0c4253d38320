package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.GoPeer;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pebble reads every entry of our tables, and writes the same bytes from them. Needs the Go peer:
 * {@code -Dgrantlake.peer=interop/bin/peer}.
 */
@ExtendWith(Seeds.class)
@EnabledIfSystemProperty(named = GoPeer.PROPERTY, matches = ".+")
class PebbleReadsOurTablesTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void pebbleReadsWhatWeWriteAndWritesTheSame(Dice dice) throws IOException, InterruptedException {
        Path ours = folder.resolve("ours.sst");
        Path theirs = folder.resolve("theirs.sst");
        for (int round = 0; round < Seeds.rounds(300); round++) {
            TableContent content =
                    TableContent.random(dice, dice.oneIn(10) ? 20_000 : 1000, dice.oneIn(8) ? 20_000 : 60);
            SstableWriterOptions options = RandomizedSstableWriterTest.options(dice)
                    .with(dice.oneIn(3) ? TableFormat.PEBBLE_V4 : TableFormat.PEBBLE_V7)
                    .with(dice.pick(List.of(CompressionProfile.values())));
            Bytes file = content.write(options).file();
            Files.write(ours, file.toArray());

            String printed = GoPeer.run(folder, List.of("sst", ours.toString()));
            assertThat(printed.substring(0, entriesEnd(printed)))
                    .as(options.toString())
                    .isEqualTo(Entry.contentLines(content.points(), content.rangeDeletions(), content.rangeKeys()));

            List<String> rewrite = new ArrayList<>(List.of(
                    "rewrite-sst",
                    "--block",
                    Integer.toString(options.blockBytes()),
                    "--index-block",
                    Integer.toString(options.indexBlockBytes()),
                    "--filter",
                    Integer.toString(options.filterBitsPerKey())));
            if (options.lowestLevel()) {
                rewrite.add("--lowest-level");
            }
            rewrite.addAll(List.of(ours.toString(), theirs.toString()));
            GoPeer.run(folder, rewrite);
            byte[] rewritten = Files.readAllBytes(theirs);
            if (options.compression() == CompressionProfile.ZSTD) {
                // Two builds of one library do not always agree on every bit of a frame.
                assertThat(TableContent.of(rewritten)).as(options.toString()).isEqualTo(content);
            } else {
                assertThat(file).as(options.toString()).isEqualTo(Bytes.wrap(rewritten));
            }
        }
    }

    /** Where the lines of entries end and those of properties begin. */
    private static int entriesEnd(String printed) {
        int at = 0;
        while (printed.startsWith("P ", at) || printed.startsWith("D ", at) || printed.startsWith("K ", at)) {
            at = printed.indexOf('\n', at) + 1;
        }
        return at;
    }
}

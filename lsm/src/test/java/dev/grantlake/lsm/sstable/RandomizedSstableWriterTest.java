package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.sstable.TableContent.Written;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Random content in every format, compression and block size reads back as it was, and is written twice alike. */
@ExtendWith(Seeds.class)
class RandomizedSstableWriterTest {

    @Test
    void whatIsWrittenIsReadBack(Dice dice) {
        for (int round = 0; round < Seeds.rounds(60); round++) {
            TableContent content = TableContent.random(dice, 1200, dice.oneIn(8) ? 20_000 : 60);
            for (TableFormat format : List.of(TableFormat.PEBBLE_V4, TableFormat.PEBBLE_V7)) {
                for (CompressionProfile compression : CompressionProfile.values()) {
                    SstableWriterOptions options = options(dice).with(format).with(compression);
                    Written written = content.write(options);
                    requireReadBack(content, written, options, dice.fork());
                    assertThat(content.write(options).file())
                            .as(options.toString())
                            .isEqualTo(written.file());
                }
            }
        }
    }

    static SstableWriterOptions options(Dice dice) {
        return SstableWriterOptions.DEFAULT
                .withBlocks(256 + (int) dice.skewed(40_000), 256 + (int) dice.skewed(40_000))
                .withFilter(dice.oneIn(2) ? 0 : dice.between(1, 50))
                .withLowestLevel(dice.oneIn(3));
    }

    private static void requireReadBack(
            TableContent content, Written written, SstableWriterOptions options, Dice dice) {
        try (Sstable table = Sstable.open(
                BytesFile.copies("test.sst", written.file().toArray()),
                new SstableOptions(new BufferCache(1 << 20), new ReadMetrics()))) {
            assertThat(table.format()).isEqualTo(options.format());
            assertThat(TableContent.of(table)).as(options.toString()).isEqualTo(content);
            List<Entry> points = content.points();
            try (InternalCursor cursor = table.points(TableView.WHOLE)) {
                for (int i = 0; i < 60; i++) {
                    Bytes key = target(dice, points);
                    int expected = (int) points.stream()
                            .filter(entry -> entry.userKey().compareTo(key) < 0)
                            .count();
                    assertThat(cursor.seekGe(key)).as("seekGe %s", key).isEqualTo(expected < points.size());
                    if (cursor.valid()) {
                        assertThat(Entry.of(cursor)).isEqualTo(points.get(expected));
                    }
                    assertThat(cursor.seekLt(key)).as("seekLt %s", key).isEqualTo(expected > 0);
                    if (cursor.valid()) {
                        assertThat(Entry.of(cursor)).isEqualTo(points.get(expected - 1));
                    }
                }
            }
        }
    }

    private static Bytes target(Dice dice, List<Entry> points) {
        if (points.isEmpty() || dice.oneIn(5)) {
            return Bytes.wrap(dice.key(3, 4));
        }
        Bytes key = dice.pick(points).userKey();
        return switch (dice.below(4)) {
            case 0 -> key.plus(Bytes.ofHex("00"));
            case 1 -> key.slice(0, dice.between(0, key.length()));
            default -> key;
        };
    }
}

package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Line 79: what a lake has written, opened by who knows the library only. */
@NativeTest
@ExtendWith(Seeds.class)
class LanceInteropTest {

    @TempDir
    Path folder;

    private final TreeMap<Bytes, PlainRow> model = new TreeMap<>();

    private void commit(Lake lake, Dice dice) {
        Map<Bytes, Bytes> changes = new TreeMap<>();
        for (int i = dice.between(1, 30); i > 0; i--) {
            Bytes key = Bytes.wrap(dice.key(5, 4)).plus(Bytes.ofHex("00"));
            changes.put(key, dice.oneIn(4) ? Bytes.EMPTY : Bytes.wrap(dice.bytes(1 + dice.below(50))));
        }
        try (Transaction transaction = lake.begin(true)) {
            changes.forEach((key, value) -> {
                if (value.isEmpty()) {
                    transaction.delete(key);
                } else {
                    transaction.set(key, value);
                }
            });
            long seq = transaction.commit();
            changes.forEach((key, value) -> model.put(key, new PlainRow(key, value, 0, value.isEmpty(), seq)));
        }
    }

    /** The rows that are there, without the stamps of flushes. */
    private static List<PlainRow> live(PlainDataset dataset) {
        return dataset.liveRows().stream()
                .map(row -> new PlainRow(row.key(), row.value(), 0, false, row.seq()))
                .toList();
    }

    private List<PlainRow> live() {
        return model.values().stream().filter(row -> !row.tombstone()).toList();
    }

    @Test
    void theSameRowsAreThereForEverybody(Dice dice) {
        Path dataset = LakeFolders.dataset(folder);
        List<PlainRow> tagged;
        long version;
        try (Lake lake = LanceLake.open(folder, LakeOptions.PRODUCTION)) {
            for (int flush = 0; flush < 6; flush++) {
                for (int i = 0; i < 5; i++) {
                    commit(lake, dice);
                }
                lake.flush();
            }
            version = lake.stats().version();
            lake.timeline().tag("then", version);
            tagged = live();
            // While the lake is open, too.
            try (PlainDataset plain = PlainDataset.open(dataset)) {
                assertThat(plain.version()).isEqualTo(version);
                assertThat(live(plain)).isEqualTo(tagged);
                List<PlainRow> all = plain.rows("true");
                assertThat(all).extracting(PlainRow::key).doesNotHaveDuplicates();
                assertThat(all).allMatch(row -> row.seq() <= row.version());
            }
            commit(lake, dice);
            lake.flush();
            lake.compact();
            commit(lake, dice);
            lake.flush();
            lake.compact();
            assertThat(lake.prune(Duration.ZERO)).isPositive();
        }
        try (PlainDataset plain = PlainDataset.open(dataset)) {
            assertThat(live(plain)).isEqualTo(live());
        }
        try (PlainDataset plain = PlainDataset.openTag(dataset, "then")) {
            assertThat(plain.version()).isEqualTo(version);
            assertThat(live(plain)).isEqualTo(tagged);
        }
    }
}

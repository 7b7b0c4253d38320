package dev.grantlake.testkit.writing;

import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.Packing;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Random sequences of calls, under every combination of options, against {@link SyncModel}. */
@ExtendWith(Seeds.class)
class RandomizedWritingTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final int LEAST_MEMORY = 1 << 20;
    private static final int MUCH_MEMORY = 64 << 20;

    @TempDir
    private Path folder;

    @Test
    void filesHoldWhatWasPut(Dice dice) throws IOException {
        for (int round = 0; round < Seeds.rounds(1); round++) {
            for (Packing packing : Packing.values()) {
                for (TableLayout layout : TableLayout.values()) {
                    for (int threads : List.of(1, 4)) {
                        WriteOptions options = options()
                                .withPacking(packing)
                                .withLayout(layout)
                                .withThreads(threads)
                                .withDigests(dice.oneIn(2))
                                .withMemoryBytes(dice.oneIn(2) ? LEAST_MEMORY : MUCH_MEMORY);
                        requireRoundTrip(options, dice, 60, 30);
                    }
                }
            }
        }
    }

    /** Enough for rows, grants, indexes and hashes to go to scratch files, and for several tables of each kind. */
    @Test
    void whatDoesNotFitInMemoryIsTheSame(Dice dice) throws IOException {
        for (int round = 0; round < Seeds.rounds(1); round++) {
            WriteOptions options = options().withMemoryBytes(LEAST_MEMORY).withThreads(1 + 3 * (round % 2));
            assertThat(requireRoundTrip(options, dice, 160, 8000).spilledBytes())
                    .as("bytes in scratch files")
                    .isGreaterThan(4 << 20);
        }
    }

    private WrittenSync requireRoundTrip(WriteOptions options, Dice dice, int stock, int mostRecords)
            throws IOException {
        Files.createDirectories(options.temporaryFolder());
        Path file = folder.resolve("out.c1z");
        RandomRecords records = new RandomRecords(dice.fork(), stock);
        SyncModel model = new SyncModel(NOW);
        WrittenSync written;
        try (SyncWriter sync = Grantlake.create(file, NewSync.full(), options)) {
            Calls calls = new Calls(sync, model, records, dice, mostRecords);
            for (int call = 0; call < 120; call++) {
                calls.random();
                if (dice.oneIn(16)) {
                    sync.checkpoint("step " + dice.below(100));
                }
            }
            written = sync.finish();
        }
        assertThat(written.sizeBytes()).isEqualTo(Files.size(file));
        assertThat(written.statistics().grants()).isEqualTo(model.grants.size());
        ReadBack.requireSame(file, model, records.everyId());
        assertThat(options.temporaryFolder()).isEmptyDirectory();
        Files.delete(file);
        return written;
    }

    private WriteOptions options() {
        return WriteOptions.defaults()
                .withClock(InstantSource.fixed(NOW))
                .withTemporaryFolder(folder.resolve("scratch"));
    }
}

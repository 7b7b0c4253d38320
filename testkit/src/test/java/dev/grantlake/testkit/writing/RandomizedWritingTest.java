package dev.grantlake.testkit.writing;

import dev.grantlake.base.Bytes;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

    /** Makes calls at random to a writer and to its model. */
    private record Calls(SyncWriter sync, SyncModel model, RandomRecords records, Dice dice, int mostRecords) {

        void random() {
            switch (dice.below(16)) {
                case 0 -> put(records::resourceType, model::put, sync::putResourceTypes);
                case 1 -> put(records::resourceTypeRecord, model::put, sync::putResourceTypeRecords);
                case 2, 3 -> put(records::resource, model::put, sync::putResources);
                case 4 -> put(records::resourceRecord, model::put, sync::putResourceRecords);
                case 5 -> put(records::entitlement, model::put, sync::putEntitlements);
                case 6 -> put(records::entitlementRecord, model::put, sync::putEntitlementRecords);
                case 7 -> put(records::assetRecord, model::put, sync::putAssetRecords);
                case 8 -> {
                    Bytes value = Bytes.wrap(dice.bytes(dice.below(100)));
                    String id = records.anyId();
                    sync.putSession(id, value);
                    model.sessions.put(id, value);
                    sync.putAsset(id, "text/plain", value);
                    model.putAsset(id, "text/plain", value);
                }
                case 9 -> sync.checkpoint("step " + dice.below(100));
                case 10 -> {
                    var grant = records.grant();
                    sync.put(grant);
                    model.put(grant);
                }
                case 11, 12 -> put(records::grantRecord, model::put, sync::putGrantRecords);
                default -> put(records::grant, model::put, sync::putGrants);
            }
        }

        private <T> void put(Supplier<T> source, Consumer<T> expected, Consumer<List<T>> call) {
            List<T> some = new ArrayList<>();
            for (int left = dice.below(mostRecords + 1); left > 0; left--) {
                T record = source.get();
                some.add(record);
                if (dice.oneIn(8)) {
                    some.add(dice.pick(some));
                }
            }
            call.accept(some);
            some.forEach(expected);
        }
    }
}

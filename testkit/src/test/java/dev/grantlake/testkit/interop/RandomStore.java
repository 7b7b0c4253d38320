package dev.grantlake.testkit.interop;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.Packing;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.testbase.Dice;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Writes what a seed says as a connector would: put calls of one kind each, in any order, and an end, or none. */
final class RandomStore {

    private static final Instant BEGIN = Instant.parse("2026-03-04T05:06:07.089123456Z");
    private static final List<SyncType> TYPES = List.of(
            SyncType.FULL,
            SyncType.PARTIAL,
            SyncType.RESOURCES_ONLY,
            SyncType.PARTIAL_UPSERTS,
            SyncType.PARTIAL_DELETIONS);

    private final Dice dice;
    private final RandomRecords records;

    RandomStore(Dice dice) {
        this.dice = dice;
        this.records = new RandomRecords(dice);
    }

    void write(Path file, Path temporary) {
        try (SyncWriter sync = Grantlake.create(file, sync(), options(temporary))) {
            for (int calls = dice.below(12); calls > 0; calls--) {
                put(sync);
            }
            if (dice.oneIn(3)) {
                sync.checkpoint("{\"step\":\"" + dice.below(100) + "\"}");
            }
            if (dice.oneIn(6)) {
                sync.saveUnfinished(dice.oneIn(2) ? "" : "{\"step\":\"saved\"}");
            } else {
                sync.finish();
            }
        }
    }

    private NewSync sync() {
        NewSync sync = NewSync.of(dice.pick(TYPES));
        return dice.oneIn(2)
                ? sync
                : sync.withTimes(BEGIN.plusNanos(dice.below(2_000)), BEGIN.plusSeconds(dice.below(100)));
    }

    private WriteOptions options(Path temporary) {
        return WriteOptions.defaults()
                .withPacking(dice.pick(List.of(Packing.values())))
                .withLayout(dice.pick(List.of(TableLayout.values())))
                .withCompressionLevel(dice.between(1, 3))
                .withDigests(!dice.oneIn(5))
                .withMemoryBytes(dice.oneIn(2) ? 1 << 20 : 64 << 20)
                .withThreads(dice.between(1, 3))
                .withTemporaryFolder(temporary);
    }

    private void put(SyncWriter sync) {
        switch (dice.below(7)) {
            case 0 -> sync.putResourceTypes(records.some(records::resourceType));
            case 1 -> sync.putResources(records.some(records::resource));
            case 2 -> sync.putEntitlements(records.some(records::entitlement));
            case 3, 4 -> sync.putGrants(records.some(records::grant));
            case 5 -> sync.putAsset(records.id(), records.textOrNone(), Bytes.wrap(records.bytes()));
            default -> sync.putSession(records.id(), Bytes.wrap(records.bytes()));
        }
    }
}

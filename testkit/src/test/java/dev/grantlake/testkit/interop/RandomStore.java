package dev.grantlake.testkit.interop;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenSync;
import dev.grantlake.store.Packing;
import dev.grantlake.store.RecordWriter;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WritableStore;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.testbase.Dice;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

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

    /** Writes a file in several sittings, in each of which records are put over others and deleted. */
    void edit(Path file, Path temporary) {
        WriteOptions options = options(temporary);
        for (int left = dice.between(1, 3); left >= 0; left--) {
            try (WritableStore store = Grantlake.edit(file, options)) {
                OpenSync sync = store.syncs().isEmpty() || dice.oneIn(8)
                        ? store.start(sync())
                        : store.edit(store.syncs().get(0).id());
                for (int calls = dice.below(8); calls > 0; calls--) {
                    put(sync);
                    deleteSome(sync);
                }
                if (dice.oneIn(3)) {
                    sync.checkpoint("{\"step\":\"" + dice.below(100) + "\"}");
                }
                // One that was finished before says so still, and must be whole.
                if (sync.run().finished() || dice.oneIn(left + 1)) {
                    sync.finish();
                }
            }
        }
    }

    private void deleteSome(OpenSync sync) {
        try (Stream<Grant> grants = sync.read().grants().all().stream()) {
            List<GrantKey> keys =
                    grants.map(Grant::key).filter(key -> dice.oneIn(4)).toList();
            sync.deleteGrants(keys);
        }
        sync.read().resources().all().first().ifPresent(resource -> sync.deleteResource(resource.id()));
        sync.read().entitlements().all().first().ifPresent(entitlement -> sync.deleteEntitlement(entitlement.key()));
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

    private void put(RecordWriter sync) {
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

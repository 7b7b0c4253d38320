package dev.grantlake.pebble;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.records.RecordStore;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.SyncBackend;

import java.nio.file.Path;
import java.util.List;

/** The records of a file, and the file: closed together, the records first. */
final class PebbleStore implements StoreBackend {

    private final PebbleFile file;
    private final RecordStore records;

    private PebbleStore(PebbleFile file, RecordStore records) {
        this.file = file;
        this.records = records;
    }

    /**
     * Opens a file for reading.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for an older interior, which the message names
     */
    static PebbleStore open(Path path, OpenOptions options) {
        PebbleFile file = PebbleFile.open(path, options, PebbleStore::requireTodaysInterior);
        try {
            C1zFile container = file.container();
            StoreMetadata metadata = PebbleEngine.metadata(container.head(), container.size());
            return new PebbleStore(file, RecordStore.open(file.entries(), metadata));
        } catch (RuntimeException | Error e) {
            try (file) {
                throw e;
            }
        }
    }

    /**
     * Refuses older interiors by what the head says. The stamps among the records have the last word, but files that
     * old may fail in other ways before anyone comes to look at them.
     */
    private static void requireTodaysInterior(EnvelopeHead head) {
        String interior = switch (head.interior()) {
            case PEBBLE3 -> "";
            case PEBBLE2 -> "interior pebble2, which keys grants and entitlements by external id";
            case PEBBLE -> "interior pebble with keyspace version 1, which holds several syncs in one file";
        };
        if (!interior.isEmpty()) {
            throw StorageException.unsupported(
                    Location.of(head.file(), "manifest"), interior + ", is not read; this version reads pebble3");
        }
    }

    @Override
    public StoreMetadata metadata() {
        return records.metadata();
    }

    @Override
    public List<SyncRun> syncRuns() {
        return records.syncRuns();
    }

    @Override
    public SyncBackend sync(SyncRun run) {
        return records.sync(run);
    }

    @Override
    public void close() {
        try (file) {
            records.close();
        }
    }
}

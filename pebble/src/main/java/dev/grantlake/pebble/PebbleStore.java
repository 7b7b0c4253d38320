package dev.grantlake.pebble;

import dev.grantlake.records.RecordStore;
import dev.grantlake.store.LeftOut;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.SyncBackend;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The records of a file, and the file: closed together, the records first. */
final class PebbleStore implements StoreBackend {

    private final PebbleFile file;
    private final RecordStore records;

    private PebbleStore(PebbleFile file, RecordStore records) {
        this.file = file;
        this.records = records;
    }

    /** Opens a file for reading. */
    static PebbleStore open(Path path, OpenOptions options) {
        PebbleFile file = PebbleFile.open(path, options);
        try {
            return new PebbleStore(file, RecordStore.open(file.entries(), file.metadata()));
        } catch (RuntimeException | Error e) {
            try (file) {
                throw e;
            }
        }
    }

    @Override
    public StoreMetadata metadata() {
        return records.metadata();
    }

    @Override
    public List<LeftOut> leftOut() {
        return file.leftOut();
    }

    @Override
    public Optional<MigrationReport> migration() {
        return file.migration();
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

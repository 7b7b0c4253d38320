package dev.grantlake.records;

import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.SyncBackend;

import java.util.List;

/** A store whose records lie under one of the keyspaces, which is chosen when it is opened. Thread-safe. */
public final class RecordStore implements StoreBackend {

    private final KeyValueReader reader;
    private final StoreMetadata metadata;
    private final List<RecordSync> syncs;

    private RecordStore(KeyValueReader reader, StoreMetadata metadata, List<RecordSync> syncs) {
        this.reader = reader;
        this.metadata = metadata;
        this.syncs = syncs;
    }

    /**
     * Opens the records in {@code reader}, which belongs to the result; if opening fails it stays the caller's.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code UNSUPPORTED} if they lie under a keyspace that is not
     *     known
     */
    public static RecordStore open(KeyValueReader reader, StoreMetadata metadata) {
        reader.prefetch(KeyFamily.SYNC_RUN.header());
        Stamps stamps = Stamps.read(reader, metadata);
        SyncCatalogue catalogue = new SyncCatalogue(new PathWalker(reader, metadata.file()), stamps);
        return new RecordStore(reader, metadata, catalogue.syncs());
    }

    @Override
    public StoreMetadata metadata() {
        return metadata;
    }

    @Override
    public List<SyncRun> syncRuns() {
        return syncs.stream().map(RecordSync::run).toList();
    }

    @Override
    public SyncBackend sync(SyncRun run) {
        return syncs.stream()
                .filter(sync -> sync.run().id().equals(run.id()))
                .findFirst()
                .orElseThrow(() -> StoreException.notFound("no sync " + run.id() + " in " + metadata.file()));
    }

    @Override
    public void close() {
        reader.close();
    }
}

package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.records.codec.SyncRunCodec;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.spi.StoreBackend;
import dev.grantlake.store.spi.SyncBackend;

import java.util.List;

/** A store whose records lie under keyspace version 2: one sync, or none yet. Thread-safe. */
public final class RecordStore implements StoreBackend {

    private final KeyValueReader reader;
    private final StoreMetadata metadata;
    private final Stamps stamps;
    private final List<SyncRun> syncRuns;
    private final List<RecordSync> syncs;

    private RecordStore(KeyValueReader reader, StoreMetadata metadata, Stamps stamps, List<SyncRun> syncRuns) {
        this.reader = reader;
        this.metadata = metadata;
        this.stamps = stamps;
        this.syncRuns = syncRuns;
        this.syncs = syncRuns.stream().map(this::open).toList();
    }

    /**
     * Opens the records in {@code reader}, which belongs to the result; if opening fails it stays the caller's.
     *
     * @throws dev.grantlake.base.StorageException of kind {@code UNSUPPORTED} if they lie under another keyspace
     */
    public static RecordStore open(KeyValueReader reader, StoreMetadata metadata) {
        Bytes key = KeyFamily.SYNC_RUN.header();
        reader.prefetch(key);
        Stamps stamps = Stamps.read(reader, metadata.file());
        Bytes run = reader.get(key);
        List<SyncRun> syncRuns =
                run == null ? List.of() : List.of(SyncRunCodec.ofRecord(new Row(metadata.file(), key, run).message()));
        return new RecordStore(reader, metadata, stamps, syncRuns);
    }

    private RecordSync open(SyncRun run) {
        KeyspaceV2 keyspace = new KeyspaceV2(metadata.file(), run.id(), stamps.principalIndexComplete());
        return new RecordSync(run, keyspace, new PathWalker(reader, metadata.file()), stamps.digestsExact());
    }

    @Override
    public StoreMetadata metadata() {
        return metadata;
    }

    @Override
    public List<SyncRun> syncRuns() {
        return syncRuns;
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
